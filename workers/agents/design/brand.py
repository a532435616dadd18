"""Whose look it is: what the request asks for, else the session's design system, else what was chosen before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from workers.agents.plain_text import one_line
from workers.agents.visual_identity.tokens import DesignTokens


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBrand:
    """The ``brand`` of a request; "" where it says nothing."""

    mood: str
    primary: str


def asked_brand(input: Mapping[str, Any]) -> AskedBrand:
    """``brand`` of the request: {mood, colors: {primary}}."""
    brand = _mapping(input.get("brand"))
    return AskedBrand(
        mood=one_line(brand.get("mood"), 200), primary=one_line(_mapping(brand.get("colors")).get("primary"), 60)
    )


def system_tokens(session: Mapping[str, Any]) -> DesignTokens | None:
    """The tokens of the session's design system, if it has one."""
    tokens = _mapping(session.get("designSystem")).get("tokens")
    if tokens is None:
        return None
    try:
        return DesignTokens.model_validate(tokens)
    except ValidationError:
        return None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
