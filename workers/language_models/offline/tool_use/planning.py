"""A request as work: its parts in order, a plan first where one is asked for, a list of what is to do for long ones."""

import re
from collections.abc import Callable, Mapping, Sequence

from workers.language_models.offline.tool_use import toolbox
from workers.language_models.offline.tool_use.desk import Declined, Desk, Unable, Wanted, Work
from workers.language_models.offline.tool_use.intent import Wish, wishes
from workers.language_models.offline.tool_use.kinds import Kind
from workers.language_models.offline.tool_use.programs.choosing import program_for
from workers.language_models.offline.tool_use.work.answering import answered, talked, unclear
from workers.language_models.offline.tool_use.work.creating import compute, create, write_data, write_document
from workers.language_models.offline.tool_use.work.delegating import delegate
from workers.language_models.offline.tool_use.work.editing import edit
from workers.language_models.offline.tool_use.work.looking import explain, find, list_files, move, remove, show
from workers.language_models.offline.tool_use.work.market import market
from workers.language_models.offline.tool_use.work.running import run, show_output
from workers.language_models.offline.tool_use.work.sites import build_site
from workers.language_models.offline.tool_use.work.telling import WRITTEN_OFFLINE
from workers.language_models.offline.tool_use.work.testing import write_tests

_WRITES = frozenset({Kind.CREATE, Kind.COMPUTE, Kind.DOCUMENT, Kind.DATA, Kind.SITE, Kind.TESTS, Kind.EDIT})
_WITHOUT_FILES = frozenset({Kind.ASK, Kind.TALK, Kind.UNCLEAR, Kind.MARKET, Kind.DELEGATE, Kind.COMPUTE})
_APPROVED = re.compile(r"\b(?:approved?|accepted|go ahead|proceed|continue|yes)\b", re.IGNORECASE)
_REJECTED = re.compile(r"\b(?:reject\w*|declin\w*|denied|not approved|refused)\b", re.IGNORECASE)
_WORDS = frozenset({Kind.ASK, Kind.TALK, Kind.UNCLEAR})
_MOST_PLANS = 4
LONG = 3
_NEEDS = {
    toolbox.WRITE: "write files",
    toolbox.READ: "read files",
    toolbox.EDIT: "edit files",
    toolbox.SHELL: "run commands",
    toolbox.PYTHON: "run programs",
}


def work_on(desk: Desk, request: str) -> Work[str]:
    """All of a request; the closing words."""
    parts = whole(request)
    acting = [wish for wish in parts if wish.kind not in _WORDS]
    if acting and desk.toolbox.can(toolbox.PLAN):
        parts = yield from _agreed(desk, parts)
        acting = [wish for wish in parts if wish.kind not in _WORDS]
    listing = len(acting) >= LONG and desk.toolbox.can(toolbox.CHECKLIST) and desk.has_files
    answers: list[str] = []
    for number, wish in enumerate(parts):
        if listing:
            yield from _listed(desk, parts, number)
        try:
            answers.append((yield from _one(desk, wish)))
        except Declined as reason:
            answers.append(str(reason))
            if number + 1 < len(parts):
                answers.append("I have left the rest undone, since it builds on this.")
                listing = False
            break
    if listing:
        yield from _listed(desk, parts, len(parts))
    return _closing(desk, parts, answers)


def whole(request: str) -> Sequence[Wish]:
    """The wishes of a request; never none."""
    return wishes(request) or [Wish(Kind.TALK, request)]


def described(wish: Wish) -> str:
    """A wish as a step of a plan."""
    text = " ".join(wish.text.split())
    return f"{text[:1].upper()}{text[1:160]}"


def _one(desk: Desk, wish: Wish) -> Work[str]:
    if wish.kind not in _WITHOUT_FILES and not (desk.has_files or desk.toolbox.can(toolbox.READ)):
        return (
            f"“{described(wish)}” needs a workspace: without one I have no files and cannot run anything. "
            "Ask again in a conversation with a workspace."
        )
    try:
        return (yield from _WORK[wish.kind](desk, wish))
    except Unable as missing:
        return f"“{described(wish)}” stops here: I have no tool that may {_NEEDS.get(str(missing), 'do this')}."


def _agreed(desk: Desk, parts: Sequence[Wish]) -> Work[Sequence[Wish]]:
    """The parts of a plan that was approved; after a rejection the person's words become part of it."""
    for _ in range(_MOST_PLANS):
        plan = "\n".join(f"{number}. {described(wish)}" for number, wish in enumerate(parts, start=1))
        call = Wanted(toolbox.PLAN, {"plan": f"{plan}\n\nI will report what each step gave."})
        outcome = (yield from desk.act("Here is what I plan to do.", call))[0]
        if not outcome.failed and (_APPROVED.search(outcome.text) or not _REJECTED.search(outcome.text)):
            return parts
        parts = _revised(parts, _wished(outcome.text))
    return parts


def _wished(answer: str) -> str:
    """What the person wrote with a rejection, without the words of the tool around it."""
    said = re.split(
        r"(?:into account|message|feedback|reason|comment|because|said|says)\W*\s",
        answer,
        maxsplit=1,
        flags=re.IGNORECASE,
    )
    text = (
        said[-1] if len(said) > 1 else re.sub(r"^[^:.\n]*\breject\w*[^:.\n]*[:.\n]?", "", answer, flags=re.IGNORECASE)
    )
    return text.strip(" \n\"'“”.")


def _revised(parts: Sequence[Wish], said: str) -> Sequence[Wish]:
    new = [wish for wish in wishes(said) if wish.kind is not Kind.TALK]
    made = [wish for wish in new if wish.kind in (Kind.CREATE, Kind.COMPUTE, Kind.SITE)]
    if re.search(r"\b(?:instead|rather|only|just|not)\b", said, re.IGNORECASE) and made:
        return new
    return [*parts, *(wish for wish in new if wish not in parts)]


def _listed(desk: Desk, parts: Sequence[Wish], done: int) -> Work[None]:
    """The list of what is to do, as it stands after ``done`` parts."""
    states = [
        "completed" if number < done else "in_progress" if number == done else "pending" for number in range(len(parts))
    ]
    todos = [
        {"content": described(wish), "status": state, "activeForm": f"Working on: {described(wish)}"}
        for wish, state in zip(parts, states, strict=True)
    ]
    yield from desk.act(
        "" if done else "I'll work through this step by step.", Wanted(toolbox.CHECKLIST, {"todos": todos})
    )


def _closing(desk: Desk, parts: Sequence[Wish], answers: Sequence[str]) -> str:
    told = "\n\n".join([*dict.fromkeys(filter(None, answers)), *dict.fromkeys(desk.notes)])
    before = any(WRITTEN_OFFLINE in exchange.answer for exchange in desk.earlier)
    wrote = any(wish.kind in _WRITES for wish in parts) and re.search(r"\bI (?:created|wrote|built|added|ran)\b", told)
    return told if before or not wrote else f"{told}\n\n{WRITTEN_OFFLINE}"


def _guessed(desk: Desk, wish: Wish) -> Work[str]:
    """A request without a verb that is known: a program where its other words name one."""
    known = desk.has_files and program_for(wish.text)
    return (yield from (compute if known else unclear)(desk, wish))


_WORK: Mapping[Kind, Callable[[Desk, Wish], Work[str]]] = {
    Kind.CREATE: create,
    Kind.COMPUTE: compute,
    Kind.DOCUMENT: write_document,
    Kind.DATA: write_data,
    Kind.SITE: build_site,
    Kind.TESTS: write_tests,
    Kind.EDIT: edit,
    Kind.MOVE: move,
    Kind.RUN: run,
    Kind.OUTPUT: show_output,
    Kind.SHOW: show,
    Kind.LIST: list_files,
    Kind.FIND: find,
    Kind.EXPLAIN: explain,
    Kind.REMOVE: remove,
    Kind.MARKET: market,
    Kind.DELEGATE: delegate,
    Kind.ASK: answered,
    Kind.TALK: talked,
    Kind.UNCLEAR: _guessed,
}
