"""Whose look it is: what the request asks for, else the session's design system, else what a model chooses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from workers.agents.agent import StepContext
from workers.agents.design import prompts
from workers.agents.design.material import look_asked_for, product_label, product_material, product_text
from workers.agents.design.outputs import Brand
from workers.agents.design.project import DesignProject
from workers.agents.design.target import request_of
from workers.agents.plain_text import one_line
from workers.agents.visual_identity.palettes import tokens_for
from workers.agents.visual_identity.tokens import DesignTokens
from workers.language_models.briefs import render_brief
from workers.language_models.texts import write


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """Where a look goes; "" where it is left open."""

    mood: str
    primary: str


def asked_brand(input: Mapping[str, Any]) -> Direction:
    """``brand`` of the request: {mood, colors: {primary}}."""
    brand = _mapping(input.get("brand"))
    primary = _mapping(brand.get("colors")).get("primary")
    return Direction(mood=one_line(brand.get("mood"), 200), primary=one_line(primary, 60))


def is_asked(direction: Direction) -> bool:
    """Whether a direction says anything."""
    return bool(direction.mood or direction.primary)


async def tokens_of(context: StepContext, project: DesignProject | None) -> DesignTokens:
    """The tokens of this run. A model is asked only for what neither request nor design system decides."""
    asked, system = asked_brand(context.input), _system_tokens(context.session)
    if system and not is_asked(asked):
        return system
    known = system or (project.tokens if project else None)
    rest = await _rest(context, asked, known)
    if known and rest == _direction(known) and not is_asked(asked):
        return known
    label = known.name if known else product_label(context.input, context.session)
    return tokens_for(
        name=label,
        mood=asked.mood or rest.mood,
        primary=asked.primary or rest.primary or None,
        seed=product_text(context.input, context.session) or label,
    )


async def _rest(context: StepContext, asked: Direction, known: DesignTokens | None) -> Direction:
    """What stands in where the request leaves something open."""
    if asked.mood and asked.primary:
        return asked
    if known and is_asked(asked):
        return _direction(known)
    current = {"mood": known.mood, "primary": known.primary} if known else None
    wishes = look_asked_for(request_of(context.input))
    material = {**product_material(context.input, context.session), "wishes": wishes, "currentBrand": current}
    system = await context.prompt(prompts.BRAND)
    brand = await write(
        model=context.model(context.input.get("modelId"), prompt=system),
        output_type=Brand,
        system=system.text,
        prompt=render_brief(prompts.BRAND_TASK, material),
        least_output_tokens=prompts.BRAND_LEAST_TOKENS,
    )
    return Direction(mood=one_line(brand.mood, 200), primary=one_line(brand.primary, 60))


def _direction(tokens: DesignTokens) -> Direction:
    return Direction(mood=tokens.mood, primary=tokens.primary)


def _system_tokens(session: Mapping[str, Any]) -> DesignTokens | None:
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
