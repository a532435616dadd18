"""Colours as people and models write them: ``#36c``, ``rgb(51 102 204)``, ``hsl(220, 60%, 50%)``, ``forest green``."""

import colorsys
import re

_NAMED = {
    "amber": "#d97706", "aqua": "#0ea5b7", "azure": "#1d7fe0", "beige": "#c9b58b", "black": "#161616",
    "blue": "#2563eb", "bordeaux": "#7b1e3a", "bronze": "#96662d", "brown": "#7a4b2a", "burgundy": "#7b1e3a",
    "charcoal": "#36454f", "chocolate": "#7b3f1d", "clay": "#b1623f", "cobalt": "#1f4bb3", "copper": "#b3622f",
    "coral": "#f2664f", "crimson": "#c0183b", "cyan": "#0891b2", "emerald": "#059669", "forest": "#22663a",
    "fuchsia": "#c026d3", "gold": "#c9971c", "gray": "#64686f", "green": "#1f8a4c", "grey": "#64686f",
    "honey": "#d98e04", "indigo": "#4338ca", "ivory": "#b8a97c", "lavender": "#8b7cd8", "lemon": "#d9b800",
    "lilac": "#9d7ac9", "lime": "#65a30d", "magenta": "#c2187e", "maroon": "#7a1f2b", "mint": "#2fa58a",
    "mustard": "#b8860b", "navy": "#1e3a6e", "ochre": "#b3761d", "olive": "#6b7328", "orange": "#ea6a12",
    "orchid": "#b04fc4", "peach": "#ef8f68", "pink": "#db2f80", "plum": "#7a3b78", "purple": "#7c3aed",
    "raspberry": "#c2255c", "red": "#d62839", "rose": "#d6456b", "royal": "#2e4fd0", "ruby": "#a9123f",
    "rust": "#a8471f", "saffron": "#e39a12", "sage": "#6f8f72", "salmon": "#e9745f", "sand": "#b99a63",
    "sapphire": "#1c4fa8", "scarlet": "#cf2418", "silver": "#7f8792", "sky": "#2a8fd8", "slate": "#475569",
    "tan": "#a9824f", "tangerine": "#ee7a1b", "teal": "#0f8074", "terracotta": "#bd5b3b", "turquoise": "#12a094",
    "ultramarine": "#2a3ab8", "violet": "#7247d6", "white": "#dcdcdc", "wine": "#752440", "yellow": "#eab308",
}  # fmt: skip
_HEX = re.compile(r"#?(?:([0-9a-f]{3})[0-9a-f]?|([0-9a-f]{6})(?:[0-9a-f]{2})?)")
_FUNCTION = re.compile(r"(rgb|hsl)a?\(\s*([^()]{1,60})\)")
_NUMBER = re.compile(r"-?[0-9]{1,6}(?:\.[0-9]{1,6})?")
_WITHIN = re.compile(r"(?<![\w&])#(?:[0-9a-f]{6}|[0-9a-f]{3})\b|\b(?:rgb|hsl)a?\([^()]{1,60}\)", re.IGNORECASE)
_LONGEST = 80


def parsed_colour(text: object) -> str | None:
    """``text`` as ``#rrggbb``, or None if it names no colour. Transparency is dropped."""
    if not isinstance(text, str):
        return None
    written = " ".join(text[:_LONGEST].lower().split())
    if found := _HEX.fullmatch(written):
        return _from_digits(found[1], found[2])
    if function := _FUNCTION.fullmatch(written):
        return _from_function(function[1], function[2])
    return _from_name(written)


def colour_in(text: str) -> str | None:
    """The first colour that a longer text names, as ``#rrggbb``: in figures or else by name."""
    figures = (parsed_colour(found[0]) for found in _WITHIN.finditer(text))
    return next((colour for colour in figures if colour), None) or _from_name(text.lower())


def _from_digits(short: str | None, long: str | None) -> str:
    return f"#{long}" if long else "#" + "".join(digit * 2 for digit in short or "")


def _from_function(kind: str, arguments: str) -> str | None:
    numbers = [float(number) for number in _NUMBER.findall(arguments)][:3]
    if len(numbers) < 3:
        return None
    if kind == "rgb":
        return _hex(*(number / 255 for number in numbers))
    hue, saturation, lightness = numbers[0] % 360 / 360, _share(numbers[1]), _share(numbers[2])
    return _hex(*colorsys.hls_to_rgb(hue, lightness, saturation))


def _share(percent: float) -> float:
    return min(1.0, max(0.0, percent / 100))


def _hex(*channels: float) -> str:
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, channel))):02x}" for channel in channels)


def _from_name(written: str) -> str | None:
    """The colour of the first word that is one; a shade (forest green) says more than the plain colour."""
    names = [word for word in re.findall(r"[a-z]+", written) if word in _NAMED]
    if not names:
        return None
    plain = {"blue", "green", "red", "yellow", "purple", "pink", "orange", "brown", "grey", "gray", "white"}
    telling = [name for name in names if name not in plain]
    return _NAMED[(telling or names)[0]]
