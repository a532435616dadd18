"""Words without work: small talk, questions about itself and the conversation, sums; honest about the rest."""

import re
from collections.abc import Sequence

from workers.language_models.briefs import SUMMARY_HEADING
from workers.language_models.offline.grammar import listed
from workers.language_models.offline.tool_use.desk import Declined, Desk, Work, quiet
from workers.language_models.offline.tool_use.folder import plain
from workers.language_models.offline.tool_use.intent import Wish
from workers.language_models.offline.tool_use.programs.choosing import out_of_reach
from workers.language_models.offline.tool_use.programs.quantities import expression_of, value_of
from workers.language_models.offline.tool_use.programs.wording import shown
from workers.language_models.offline.tool_use.transcript import Made
from workers.language_models.offline.tool_use.work.telling import CAN_WRITE

_SELF = re.compile(
    r"\b(?:who|what) are you\b|\bwhat can you\b|\bare you (?:an? )?(?:ai|human|bot|robot|model)\b|\bhelp\b",
    re.IGNORECASE,
)
_THANKS = re.compile(r"\b(?:thanks?|thank you|great|nice|cool|perfect|awesome|good job|well done)\b", re.IGNORECASE)
_BEFORE = re.compile(
    r"\b(?:first|last|previous|before|earlier|so far|did (?:i|you|we)|have you|you (?:do|done|made))\b", re.IGNORECASE
)
_WHO = (
    "I am the offline model: rules, no language model, so I understand plain requests and know "
    "no facts about the world."
)


def talked(desk: Desk, wish: Wish) -> Work[str]:
    """A reply to small talk."""
    yield from ()
    if _THANKS.search(wish.text):
        return "You are welcome. Tell me what to do next."
    if re.match(r"\s*(?:bye|good ?bye|see you)", wish.text, re.IGNORECASE):
        return "Goodbye; the files stay where they are."
    if re.match(r"\s*(?:hi|hello|hey|good)\b", wish.text, re.IGNORECASE):
        return f"Hello. {CAN_WRITE if desk.has_files else _WHO}"
    return f"I understand. {CAN_WRITE if desk.has_files else _WHO}"


def unclear(_: Desk, wish: Wish) -> Work[str]:
    """What no rule can read ends the work, so that nothing is done on a guess.

    Raises:
        Declined: always.
    """
    yield from ()
    reason = out_of_reach(wish.text)
    why = f": it needs {reason}, which my rules cannot do" if reason else ", or cannot do it by rule"
    raise Declined(f"I am not sure what “{quiet(wish.text, 1, 120)}” asks for{why}. {CAN_WRITE}")


def answered(desk: Desk, wish: Wish) -> Work[str]:
    """An answer to a question, from arithmetic, the conversation or the files; else that there is none."""
    yield from ()
    if _SELF.search(wish.text):
        return f"{_WHO} {CAN_WRITE}" if desk.has_files else f"{_WHO} I have no workspace here, so I answer in words."
    expression = expression_of(wish.text)
    value = value_of(expression) if expression else None
    if value is not None:
        return f"{expression} = {shown(round(value, 10))}."
    if _BEFORE.search(wish.text) and desk.earlier:
        return _so_far(desk, wish.text)
    return (
        f"I cannot answer “{quiet(wish.text, 1, 160)}” offline: I work by rule and look nothing up. "
        f"{CAN_WRITE if desk.has_files else 'I can do sums and tell what was said in this conversation.'}"
    )


def concluded(desk: Desk, turns: Sequence[Sequence[Made]]) -> str:
    """What is said when there may be no more calls: which files there are now, and what failed last."""
    made = [each for turn in turns for each in turn]
    written = {plain(str(each.arguments.get("path"))) for each in made if "path" in each.arguments}
    files = [f"`{path}`" for path in desk.folder.touched if path in written and path in desk.folder.files]
    failed = [each for each in made if each.outcome.failed]
    told = (
        f"So far I have worked on {listed(files)}." if files else f"I have made {len(made)} calls, and changed no file."
    )
    trouble = f" The call of `{failed[-1].tool}` failed: {quiet(failed[-1].outcome.text, 2, 200)}" if failed else ""
    return f"{told}{trouble} Ask again, and I go on from here."


def _so_far(desk: Desk, text: str) -> str:
    requests = [exchange.request for exchange in desk.earlier]
    summary = next((each.removeprefix(SUMMARY_HEADING) for each in requests if each.startswith(SUMMARY_HEADING)), "")
    asked = [f"“{quiet(each, 1, 120)}”" for each in requests if not each.startswith(SUMMARY_HEADING)]
    first, last = (re.search(pattern, text, re.IGNORECASE) for pattern in (r"\bfirst\b", r"\b(?:last|previous)\b"))
    if asked and first and not summary:
        return f"The first thing you asked for was {asked[0]}."
    if asked and last:
        return f"Before this you asked for {asked[-1]}."
    files = [f"`{path}`" for path in desk.folder.touched if path in desk.folder.files]
    told = [
        f"In short, at first:\n\n{summary.strip()}\n\n" if summary else "",
        f"{'Then' if summary else 'So far'} you asked for {listed(asked[-6:])}." if asked else "",
        f" The files of this conversation: {listed(files)}." if files else "",
    ]
    return "".join(told).strip()
