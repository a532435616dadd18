"""What words such as calm, playful or editorial mean for type, shape, space and colour.

A mood's words are laid over each other: where two disagree, the one that comes first wins. What none of
them decides comes from a character that the text chooses, so that two products of one mood still differ.
"""

import re
from dataclasses import dataclass, replace
from typing import Any, Literal

from workers.agents.visual_identity.choices import choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """Everything about a look that is not the brand's hue."""

    heading: str = "system"
    """Kinds of type: keys of ``fonts.STACKS``."""
    body: str = "system"
    weight: int = 650
    tracking: float = -0.02
    """Of the largest heading, in em."""
    ratio: float = 1.25
    root_rem: float = 1.0
    radius: int = 8
    """Of a card, in pixels; buttons and badges follow from it."""
    space: Literal["compact", "regular", "spacious"] = "regular"
    shadow: Literal["none", "soft", "crisp", "hard"] = "soft"
    border_width: int = 1
    lightness: float = 0.53
    """Of a primary colour that nobody named."""
    chroma: float = 0.15
    tint: float = 0.008
    """Chroma of backgrounds and greys."""
    tint_hue: float | None = None
    """Hue of backgrounds and greys; None takes the brand's."""
    pull: float | None = None
    """Hue that a primary colour nobody named is drawn to."""
    spread: float = 150
    """Degrees from the primary to the accent's hue."""
    speed: int = 180
    """Of an ordinary transition, in milliseconds."""
    easing: str = "cubic-bezier(0.2, 0, 0, 1)"


_CHARACTERS: tuple[dict[str, Any], ...] = (
    {"heading": "grotesque", "body": "grotesque", "weight": 650, "radius": 8, "shadow": "crisp", "spread": 180},
    {"heading": "transitional", "body": "system", "weight": 600, "radius": 4, "shadow": "none", "spread": 120,
     "tint": 0.012},
    {"heading": "rounded", "body": "humanist", "weight": 700, "radius": 18, "shadow": "soft", "spread": 90,
     "tracking": -0.01},
    {"heading": "geometric", "body": "system", "weight": 600, "radius": 12, "shadow": "soft", "spread": 210},
    {"heading": "slab", "body": "humanist", "weight": 600, "radius": 6, "shadow": "crisp", "spread": 60,
     "tint": 0.014},
    {"heading": "oldstyle", "body": "humanist", "weight": 600, "radius": 10, "shadow": "soft", "spread": 240,
     "tracking": -0.012},
)  # fmt: skip
_QUIET: dict[str, Any] = {"shadow": "none", "chroma": 0.1, "space": "spacious", "tint": 0.004, "ratio": 1.25}
_WARM: dict[str, Any] = {"tint_hue": 70, "tint": 0.014, "pull": 45, "body": "humanist", "spread": 100, "radius": 12}
_COOL: dict[str, Any] = {"tint_hue": 245, "tint": 0.008, "pull": 240, "spread": 60}
_CALM: dict[str, Any] = {
    "chroma": 0.085, "tint": 0.012, "space": "spacious", "radius": 16, "shadow": "soft", "spread": 40, "speed": 280,
    "heading": "humanist", "body": "humanist", "weight": 550, "ratio": 1.22,
}  # fmt: skip
_PLAYFUL: dict[str, Any] = {
    "heading": "rounded", "body": "rounded", "weight": 800, "radius": 22, "chroma": 0.2, "spread": 110, "ratio": 1.3,
    "tint": 0.016, "speed": 240, "easing": "cubic-bezier(0.3, 1.4, 0.5, 1)", "lightness": 0.58, "shadow": "soft",
}  # fmt: skip
_BOLD: dict[str, Any] = {
    "heading": "grotesque", "weight": 800, "tracking": -0.035, "ratio": 1.36, "chroma": 0.22, "spread": 160,
    "shadow": "crisp", "lightness": 0.52,
}  # fmt: skip
_RAW: dict[str, Any] = {
    "heading": "mono", "body": "grotesque", "weight": 800, "radius": 0, "shadow": "hard", "border_width": 2,
    "chroma": 0.24, "ratio": 1.36, "tint": 0.004, "spread": 180, "speed": 80, "easing": "cubic-bezier(0, 0, 1, 1)",
}  # fmt: skip
_ELEGANT: dict[str, Any] = {
    "heading": "didone", "body": "transitional", "weight": 500, "tracking": -0.01, "ratio": 1.34, "radius": 2,
    "shadow": "none", "chroma": 0.07, "lightness": 0.4, "space": "spacious", "tint": 0.01, "spread": 30, "speed": 320,
}  # fmt: skip
_EDITORIAL: dict[str, Any] = {
    "heading": "transitional", "body": "transitional", "weight": 650, "ratio": 1.34, "radius": 2, "shadow": "none",
    "tint": 0.01, "space": "spacious", "spread": 170, "chroma": 0.16,
}  # fmt: skip
_TECHNICAL: dict[str, Any] = {
    "heading": "mono", "body": "system", "weight": 600, "ratio": 1.2, "radius": 4, "space": "compact",
    "shadow": "none", "tint": 0.012, "chroma": 0.14, "spread": 60, "speed": 120, "tracking": -0.03,
}  # fmt: skip
_TRUSTED: dict[str, Any] = {
    "heading": "system", "body": "system", "weight": 650, "radius": 6, "shadow": "crisp", "chroma": 0.13,
    "lightness": 0.46, "spread": 40, "tint": 0.006, "ratio": 1.22,
}  # fmt: skip
_NATURAL: dict[str, Any] = {
    "heading": "oldstyle", "body": "humanist", "weight": 600, "radius": 14, "tint_hue": 95, "tint": 0.018,
    "chroma": 0.1, "lightness": 0.48, "pull": 135, "spread": 280, "shadow": "soft",
}  # fmt: skip
_RETRO: dict[str, Any] = {
    "heading": "slab", "body": "humanist", "weight": 700, "radius": 6, "shadow": "hard", "border_width": 2,
    "tint_hue": 85, "tint": 0.03, "chroma": 0.14, "spread": 130, "pull": 40,
}  # fmt: skip
_FUTURISTIC: dict[str, Any] = {
    "heading": "industrial", "body": "grotesque", "weight": 600, "radius": 10, "shadow": "soft", "chroma": 0.23,
    "tint_hue": 285, "tint": 0.018, "spread": 90, "tracking": 0.0, "speed": 140, "lightness": 0.55,
}  # fmt: skip
_FRIENDLY: dict[str, Any] = {
    "heading": "rounded", "body": "humanist", "weight": 700, "radius": 16, "shadow": "soft", "chroma": 0.15,
    "spread": 100, "tint": 0.012,
}  # fmt: skip
_DENSE: dict[str, Any] = {"space": "compact", "ratio": 1.18, "root_rem": 0.9375, "radius": 4}
_AIRY: dict[str, Any] = {"space": "spacious", "ratio": 1.28}
_VIVID: dict[str, Any] = {"chroma": 0.22, "lightness": 0.56, "spread": 140}
_MUTED: dict[str, Any] = {"chroma": 0.07, "tint": 0.008}
_LEGIBLE: dict[str, Any] = {"root_rem": 1.0625, "lightness": 0.45}

_WORDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("minimal minimalist minimalistic simple plain clean reduced", _QUIET),
    ("warm cosy cozy homely earthy autumnal", _WARM),
    ("cool fresh crisp icy clinical", _COOL),
    ("calm serene quiet gentle soothing peaceful relaxed mindful soft zen", _CALM),
    ("playful fun joyful cheerful whimsical childlike quirky", _PLAYFUL),
    ("bold strong confident loud striking dramatic", _BOLD),
    ("brutalist brutal raw punk", _RAW),
    ("elegant luxurious luxury premium refined sophisticated classy exclusive", _ELEGANT),
    ("editorial literary magazine classic bookish scholarly academic", _EDITORIAL),
    ("technical precise engineered scientific monospace hacker", _TECHNICAL),
    ("trustworthy trusted professional corporate serious reliable sober", _TRUSTED),
    ("natural organic botanical sustainable rustic handmade", _NATURAL),
    ("retro vintage nostalgic", _RETRO),
    ("futuristic neon cyber modern sleek", _FUTURISTIC),
    ("friendly approachable welcoming caring inviting", _FRIENDLY),
    ("dense compact efficient", _DENSE),
    ("airy spacious generous", _AIRY),
    ("vivid vibrant colourful colorful energetic dynamic lively sporty", _VIVID),
    ("muted subdued pastel understated discreet", _MUTED),
    ("accessible legible readable inclusive", _LEGIBLE),
)
_TRAITS = {word: traits for words, traits in _WORDS for word in words.split()}
MOOD_WORDS: frozenset[str] = frozenset(_TRAITS)
"""The words that change something."""


def mood_words(text: str) -> list[str]:
    """Those words of ``text`` that say something about a look, in order, each once; "warmer" counts as warm."""
    words = (_plain(word) for word in re.findall(r"[a-z]+", text.lower()))
    return list(dict.fromkeys(word for word in words if word in _TRAITS))


def mood_of(text: str, seed: str) -> Mood:
    """The look that a mood's words describe; what they leave open is chosen by ``seed``."""
    mood = replace(Mood(), **choice(seed, "character", _CHARACTERS))
    for word in reversed(mood_words(text)):
        mood = replace(mood, **_TRAITS[word])
    return mood


def _plain(word: str) -> str:
    stem = word.removesuffix("est") if word.endswith("est") else word.removesuffix("er")
    endings = ("", "e", "y") if stem != word else ()
    return next((stem + ending for ending in endings if stem + ending in _TRAITS), word)
