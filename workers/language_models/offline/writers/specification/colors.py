"""A brand's colours from one answer: a name, a hexadecimal value, or nothing but a mood."""

import colorsys
import re

_NAMED = {
    "red": "#b3261e", "green": "#2f6f4f", "blue": "#1f5fbf", "teal": "#0f766e", "navy": "#1e3a5f",
    "terracotta": "#b4532a", "orange": "#b45309", "yellow": "#8a6d00", "purple": "#6b3fa0", "violet": "#5b3fb8",
    "pink": "#b0306a", "brown": "#6f4e37", "grey": "#4b5563", "gray": "#4b5563", "black": "#1f2328",
    "gold": "#8a6a14", "turquoise": "#0e7490", "olive": "#5c6b1f",
}  # fmt: skip
_HUES = {"calm": (150, 210), "playful": (280, 340), "serious": (205, 235), "warm": (10, 40)}
_HEX = re.compile(r"#?\b([0-9a-f]{6})\b", re.IGNORECASE)


def brand_color(answer: str, *, mood: str, seed: int) -> str:
    """As #rrggbb: the colour that the answer names, else one of the mood's, chosen by ``seed``."""
    if found := _HEX.search(answer):
        return f"#{found[1].lower()}"
    for word, value in _NAMED.items():
        if re.search(rf"\b{word}\b", answer.lower()):
            return value
    low, high = _HUES[mood]
    return _rgb((low + seed % (high - low)) / 360, 0.36, 0.55)


def ink(brand: str) -> str:
    """A text colour that goes with the brand, readable on its tint."""
    return _rgb(_hue(brand), 0.13, 0.25)


def tint(brand: str) -> str:
    """A ground that goes with the brand."""
    return _rgb(_hue(brand), 0.97, 0.4)


def _hue(value: str) -> float:
    red, green, blue = (int(value[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return colorsys.rgb_to_hls(red, green, blue)[0]


def _rgb(hue: float, lightness: float, saturation: float) -> str:
    parts = colorsys.hls_to_rgb(hue, lightness, saturation)
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
