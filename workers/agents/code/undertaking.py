"""What a run is going to do to the app, settled before anything is written: the checkpoint between thinking and doing.

Everything after it is a function of this alone, so that an attempt that starts over writes the same files,
whatever a broken one has left behind.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, Field

from workers.agents.code.app_spec import AppPage, AppSpec
from workers.agents.code.blueprint import filled
from workers.agents.code.editing.pages import PageOrder
from workers.agents.code.project.files import app_files
from workers.agents.code.routes import START, module_of
from workers.agents.pages.sections import Screen

SLOTS = 3
"""Pages that one run can have written."""


class Undertaking(BaseModel):
    """What is written, and how it came about."""

    mode: Literal["new", "extend", "edit"]
    spec: AppSpec
    orders: list[PageOrder] = Field(default_factory=list)
    files: dict[str, str | None] = Field(default_factory=dict)
    """Files changed one by one; None for one that goes."""
    changed: list[str] = Field(default_factory=list)
    """Paths that an edit changes."""
    answer: dict[str, Any] = Field(default_factory=dict)
    """Of the model that said what an edit changes."""
    problems: list[str] = Field(default_factory=list)
    """Changes that could not be carried out."""


def orders_for(spec: AppSpec) -> list[PageOrder]:
    """The pages of content that are still empty."""
    empty = [page for page in spec.pages if page.kind == "content" and not page.sections]
    return [_order(page) for page in empty][:SLOTS]


def finished(undertaking: Undertaking, written: Mapping[int, Screen]) -> AppSpec:
    """The app with the pages that were written, by the place of their order."""
    spec = undertaking.spec
    for place, screen in written.items():
        order = undertaking.orders[place]
        fitting = [section for section in screen.sections if order.section in (None, section.kind)]
        kept = screen.model_copy(update={"sections": fitting or screen.sections})
        spec = filled(spec, order.path, kept, behind=order.behind)
    return spec


def files_of(undertaking: Undertaking, spec: AppSpec) -> dict[str, str]:
    """Every file to write; those that were changed one by one earlier are in place and stay."""
    generated = {path: text for path, text in app_files(spec).items() if path not in spec.custom}
    return {**generated, **{path: text for path, text in undertaking.files.items() if text is not None}}


def changed_paths(undertaking: Undertaking) -> list[str]:
    """What an edit changes, the pages that were written for it included."""
    pages = [page for order in undertaking.orders if (page := undertaking.spec.page(order.path))]
    return sorted({*undertaking.changed, *(f"content/pages/{module_of(page)}.ts" for page in pages)})


def navigation(spec: AppSpec) -> list[dict[str, str]]:
    """All pages, as a model needs to know them: {id, name, type}."""
    return [{"id": page.path or START, "name": page.name, "type": page.type} for page in spec.pages]


def _order(page: AppPage) -> PageOrder:
    return PageOrder(path=page.path, name=page.name, type=page.type, description=page.description or page.name)
