"""Parts that do not need one another go to sub-agents, all at once; their answers are put side by side."""

import re
from collections.abc import Sequence

from workers.language_models.offline.grammar import capitalised, singular, with_article
from workers.language_models.offline.tool_use import toolbox
from workers.language_models.offline.tool_use.desk import Desk, Wanted, Work, quiet
from workers.language_models.offline.tool_use.intent import Wish

_AROUND = re.compile(
    r",?\s*\b(?:in parallel|separately|independently|simultaneously|at the same time|"
    r"(?:with|using|by) (?:the )?(?:\d+ )?(?:parallel )?sub-?agents?"
    r"(?: for each)?|each(?: (?:one|of them))?|launch (?:\d+ )?sub-?agents? to)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"^((?:[a-z]+)(?:\s+(?:a|an|the|about|into|of|for|short|summary|report|script|scripts|file|files|that|prints?))*)\s+(.+)$",
    re.IGNORECASE,
)
MOST = 6


def delegate(desk: Desk, wish: Wish) -> Work[str]:
    """One sub-agent for each part."""
    parts = parts_of(wish.text)
    if not desk.toolbox.can(toolbox.TASK):
        named = "; ".join(parts)
        return f"I have no sub-agents here. Ask for the parts one after the other: {named}."
    kinds = desk.toolbox.choices(toolbox.TASK, "type")
    kind = kinds[0] if kinds else "general"
    calls = [Wanted(toolbox.TASK, {"description": part, "type": kind}) for part in parts]
    outcomes = yield from desk.act(f"I'll hand these {len(parts)} parts to sub-agents.", *calls)
    told = [
        f"**{capitalised(part)}**{' (failed)' if outcome.failed else ''}\n\n{quiet(outcome.text, 30, 1500)}"
        for part, outcome in zip(parts, outcomes, strict=True)
    ]
    return "\n\n".join(told)


def parts_of(text: str) -> Sequence[str]:
    """What each sub-agent is to do: the enumeration behind the verb, each with the verb."""
    bare = re.sub(r"^(?:to|and|please)\s+", "", _AROUND.sub("", text).strip(" .,:"))
    head, colon, rest = bare.partition(":")
    items = re.split(r",\s*(?:and\s+)?|;\s*|\s+and\s+", rest if colon and rest.strip() else bare)
    items = [item.strip(" .") for item in items if item.strip(" .")][:MOST]
    verb = re.match(r"[a-z]+", bare, re.IGNORECASE)
    if colon and rest.strip() and all(re.match(r"one\b", item) for item in items):
        made, thing = (verb[0] if verb else "Do"), singular(head.split()[-1])
        return [re.sub(r"^one\b", f"{made} {with_article(thing)}", item) for item in items]
    if colon and rest.strip():
        return [f"{head.strip()}: {item}" for item in items]
    first = _VERB.match(items[0]) if items else None
    lead = first[1] if first else verb[0] if verb else ""
    commands = re.compile(
        r"^(?:create|write|build|make|research|find|run|calculate|compute|summari[sz]e|list|explain|analy[sz]e)\b", re.I
    )
    return [item if number == 0 or commands.match(item) else f"{lead} {item}" for number, item in enumerate(items)]
