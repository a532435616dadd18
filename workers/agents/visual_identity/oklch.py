"""Colour in OKLCH, where a step in lightness looks the same in every hue: what palettes are computed in.

Hex strings are always ``#rrggbb`` in lower case. A colour that a screen cannot show keeps lightness and
hue and gives up chroma.
"""

import math
from dataclasses import dataclass, replace

_HALVINGS = 20
_TOLERANCE = 1e-4


@dataclass(frozen=True, slots=True)
class Oklch:
    """Lightness 0 to 1, chroma from 0 (grey) to about 0.37, hue in degrees."""

    lightness: float
    chroma: float
    hue: float

    def hex(self) -> str:
        """The nearest colour of this lightness and hue that a screen shows."""
        lightness = min(1.0, max(0.0, self.lightness))
        shown = replace(self, lightness=lightness, chroma=_most_chroma(lightness, max(0.0, self.chroma), self.hue))
        channels = (round(255 * _encoded(channel)) for channel in _linear(shown))
        return "#" + "".join(f"{min(255, max(0, channel)):02x}" for channel in channels)


def from_hex(colour: str) -> Oklch:
    """A colour given as ``#rrggbb``."""
    red, green, blue = linear_channels(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return Oklch(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def linear_channels(colour: str) -> tuple[float, float, float]:
    """Red, green and blue of ``#rrggbb`` as amounts of light, 0 to 1."""
    red, green, blue = (_decoded(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return red, green, blue


def _most_chroma(lightness: float, chroma: float, hue: float) -> float:
    if _shows(Oklch(lightness, chroma, hue)):
        return chroma
    low, high = 0.0, chroma
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _shows(Oklch(lightness, middle, hue)) else (low, middle)
    return low


def _shows(colour: Oklch) -> bool:
    return all(-_TOLERANCE <= channel <= 1 + _TOLERANCE for channel in _linear(colour))


def _linear(colour: Oklch) -> tuple[float, float, float]:
    angle = math.radians(colour.hue)
    a, b = colour.chroma * math.cos(angle), colour.chroma * math.sin(angle)
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _encoded(light: float) -> float:
    if light <= 0.0031308:
        return 12.92 * light
    return 1.055 * math.pow(light, 1 / 2.4) - 0.055


def _decoded(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else math.pow((channel + 0.055) / 1.055, 2.4)
