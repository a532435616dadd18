"""The design of a session: its screens as data, kept in the sandbox as ``design/screens.json``.

The code agent builds from this file, and a later run of the design agent goes on from it. A program in
the sandbox may have changed it, so what is read back is believed only where it is valid.
"""

import json
from collections.abc import Mapping, Sequence

from pydantic import BaseModel, Field, ValidationError, field_validator

from app.errors import InvalidRequest, NotFound
from workers.agents.agent import StepSandbox
from workers.agents.design.target import screen_id
from workers.agents.pages.look import look_of
from workers.agents.pages.screen_markup import Frame, Place, render_screen
from workers.agents.pages.sections import Line, Screen, ScreenType, Text
from workers.agents.pages.styles import page_css
from workers.agents.visual_identity.css import tokens_css
from workers.agents.visual_identity.tokens import DesignTokens

FOLDER = "design"
FILE = f"{FOLDER}/screens.json"
MOST_SCREENS = 12
_LANGUAGE = r"^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,2}$"


class DesignedScreen(BaseModel):
    """One screen: what it is for and what it consists of."""

    id: str
    name: Line
    type: ScreenType
    description: Text = ""
    screen: Screen

    @field_validator("id")
    @classmethod
    def _is_a_file_s_name(cls, id: str) -> str:
        if screen_id(id) != id:
            raise ValueError("not the id of a screen")
        return id


class DesignProject(BaseModel):
    """All screens of a product with everything that is needed to draw them."""

    version: int = 1
    product: Line
    tagline: Line
    language: str = Field(default="en", pattern=_LANGUAGE)
    tokens: DesignTokens
    home: str
    """The id of the screen that ``index.html`` shows."""
    screens: list[DesignedScreen] = Field(min_length=1, max_length=MOST_SCREENS)


async def read_project(sandbox: StepSandbox) -> DesignProject | None:
    """The design that is in the sandbox; None if there is none that can be read."""
    try:
        return DesignProject.model_validate_json(await sandbox.read(FILE))
    except (NotFound, InvalidRequest, ValidationError):
        return None


def with_screens(kept: Sequence[DesignedScreen], made: Sequence[DesignedScreen]) -> list[DesignedScreen]:
    """``kept`` with those of ``made`` in the places of their namesakes and behind them; the oldest go when too many."""
    by_id = {screen.id: screen for screen in kept} | {screen.id: screen for screen in made}
    new = {screen.id for screen in made}
    surplus = len(by_id) - MOST_SCREENS
    dropped = [id for id in by_id if id not in new][: max(0, surplus)]
    return [screen for id, screen in by_id.items() if id not in dropped][:MOST_SCREENS]


def project_files(project: DesignProject) -> Mapping[str, str]:
    """Every file of the design by its path in the sandbox."""
    frame = _frame(project)
    places = {place.id: place for place in frame.places}
    pages = {one.id: render_screen(one.screen, place=places[one.id], frame=frame) for one in project.screens}
    return {
        FILE: json.dumps(project.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n",
        f"{FOLDER}/styles.css": f"{tokens_css(project.tokens)}\n{page_css()}",
        **{page_path(id): page for id, page in pages.items()},
        f"{FOLDER}/index.html": pages.get(project.home) or pages[project.screens[0].id],
    }


def page_path(id: str) -> str:
    """Where the page of a screen is in the sandbox."""
    return f"{FOLDER}/{id}.html"


def _frame(project: DesignProject) -> Frame:
    return Frame(
        product=project.product,
        places=[
            Place(id=screen.id, name=screen.name, href=f"{screen.id}.html", type=screen.type)
            for screen in project.screens
        ],
        look=look_of(mood=project.tokens.mood, seed=project.product),
        language=project.language,
        remark=f"{project.product}: {project.tagline}",
    )
