"""A page on which the whole system is alive, complete in one file: no script, nothing from elsewhere."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from workers.agents.design_system.preview.colour import colour_part
from workers.agents.design_system.preview.components import components_part
from workers.agents.design_system.preview.cover import cover_part
from workers.agents.design_system.preview.foundations import icons_part, shape_part, space_part, type_part
from workers.agents.design_system.preview.guidance import accessibility_part, principles_part, rules_part, tokens_part
from workers.agents.design_system.preview.icons import icon
from workers.agents.design_system.preview.markup import joined, text
from workers.agents.design_system.system import DesignSystem
from workers.agents.visual_identity.css import tokens_css

_PLACES = (
    ("principles", "Principles"),
    ("colour", "Colour"),
    ("type", "Type"),
    ("space", "Space"),
    ("shape", "Shape"),
    ("components", "Components"),
    ("accessibility", "Accessibility"),
)


def preview_page(system: DesignSystem, theme: Literal["light", "dark"] | None) -> str:
    """The page in one theme; without one it follows the reader's system."""
    parts = (
        cover_part(system),
        principles_part(system),
        colour_part(system, "dark" if theme == "dark" else "light"),
        type_part(system),
        space_part(system),
        shape_part(system),
        icons_part(),
        components_part(system),
        accessibility_part(),
        rules_part(system),
        tokens_part(system),
    )
    return joined(
        "<!doctype html>",
        f'<html lang="en"{f" data-theme={chr(34)}{theme}{chr(34)}" if theme else ""}>',
        _head(system),
        "<body>",
        '<a class="skip" href="#content">Skip to the content</a>',
        _bar(system, theme),
        '<main id="content">',
        *parts,
        "</main>",
        _foot(system),
        "</body>",
        "</html>\n",
    )


@cache
def _stylesheet() -> str:
    return Path(__file__).with_name("page.css").read_text()


def _head(system: DesignSystem) -> str:
    return joined(
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{text(system.tokens.name)}</title>",
        f'<meta name="description" content="{text(system.direction.summary, 160)}">',
        f"<style>\n{tokens_css(system.tokens)}\n{_stylesheet()}</style>",
        "</head>",
    )


def _bar(system: DesignSystem, theme: str | None) -> str:
    places = "".join(f'<li><a href="#{id}">{label}</a></li>' for id, label in _PLACES)
    return joined(
        '<header class="bar">',
        f'<a class="mark" href="#content">{_initial(system.product)}<span dir="auto">{text(system.product)}</span></a>',
        f'<nav aria-label="Sections"><ul>{places}</ul></nav>',
        f'<div class="themes">{"".join(_theme_links(theme))}</div>',
        "</header>",
    )


def _theme_links(theme: str | None) -> Sequence[str]:
    return [
        f'<a class="button quiet" href="{name}.html">{icon(drawing)}{name.capitalize()}</a>'
        for name, drawing in (("light", "sun"), ("dark", "moon"))
        if name != theme
    ]


def _initial(product: str) -> str:
    first = next((letter for letter in product if letter.isalnum()), "D")
    return f'<span class="initial" aria-hidden="true">{text(first.upper())}</span>'


def _foot(system: DesignSystem) -> str:
    remarks = "".join(f'<p dir="auto">{text(remark)}</p>' for remark in system.remarks)
    return joined(
        f'<footer class="foot"><p><strong dir="auto">{text(system.tokens.name)}</strong></p>',
        f"{remarks}</footer>",
    )
