"""What a brief asks for by name: words about the look, and a colour.

Later messages win over earlier ones, these over what the session's design system was asked to be.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workers.agents.visual_identity.colours import colour_in, parsed_colour
from workers.agents.visual_identity.moods import mood_words

_REFUSED = re.compile(
    r"\b(?:not|no|never|without|avoid|less|instead of|rather than)\s+(?:too\s+|so\s+|any\s+)?\w+", re.I
)
_SUBJECT = re.compile(
    r"\b(?:design[- ]system|design\.md|style[- ]?guide|visual identity|design language|brand|look and feel|look)\s+"
    r"(?:for|of)\s+(?P<subject>[^\n]+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """``colour`` as #rrggbb; empty values were not asked for."""

    words: tuple[str, ...] = ()
    colour: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"words": list(self.words), "colour": self.colour}

    def __bool__(self) -> bool:
        return bool(self.words or self.colour)


def wishes_in(text: str) -> Wishes:
    """What one message asks for; what it refuses ("not playful") is no wish."""
    told = _REFUSED.sub(" ", text)
    return Wishes(tuple(mood_words(told)[:5]), colour_in(told) or "")


def wishes_of(messages: Iterable[str], session: Mapping[str, Any]) -> Wishes:
    """What holds after all messages, oldest first."""
    words, colour = _earlier(session)
    for message in messages:
        wishes = wishes_in(message)
        words, colour = wishes.words or words, wishes.colour or colour
    return Wishes(words, colour)


def subject_in(message: str) -> str:
    """What a brief is about, such as the tracker in "a design system for a habit tracker"; '' if it does not say."""
    found = _SUBJECT.search(message)
    return found["subject"].strip(" .!") if found else ""


def _earlier(session: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
    system = session.get("designSystem")
    asked = system.get("wishes") if isinstance(system, Mapping) else None
    if not isinstance(asked, Mapping):
        return (), ""
    words = asked.get("words")
    kept = mood_words(" ".join(map(str, words))) if isinstance(words, list) else []
    return tuple(kept[:5]), parsed_colour(asked.get("colour")) or ""
