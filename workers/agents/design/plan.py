"""Which screens a run designs, from what a model planned or from what is there already."""

from collections.abc import Sequence

from pydantic import BaseModel

from workers.agents.design.outputs import PlannedScreen, ScreenPlan
from workers.agents.design.project import DesignedScreen, DesignProject
from workers.agents.design.target import Target, screen_id
from workers.agents.pages.sections import Line
from workers.agents.plain_text import one_line, shortened

SLOTS = 5
"""Screens that one run can design."""
_LANGUAGE_PARTS = 3
_DESCRIPTION_LIMIT, _EARLIER_LIMIT = 600, 300


class Undertaking(BaseModel):
    """What a run is to do, settled before its first screen."""

    product: Line
    tagline: Line
    language: str
    home: str
    screens: list[PlannedScreen]
    kept: list[DesignedScreen]
    """Screens of earlier runs that stay as they are."""
    revises: bool = False
    """Whether the screen is one of ``kept``, to be changed and not to be thought of anew."""


def undertaking_of(plan: ScreenPlan, target: Target | None, *, label: str) -> Undertaking:
    """A whole design as planned, the target first, with ids that are unique and can be files."""
    wanted = [_as_planned(target)] if target else []
    for screen in plan.screens:
        clean = screen.model_copy(update={"id": screen_id(screen.id or screen.name), "name": _named(screen)})
        if clean.id not in {one.id for one in wanted}:
            wanted.append(clean)
    wanted = wanted[:SLOTS]
    return Undertaking(
        product=one_line(plan.product, 60) or label,
        tagline=one_line(plan.tagline, 160) or label,
        language=_language(plan.language),
        home=wanted[0].id,
        screens=wanted,
        kept=[],
    )


def extension_of(project: DesignProject, target: Target) -> Undertaking:
    """One more screen for a design, or one of its screens anew; the others stay."""
    home = next((one for one in project.screens if one.id == project.home), project.screens[0])
    same = next((one for one in project.screens if one.id == target.id), None) if target.named else home
    screen = _as_planned(target)
    if same:
        earlier = "" if target.named else f"{shortened(same.description, _EARLIER_LIMIT)} "
        description = one_line(f"{earlier}{screen.description}", _DESCRIPTION_LIMIT)
        type = screen.type if target.named else same.type
        screen = PlannedScreen(id=same.id, name=same.name, type=type, description=description)
    return Undertaking(
        product=project.product,
        tagline=project.tagline,
        language=project.language,
        home=screen.id,
        screens=[screen],
        kept=project.screens,
        revises=not target.named,
    )


def repainting_of(project: DesignProject) -> Undertaking:
    """The same screens, drawn with other tokens."""
    return Undertaking(
        product=project.product,
        tagline=project.tagline,
        language=project.language,
        home=project.home,
        screens=[],
        kept=project.screens,
    )


def navigation(undertaking: Undertaking) -> list[dict[str, str]]:
    """All screens that there will be, as a model needs to know them: {id, name, type}."""
    every: Sequence[DesignedScreen | PlannedScreen] = [*undertaking.kept, *undertaking.screens]
    return list({one.id: {"id": one.id, "name": one.name, "type": one.type} for one in every}.values())


def _as_planned(target: Target) -> PlannedScreen:
    description = one_line(target.description, _DESCRIPTION_LIMIT)
    return PlannedScreen(id=target.id, name=target.name, type=target.type, description=description)


def _named(screen: PlannedScreen) -> str:
    return one_line(screen.name, 60) or screen_id(screen.id).replace("-", " ").capitalize()


def _language(tag: str) -> str:
    parts = tag.strip().split("-")
    plain = all(part.isascii() and part.isalnum() and 2 <= len(part) <= 8 for part in parts)
    fits = plain and len(parts) <= _LANGUAGE_PARTS and parts[0].isalpha() and len(parts[0]) <= 3
    return "-".join(parts) if fits else "en"
