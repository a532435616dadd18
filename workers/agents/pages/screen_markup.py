"""A whole screen as an HTML document: navigation around its sections, in the manner of its type."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workers.agents.pages.icons import drawn, icon
from workers.agents.pages.look import Look
from workers.agents.pages.markup import comment, element, safe
from workers.agents.pages.section_markup import Spot, section_markup
from workers.agents.pages.sections import Screen, ScreenType

_IN_APP = frozenset({"dashboard", "list", "detail", "form", "settings"})
_TOP = frozenset({"hero"})
_HALVES = frozenset({"entries", "chart", "prose", "faq", "form"})
_ICONS = {
    "landing": "home",
    "dashboard": "chart",
    "list": "list",
    "detail": "search",
    "form": "pen",
    "onboarding": "flag",
    "settings": "sliders",
    "pricing": "card",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A screen as the navigation knows it."""

    id: str
    name: str
    href: str
    """Relative to the other screens."""
    type: ScreenType


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What all screens of a product share."""

    product: str
    places: Sequence[Place]
    """The navigation, in its order."""
    look: Look
    language: str = "en"
    """A language tag such as ``en`` or ``pt-BR``."""
    stylesheet: str = "styles.css"
    inline_css: str = ""
    """CSS of our own making that the page carries inside itself, instead of ``stylesheet``."""
    remark: str = ""
    """Kept as a comment in the page."""


def render_screen(screen: Screen, *, place: Place, frame: Frame) -> str:
    """The HTML document of ``screen``, which stands at ``place``: self-contained but for the style sheet."""
    shell = shell_of(place.type)
    navigation = _navigation(place, frame)
    header = element("header", _brand(frame) + navigation, class_="top")
    body = (
        '<a class="skip" href="#content">Skip to content</a>'
        f'{header}<main id="content">{_title(screen)}{_sections(screen, frame)}</main>{_footers(screen, frame)}'
    )
    return (
        f'<!doctype html>\n{comment(frame.remark)}{comment(screen.note)}<html lang="{safe(frame.language)}">\n'
        f'{_head(screen, frame)}\n<body id="top" class="shell-{shell} {frame.look.classes} type-{place.type}">'
        f"{body}</body>\n</html>\n"
    )


def shell_of(type: ScreenType) -> str:
    """What stands around a screen: ``site`` (a bar above), ``app`` (a bar beside) or ``focus`` (next to nothing)."""
    if type == "onboarding":
        return "focus"
    return "app" if type in _IN_APP else "site"


def _head(screen: Screen, frame: Frame) -> str:
    style = (
        f"<style>{frame.inline_css}</style>"
        if frame.inline_css
        else (f'<link rel="stylesheet" href="{safe(frame.stylesheet)}">')
    )
    return (
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{safe(screen.title)} · {safe(frame.product)}</title>"
        f'<meta name="color-scheme" content="light dark">{style}</head>'
    )


def _brand(frame: Frame) -> str:
    home = frame.places[0].href if frame.places else "#top"
    mark = element("span", safe(frame.product[:1].upper()) or "·", class_="mark", aria_hidden="true")
    return element("a", mark + element("span", safe(frame.product)), class_="brand", href=safe(home), dir="auto")


def _navigation(here: Place, frame: Frame) -> str:
    links = "".join(element("li", _link(place, place.id == here.id)) for place in frame.places)
    return element("nav", element("ul", links), aria_label="Screens")


def _link(place: Place, current: bool) -> str:
    mark = drawn(_ICONS[place.type]) if place.type in _ICONS else icon(place.name)
    words = element("span", safe(place.name) or "–")
    return element("a", mark + words, href=safe(place.href), aria_current="page" if current else "")


def _title(screen: Screen) -> str:
    """The screen's title, unless a hero says it in larger letters."""
    if screen.sections[0].kind in _TOP:
        return ""
    return element("div", element("h1", safe(screen.title) or "–", dir="auto"), class_="page-title")


def _sections(screen: Screen, frame: Frame) -> str:
    return "".join(_drawn(screen, frame, footers=False))


def _footers(screen: Screen, frame: Frame) -> str:
    return "".join(_drawn(screen, frame, footers=True))


def _drawn(screen: Screen, frame: Frame, *, footers: bool) -> list[str]:
    links = {place.id: place.href for place in frame.places}
    wide = _wide(screen.sections)
    return [
        section_markup(section, _spot(number, links, screen.sections, wide=number in wide))
        for number, section in enumerate(screen.sections, start=1)
        if (section.kind == "footer") is footers
    ]


def _spot(number: int, links: dict[str, str], sections: Sequence[Any], *, wide: bool) -> Spot:
    top, last = number == 1 and sections[0].kind in _TOP, number == len(sections)
    return Spot(number=number, last=last, links=links, top=top, neighbours=sections, wide=wide)


def _wide(sections: Sequence[Any]) -> set[int]:
    """The numbers of the sections that find no neighbour to share a row with."""
    wide: set[int] = set()
    waiting = 0
    for number, section in enumerate(sections, start=1):
        if section.kind not in _HALVES:
            wide |= {number, waiting}
            waiting = 0
        else:
            waiting = 0 if waiting else number
    return wide | {waiting}
