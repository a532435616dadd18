"""The picture beside a hero: a small view of the product itself, drawn from the words of the screen."""

from collections.abc import Sequence
from typing import Any

from workers.agents.pages.icons import drawn, icon
from workers.agents.pages.markup import element, safe
from workers.agents.pages.sections import Hero

_ROWS = 3


def hero_art(hero: Hero, sections: Sequence[Any]) -> str:
    """A card with three things that the screen speaks of, hidden from screen readers, which read them below."""
    rows = "".join(_row(text, place) for place, text in enumerate(_texts(sections) or [hero.primary.label]))
    card = (
        element("p", safe(hero.eyebrow or hero.primary.label), class_="art-title")
        + '<svg class="ring" viewBox="0 0 64 64" width="64" height="64" aria-hidden="true" focusable="false">'
        '<circle cx="32" cy="32" r="26"/><circle class="part-done" cx="32" cy="32" r="26" pathLength="100"/></svg>'
        + element("ul", rows)
        + '<div class="art-bars"><i></i><i></i><i></i><i></i><i></i><i></i><i></i></div>'
    )
    return f'<div class="art" aria-hidden="true"><div class="art-card">{card}</div></div>'


def _row(text: str, place: int) -> str:
    mark = element("span", icon(text, place), class_="badge")
    done = element("span", drawn("check"), class_="tick done" if place == 0 else "tick")
    return element("li", mark + element("span", safe(text), class_="words") + done)


def _texts(sections: Sequence[Any]) -> list[str]:
    titles = [item.title for section in sections for item in getattr(section, "items", ()) if hasattr(item, "title")]
    return [title for title in titles if title.strip()][:_ROWS]
