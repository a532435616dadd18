"""Pages and sections: found by what people call them, added and removed."""

from pydantic import BaseModel

from workers.agents.code.app_spec import AppPage, AppSpec
from workers.agents.code.editing.refusal import ChangeRefused
from workers.agents.code.routes import new_path, slug
from workers.agents.plain_text import one_line

MOST_PAGES = 24
_START = frozenset({"start", "home", "landing", "first", "main", "index", ""})
_NEEDED = frozenset({"list", "changes"})
"""Kinds of pages that the rest of the app leads to."""


class PageOrder(BaseModel):
    """Content that is still to be written by a model."""

    path: str
    name: str
    type: str
    description: str
    behind: bool = False
    """Whether it comes behind what the page says already."""
    section: str | None = None
    """The one kind of section that is wanted; None for whatever the description needs."""


def found_page(spec: AppSpec, name: str) -> AppPage:
    """The page that is called so, or whose name begins so.

    Raises:
        ChangeRefused: there is none.
    """
    wanted = slug(name).removesuffix("-page").removesuffix("-screen").removeprefix("the-")
    names = [(page, {page.path, slug(page.name), slug(page.screen), slug(page.title)}) for page in spec.pages]
    exact = next((page for page, known in names if wanted and wanted in known), None)
    if exact is None and wanted in _START:
        exact = spec.pages[0]
    near = next((page for page, known in names if wanted and any(one.startswith(wanted) for one in known)), None)
    if found := exact or near:
        return found
    raise ChangeRefused(f"There is no page called “{name}”; there are {', '.join(page.name for page in spec.pages)}")


def with_page(spec: AppSpec, name: str, description: str) -> tuple[AppSpec, PageOrder]:
    """The app with a new page behind its other pages of content, and the order to write it.

    Raises:
        ChangeRefused: there is a page of that name, or there are too many.
    """
    title = one_line(name, 60) or "Page"
    if any(slug(title) and slug(page.name) == slug(title) for page in spec.pages):
        raise ChangeRefused(f"There is a page called “{title}” already")
    if len(spec.pages) >= MOST_PAGES:
        raise ChangeRefused(f"An app has at most {MOST_PAGES} pages")
    path = new_path(title, [page.path for page in spec.pages])
    type_ = "pricing" if "pric" in path else "other"
    page = AppPage(path=path, name=title, kind="content", type=type_, title=title)  # type: ignore[arg-type]
    last = max(place for place, one in enumerate(spec.pages) if one.kind == "content" or not one.path)
    pages = [*spec.pages[: last + 1], page, *spec.pages[last + 1 :]]
    return spec.model_copy(update={"pages": pages}), PageOrder(
        path=path, name=title, type=type_, description=one_line(description, 600) or title
    )


def without_page(spec: AppSpec, name: str) -> tuple[AppSpec, AppPage]:
    """The app without a page, and that page.

    Raises:
        ChangeRefused: there is none, or the app does not work without it.
    """
    page = found_page(spec, name)
    if not page.path or page.kind in _NEEDED:
        raise ChangeRefused(f"The app does not work without the page “{page.name}”")
    return spec.model_copy(update={"pages": [one for one in spec.pages if one is not page]}), page


def without_section(spec: AppSpec, page_name: str, section_name: str) -> tuple[AppSpec, AppPage]:
    """The app without the sections of a page that are of a kind, or have a heading.

    Raises:
        ChangeRefused: there is no such page or section, or nothing would be left of the page.
    """
    page = found_page(spec, page_name)
    wanted = slug(section_name).removesuffix("-section")
    kept = [one for one in page.sections if not _is_called(one, wanted)]
    if len(kept) == len(page.sections):
        raise ChangeRefused(f"The page “{page.name}” has no section “{section_name}”")
    if not kept and page.kind == "content":
        raise ChangeRefused(f"Nothing would be left of the page “{page.name}”")
    changed = page.model_copy(update={"sections": kept})
    pages = [changed if one is page else one for one in spec.pages]
    return spec.model_copy(update={"pages": pages}), changed


def _is_called(section: object, wanted: str) -> bool:
    kind = str(getattr(section, "kind", "")).replace("_", "-")
    heading = slug(str(getattr(section, "heading", "") or getattr(section, "headline", "")))
    known = {kind, kind.removesuffix("s"), heading, *_ALSO.get(kind, ())}
    return bool(wanted) and (wanted in known or wanted.removesuffix("s") in known)


_ALSO = {
    "faq": ("question", "questions", "faqs"),
    "voices": ("testimonial", "testimonials", "quote"),
    "pricing": ("price", "prices", "tier", "plan"),
    "call-to-action": ("cta",),
    "steps": ("how-it-works",),
    "features": ("feature-cards", "card"),
}
"""What people call a kind of section besides."""
