"""What the design agent knows about the product when it asks a model."""

import re
from collections.abc import Mapping
from typing import Any

from app.errors import NothingToWorkOn
from workers.agents.conversation import conversation, user_text
from workers.agents.design.target import request_of, target_of
from workers.agents.design_system.wishes import wishes_in
from workers.agents.plain_text import one_line, plain
from workers.agents.session_material import brief_of, idea_of, prd_digest_of, summary_of

LABEL_LIMIT = 60
_MOST_FEATURES = 12
_OF_SCREENS = re.compile(
    r"\b(?:page|screen|view|dashboard|hero|footer|sections?|cards?|pricing|tiers?|faq|form|aesthetic|style|layout"
    r"|headline|buttons?|settings|onboarding|colou?rs?)\b",
    re.IGNORECASE,
)
_OF_LOOKS = re.compile(r"\b(?:aesthetic|style|look|mood|feel|vibe|theme|brand|colou?rs?|tone)\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"^.*?\b(?:page|screen|view|dashboard|form|list|flow|ui|design)\s+(?:for|of|about)\s+", re.IGNORECASE
)


def require_material(input: Mapping[str, Any], session: Mapping[str, Any]) -> None:
    """Nothing, if there is anything to design.

    Raises:
        NothingToWorkOn: neither idea nor PRD nor request says anything.
    """
    if not _idea(session) and target_of(input) is None:
        raise NothingToWorkOn("There is no idea, no PRD and no description of a screen to design.")


def product_material(input: Mapping[str, Any], session: Mapping[str, Any]) -> dict[str, Any]:
    """``idea``, ``brief``, ``prd`` and ``request`` for a prompt, None where there is nothing."""
    return {
        "idea": product_text(input, session) or None,
        "brief": brief_of(session),
        "prd": _prd(session.get("prd")),
        "request": request_of(input) or None,
    }


def look_asked_for(text: str) -> dict[str, Any] | None:
    """The look that ``text`` asks for in words of mood and colour: {words, colour}; None if it asks for none.

    Where a sentence speaks of the look, only such sentences count: a "bold headline" is not a bold look.
    """
    sentences = re.split(r"(?<=[.!?])\s+|\n+", text)
    told = " ".join([sentence for sentence in sentences if _OF_LOOKS.search(sentence)] or sentences)
    wishes = wishes_in(told)
    return wishes.as_json() if wishes else None


def product_text(input: Mapping[str, Any], session: Mapping[str, Any]) -> str:
    """What the product is, in the words that say it best; "" if only a screen is described."""
    return _idea(session) or _subject(user_text(conversation(input)))


def product_label(input: Mapping[str, Any], session: Mapping[str, Any]) -> str:
    """What to call the product before it has been given a name."""
    prd = session.get("prd")
    title = prd.get("title") if isinstance(prd, Mapping) else None
    return one_line(title or product_text(input, session), LABEL_LIMIT) or "Product"


def _idea(session: Mapping[str, Any]) -> str:
    return idea_of(session) or summary_of(session) or prd_digest_of(session) or _opportunity(session)


def _opportunity(session: Mapping[str, Any]) -> str:
    """The best opportunity that research found, in its own words."""
    best = next((one for one in _every(session.get("opportunities")) if isinstance(one, Mapping)), {})
    return plain("\n".join(plain(best.get(key), 1_000) for key in ("title", "description")), 2_000)


def _subject(said: str) -> str:
    """The part of a request that speaks of the product and not of its screens."""
    told = []
    for sentence in re.split(r"(?<=[.!?])\s+|\n+", said):
        rest = _ABOUT.sub("", sentence)
        if rest != sentence or not _OF_SCREENS.search(rest):
            told.append(rest)
    return plain(" ".join(told), 2_000)


def _prd(prd: Any) -> dict[str, Any] | None:
    if not isinstance(prd, Mapping):
        return None
    parts = {part: plain(prd.get(part), 1_500) for part in ("title", "overview", "problem")}
    audience = [one_line(text, 300) for text in _every(prd.get("audience")) if isinstance(text, str)]
    features = [_feature(row) for row in _every(prd.get("functionalRequirements")) if isinstance(row, Mapping)]
    return {**parts, "audience": audience[:4], "features": features[:_MOST_FEATURES]}


def _feature(row: Mapping[str, Any]) -> dict[str, str]:
    limits = (("title", 120), ("description", 400), ("priority", 10))
    return {key: one_line(row.get(key), limit) for key, limit in limits}


def _every(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
