"""Addresses in the app: made from names, unique, and found again from what an action points to."""

import re
import unicodedata
from collections.abc import Collection, Sequence

from workers.agents.code.app_spec import AppPage, AppSpec

LONGEST = 40
START = "start"
"""What actions call the start page."""
_RESERVED = frozenset({"api", "app", "out", "public", "content", "components", "lib", "preview", "index", "not-found"})
_MOST_IN_NAVIGATION = 7


def slug(name: str) -> str:
    """``name`` as a part of an address; '' when nothing of it can be."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", bare))[:LONGEST].strip("-")


def new_path(name: str, taken: Collection[str]) -> str:
    """An address for a page called ``name`` that no other page has."""
    wanted = slug(name)
    if not wanted[:1].isalpha() or wanted in _RESERVED:
        wanted = f"page-{wanted}".strip("-")[:LONGEST].strip("-")
    candidates = (wanted, *(f"{wanted[: LONGEST - 4]}-{number}" for number in range(2, 1_000)))
    return next(path for path in candidates if path not in taken)


def module_of(page: AppPage) -> str:
    """The name of a page's content module."""
    return page.path or "home"


def component_of(page: AppPage) -> str:
    """The name of a page's React component."""
    return "".join(part.capitalize() for part in module_of(page).split("-")) + "Page"


def href_of(target: str, spec: AppSpec) -> str:
    """Where an action leads: the page of that screen or name, else the list, where the work is done."""
    wanted = slug(target)
    known = [page for page in spec.pages if wanted and wanted in (page.path, slug(page.screen))]
    if not known and wanted == START:
        return "/"
    named = [page for page in spec.pages if wanted and wanted == slug(page.name)]
    page = next(iter([*known, *named]), None) or spec.page_of_kind("list")
    return page.href


def shown_in_footer(spec: AppSpec) -> Sequence[AppPage]:
    """All pages."""
    return spec.pages


def shown_in_navigation(spec: AppSpec) -> Sequence[AppPage]:
    """The pages of the main navigation: the start page is behind the brand, the news are in the footer."""
    order = ("list", "dashboard", "form", "content", "about", "settings")
    named = sorted((page for page in spec.pages if page.path and page.kind in order), key=lambda p: order.index(p.kind))
    last = [page for page in named if page.kind == "settings"]
    first = [page for page in named if page not in last]
    return [*first[: _MOST_IN_NAVIGATION - len(last)], *last]
