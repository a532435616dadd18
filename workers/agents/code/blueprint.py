"""From what a model planned, the PRD and the design to an app's specification.

The model decides what the product is called and what is kept in it. That every feature of the PRD and
every screen of the design is there does not depend on a model: it is put in here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from workers.agents.code.app_spec import AppEntity, AppFeature, AppPage, AppSpec, PageKind, Priority
from workers.agents.code.entity import app_entity
from workers.agents.code.outputs import AppPlan, PlannedFeature
from workers.agents.code.routes import new_path
from workers.agents.design.project import DesignedScreen, DesignProject
from workers.agents.pages.sections import Footer, Screen, ScreenType, Section
from workers.agents.plain_text import one_line
from workers.agents.visual_identity.tokens import DesignTokens

MOST_SCREENS = 12
MOST_SECTIONS = 16
_NAME, _LINE, _TEXT = 60, 160, 600
_SHORT = 18
_KINDS: Mapping[ScreenType, PageKind] = {
    "dashboard": "dashboard",
    "list": "list",
    "form": "form",
    "settings": "settings",
}
"""Screens on which something works in the app; their example figures and lists give way to real ones."""
_REPLACED: Mapping[PageKind, frozenset[str]] = {
    "dashboard": frozenset({"hero", "stats", "chart", "entries", "table"}),
    "list": frozenset({"hero", "entries", "stats", "chart", "table", "form"}),
    "form": frozenset({"hero", "form"}),
    "settings": frozenset({"hero"}),
}


def new_spec(
    *, plan: AppPlan, design: DesignProject | None, tokens: DesignTokens, prd: Mapping[str, Any], label: str, brief: str
) -> AppSpec:
    """The first version of an app; pages that no screen shows have no sections yet."""
    entity = app_entity(plan.entity)
    name = one_line(design.product if design else plan.name, _NAME) or label
    tagline = one_line(plan.tagline, _LINE)
    return AppSpec(
        brief=brief,
        key=new_path(name, ()),
        seed=name,
        name=name,
        language=design.language if design else "en",
        tagline=tagline,
        summary=one_line(plan.summary, _TEXT),
        tokens=tokens,
        entity=entity,
        pages=with_live_pages(designed_pages(design) if design else _planned_pages(plan), entity),
        features=all_features(prd, plan.features),
        footer=_footer(design) or tagline,
        note=one_line(plan.note, _TEXT),
    )


def extended(
    spec: AppSpec, *, design: DesignProject | None, tokens: DesignTokens | None, prd: Mapping[str, Any]
) -> AppSpec:
    """The same app with the screens, the look and the requirements that there are by now."""
    pages = spec.pages
    if design:
        own = [page for page in spec.pages if not page.screen and page.path and page.kind == "content"]
        pages = with_live_pages([*designed_pages(design), *own], spec.entity)
    return spec.model_copy(
        update={
            "pages": unique_paths(pages),
            "tokens": tokens or spec.tokens,
            "features": all_features(prd, spec.features),
        }
    )


def with_live_pages(pages: Sequence[AppPage], entity: AppEntity) -> list[AppPage]:
    """``pages`` and those that every app has, unless a screen shows them: list, dashboard, features, settings, news.

    The list is called by what it lists, whatever its screen was called.
    """
    short = _short(entity.plural)
    listed = {"title": entity.plural, "name": short}
    complete = [page.model_copy(update=listed) if page.kind == "list" else page for page in pages]
    for kind, type_, name, title in (
        ("list", "list", short, entity.plural),
        ("dashboard", "dashboard", "Dashboard", "Dashboard"),
        ("about", "other", "Features", "What it does"),
        ("settings", "settings", "Settings", "Settings"),
        ("changes", "other", "What is new", "What is new"),
    ):
        if all(page.kind != kind for page in complete):
            path = new_path(name, [page.path for page in complete])
            complete.append(AppPage(path=path, name=name, kind=kind, type=type_, title=title))  # type: ignore[arg-type]
    return complete


def all_features(prd: Mapping[str, Any], others: Sequence[PlannedFeature | AppFeature]) -> list[AppFeature]:
    """Every functional requirement of the PRD, and what there is besides."""
    found = [_required(one) for one in prd.get("functionalRequirements") or () if isinstance(one, Mapping)]
    for one in others:
        priority = one.priority if isinstance(one, AppFeature) else "must"
        found.append(AppFeature(title=one_line(one.title, _LINE), text=one_line(one.text, _TEXT), priority=priority))
    by_title = {feature.title.casefold(): feature for feature in reversed(found) if feature.title}
    return [feature for feature in found if by_title.get(feature.title.casefold()) is feature]


def filled(spec: AppSpec, path: str, screen: Screen, *, behind: bool = False) -> AppSpec:
    """The page at ``path`` with the content that was written for it, ``behind`` what it says already or instead."""
    written: list[Section] = [section for section in screen.sections if section.kind != "footer"]
    pages = list(spec.pages)
    for place, page in enumerate(pages):
        if page.path == path:
            sections = [*page.sections, *written][:MOST_SECTIONS] if behind else written
            # What the page was planned to be has done its work; a page without an opening shows nothing of it.
            pages[place] = page.model_copy(update={"sections": sections, "description": ""})
    return spec.model_copy(update={"pages": pages})


def designed_pages(design: DesignProject) -> list[AppPage]:
    """A page for each screen; the landing page is the start page."""
    screens = list(design.screens[:MOST_SCREENS])
    start = next((screen for screen in screens if screen.type == "landing"), screens[0])
    pages = [_page_of(start, path="", taken=[])]
    for screen in screens:
        if screen is not start:
            path = new_path(screen.id, [page.path for page in pages])
            pages.append(_page_of(screen, path=path, taken=[page.kind for page in pages]))
    return pages


def unique_paths(pages: Sequence[AppPage]) -> list[AppPage]:
    """``pages`` with another path for each one whose path an earlier one has."""
    kept: list[AppPage] = []
    for page in pages:
        taken = [one.path for one in kept]
        kept.append(page.model_copy(update={"path": new_path(page.name, taken)}) if page.path in taken else page)
    return kept


def _page_of(screen: DesignedScreen, *, path: str, taken: Sequence[PageKind]) -> AppPage:
    """The first dashboard, list, form and settings are the ones that work; others are there to be looked at."""
    kind = _KINDS.get(screen.type, "content")
    kind = "content" if kind in taken or not path else kind
    left_out = {"footer"} | _REPLACED.get(kind, frozenset())
    return AppPage(
        path=path,
        name=one_line(screen.name, _NAME) or "Page",
        kind=kind,
        type=screen.type if path else "landing",
        title=one_line(screen.screen.title, _LINE) or one_line(screen.name, _LINE),
        sections=[section for section in screen.screen.sections if section.kind not in left_out],
        screen=screen.id,
    )


def _planned_pages(plan: AppPlan) -> list[AppPage]:
    pages: list[AppPage] = []
    for planned in plan.pages:
        name = one_line(planned.name, _NAME) or "Page"
        path = new_path(name, [page.path for page in pages]) if pages else ""
        title = name if path else one_line(plan.name, _NAME)
        description = one_line(planned.description, _TEXT)
        type_: ScreenType = "other" if path else "landing"
        pages.append(AppPage(path=path, name=name, kind="content", type=type_, title=title, description=description))
    return pages


def _required(requirement: Mapping[str, Any]) -> AppFeature:
    known: Mapping[Any, Priority] = {"must": "must", "should": "should", "could": "could"}
    priority = requirement.get("priority")
    return AppFeature(
        title=one_line(requirement.get("title"), _LINE),
        text=one_line(requirement.get("description"), _TEXT),
        priority=known.get(priority, "should") if isinstance(priority, str) else "should",
    )


def _short(plural: str) -> str:
    """What a navigation has room for: of many words the last, which says what kind of thing it is."""
    last = plural.rsplit(maxsplit=1)[-1]
    return plural if len(plural) <= _SHORT else last[:1].upper() + last[1:]


def _footer(design: DesignProject | None) -> str:
    """What the screens' own footers say: the app has one for all pages."""
    screens = design.screens if design else ()
    footers = [section for one in screens for section in one.screen.sections if isinstance(section, Footer)]
    return next((one_line(footer.text, _TEXT) for footer in footers if footer.text.strip()), "")
