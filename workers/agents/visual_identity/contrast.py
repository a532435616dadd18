"""Contrast as WCAG 2.2 counts it, and the pairs of roles that every palette keeps legible."""

from dataclasses import dataclass

from workers.agents.visual_identity.oklch import linear_channels
from workers.agents.visual_identity.tokens import Palette

TEXT = 4.5
"""WCAG AA for text."""
SHAPE = 3.0
"""WCAG AA for large text, icons, borders of controls and focus rings."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A colour that stands on another one; both are fields of ``Palette``."""

    foreground: str
    background: str
    least: float
    use: str

    def ratio(self, palette: Palette) -> float:
        return contrast(getattr(palette, self.foreground), getattr(palette, self.background))


_GROUNDS = ("background", "surface", "surface_raised")
_TEXTS = (
    ("text", "Headings and running text"),
    ("text_muted", "Secondary text, hints, captions"),
    ("primary", "Links and text buttons"),
    ("on_primary_soft", "Selected and quiet coloured text"),
    ("accent", "Highlighted words and chart labels"),
    ("success", "Success messages"),
    ("warning", "Warnings"),
    ("danger", "Errors"),
)
_FILLS = (
    ("on_primary", "primary", "Labels of primary buttons"),
    ("on_primary_soft", "primary_soft", "Badges, selected rows"),
    ("text", "primary_soft", "Text on tinted areas"),
    ("text_muted", "primary_soft", "Secondary text on tinted areas"),
    ("on_accent", "accent", "Labels on accents"),
    ("on_brand", "brand", "Text on areas in the brand's own colour"),
    ("background", "success", "Labels on success fills"),
    ("background", "warning", "Labels on warning fills"),
    ("background", "danger", "Labels of destructive buttons"),
)
PAIRS: tuple[Pair, ...] = (
    *(Pair(role, ground, TEXT, use) for role, use in _TEXTS for ground in _GROUNDS),
    *(Pair(role, fill, TEXT, use) for role, fill, use in _FILLS),
    *(Pair("border_strong", ground, SHAPE, "Borders of inputs") for ground in _GROUNDS),
    *(Pair("focus", ground, SHAPE, "Focus ring") for ground in _GROUNDS),
)
"""All pairs that a palette guarantees. ``border`` alone is decoration and guarantees nothing."""


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours given as ``#rrggbb``: 1 to 21, whichever comes first."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of ``#rrggbb``, 0 to 1."""
    red, green, blue = linear_channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def level(ratio: float) -> str:
    """The best level that text of this contrast reaches: AAA, AA, "AA large" or "decorative"."""
    if ratio >= 7:
        return "AAA"
    if ratio >= TEXT:
        return "AA"
    return "AA large" if ratio >= SHAPE else "decorative"
