"""What the agents read of the session's shared state, clean and bounded, under the names that briefs use."""

from collections.abc import Mapping
from typing import Any

from workers.agents.plain_text import plain, shortened

IDEA_LIMIT = 16_000
SUMMARY_LIMIT = 4_000
PRD_LIMIT = 4_000


def idea_of(session: Mapping[str, Any]) -> str:
    """The idea in the user's own words; "" if there is none."""
    return plain(session.get("idea"), IDEA_LIMIT)


def summary_of(session: Mapping[str, Any]) -> str:
    """What ideation made of it; "" if it has not run."""
    return plain(session.get("ideaSummary"), SUMMARY_LIMIT)


def prd_digest_of(session: Mapping[str, Any]) -> str:
    """The parts of an earlier PRD that say what the product is; "" if there is none."""
    prd = session.get("prd")
    if not isinstance(prd, Mapping):
        return plain(prd, PRD_LIMIT)
    told = [plain(prd.get(part), PRD_LIMIT) for part in ("title", "overview", "problem")]
    return shortened("\n".join(part for part in told if part), PRD_LIMIT)


def idea_material(session: Mapping[str, Any]) -> dict[str, Any]:
    """``idea`` and ``brief`` for a prompt, None where the session has none."""
    return {"idea": idea_of(session) or summary_of(session) or None, "brief": brief_of(session)}


def brief_of(session: Mapping[str, Any]) -> Mapping[str, Any] | str | None:
    """All that ideation wrote down, or its summary alone; None if it has not run."""
    brief = session.get("ideaBrief")
    return brief if isinstance(brief, Mapping) else summary_of(session) or None
