"""What a research run is about: the request's own words and pins, the rest filled in from the session."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workers.agents.conversation import conversation, user_text
from workers.agents.plain_text import one_line
from workers.agents.session_material import brief_of, idea_of, prd_digest_of, summary_of


@dataclass(frozen=True, slots=True)
class Depth:
    """How far the sources are searched."""

    queries: int
    """Questions to each source."""
    results: int
    """Answers to each question that are read."""


DEPTHS: Mapping[str, Depth] = {"quick": Depth(1, 4), "standard": Depth(2, 6), "deep": Depth(4, 10)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploration:
    """The exploration context of one run; an empty text means that there is none."""

    freeform_context: str
    idea: str
    summary: str
    brief: Mapping[str, Any] | str | None
    """All that ideation wrote down, for prompts."""
    prd: str
    tech_stack: tuple[str, ...]
    industries: tuple[str, ...]
    depth: Depth
    validates: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to research."""
        return not (self.freeform_context or self.idea or self.summary or self.prd)

    def material(self) -> dict[str, Any]:
        """Its parts under the names that briefs use, None where there is none."""
        asked = [{"role": "user", "content": self.freeform_context}] if self.freeform_context else None
        return {
            "idea": self.idea or self.summary or None,
            "brief": self.brief,
            "messages": asked,
            "prd": self.prd or None,
            "techStack": list(self.tech_stack) or None,
            "industries": list(self.industries) or None,
        }


def exploration_of(input: Mapping[str, Any], session: Mapping[str, Any]) -> Exploration:
    """Reads a request and its session. Absent: depth "standard", validation on."""
    pins = input.get("context") or {}
    return Exploration(
        freeform_context=user_text(conversation(input)),
        idea=idea_of(session),
        summary=summary_of(session),
        brief=brief_of(session),
        prd=prd_digest_of(session),
        tech_stack=_names(pins.get("techStack")),
        industries=_names(pins.get("industries")),
        depth=DEPTHS.get(pins.get("searchDepth") or "standard", DEPTHS["standard"]),
        validates=pins.get("enableValidation") is not False,
    )


def _names(value: Any) -> tuple[str, ...]:
    names = (one_line(name, 80) for name in (value if isinstance(value, list | tuple) else ()))
    return tuple(name for name in names if name)[:20]
