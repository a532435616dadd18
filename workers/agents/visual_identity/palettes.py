"""From a name, a mood and a colour to a whole look, light and dark.

Colours start where the eye expects them and then move in lightness until each of ``contrast.PAIRS`` holds
as computed from the rounded hex values, so that no brand colour, however pale, makes an illegible page.
"""

from collections.abc import Sequence

from workers.agents.plain_text import one_line
from workers.agents.visual_identity.colours import parsed_colour
from workers.agents.visual_identity.contrast import SHAPE, TEXT, contrast, luminance
from workers.agents.visual_identity.fonts import typography
from workers.agents.visual_identity.hues import hue_of
from workers.agents.visual_identity.moods import Mood, mood_of
from workers.agents.visual_identity.oklch import Oklch, from_hex
from workers.agents.visual_identity.tokens import DesignTokens, Layout, Motion, Palette, Radii, Shadow, Shadows

NAME_LIMIT = 120
MOOD_LIMIT = 200
_STEP = 0.01
_GREY = 0.03
"""Chroma below which a colour has no hue to speak of."""
_SPACING = {
    "compact": [4, 8, 12, 16, 20, 24, 32, 48, 64],
    "regular": [4, 8, 12, 16, 24, 32, 48, 64, 96],
    "spacious": [4, 8, 16, 20, 28, 40, 56, 80, 120],
}
_SHADOWS = {
    "none": ((0, 0, 0, 0, 0.0), (0, 0, 0, 0, 0.0), (0, 12, 32, -8, 0.18)),
    "soft": ((0, 1, 3, 0, 0.08), (0, 8, 24, -6, 0.12), (0, 24, 56, -12, 0.2)),
    "crisp": ((0, 1, 2, 0, 0.12), (0, 3, 8, -1, 0.14), (0, 14, 36, -6, 0.24)),
    "hard": ((2, 2, 0, 0, 1.0), (4, 4, 0, 0, 1.0), (8, 8, 0, 0, 1.0)),
}


def tokens_for(*, name: str, mood: str, primary: str | None, seed: str) -> DesignTokens:
    """The look called ``name``.

    ``mood`` is a few words (see ``moods``), ``primary`` a colour as people write it. What they do not
    decide, and a ``primary`` that is no colour, is chosen by ``seed``: text about the product.
    """
    look = mood_of(mood, seed)
    brand = parsed_colour(primary) or _primary(look, seed)
    return DesignTokens(
        name=one_line(name, NAME_LIMIT) or "Design System",
        mood=one_line(mood, MOOD_LIMIT),
        primary=brand,
        light=_light(brand, look, seed),
        dark=_dark(brand, look, seed),
        typography=typography(
            heading=look.heading,
            body=look.body,
            root_rem=look.root_rem,
            ratio=look.ratio,
            weight=look.weight,
            tracking=look.tracking,
        ),
        spacing=_SPACING[look.space],
        radii=_radii(look.radius),
        shadows=_shadows(look.shadow),
        border_width=look.border_width,
        motion=Motion(fast=look.speed // 2, normal=look.speed, slow=look.speed * 2, easing=look.easing),
        layout=Layout(gutter=_SPACING[look.space][4]),
    )


def readable(colour: Oklch, grounds: Sequence[str], least: float) -> str:
    """``colour`` as hex, made darker on light grounds (lighter on dark ones) until it reaches ``least`` on each."""
    step = -_STEP if min(map(luminance, grounds)) > 0.18 else _STEP
    lightness = colour.lightness
    while True:
        shown = Oklch(lightness, colour.chroma, colour.hue).hex()
        if min(contrast(shown, ground) for ground in grounds) >= least or not 0 < lightness < 1:
            return shown
        lightness = min(1.0, max(0.0, lightness + step))


def label_on(fill: str, hue: float, *, prefers_light: bool) -> str:
    """A nearly white or nearly black colour that is legible as text on ``fill``."""
    tones = [Oklch(0.985, 0.008, hue).hex(), Oklch(0.19, 0.02, hue).hex()]
    pure = ["#ffffff", "#000000"]
    # One of black and white reaches 4.58 on any colour.
    options = [*tones, *pure] if prefers_light else [*tones[::-1], *pure[::-1]]
    return next(option for option in options if contrast(option, fill) >= TEXT)


def _primary(look: Mood, seed: str) -> str:
    hue = hue_of(seed)
    if look.pull is not None:
        hue = _towards(hue, look.pull)
    return Oklch(look.lightness, look.chroma, hue).hex()


def _towards(hue: float, goal: float) -> float:
    """``hue`` moved most of the short way round to ``goal``."""
    return (hue + 0.75 * ((goal - hue + 180) % 360 - 180)) % 360


def _light(brand: str, look: Mood, seed: str) -> Palette:
    main, tint_hue, accent_hue = _hues(brand, look, seed)
    tint = look.tint
    background, surface = Oklch(0.985, tint * 0.7, tint_hue).hex(), Oklch(0.96, tint * 1.2, tint_hue).hex()
    grounds = [background, surface, raised := Oklch(0.998, tint * 0.2, tint_hue).hex()]
    soft = Oklch(0.935, min(0.3 * main.chroma, 0.045), main.hue).hex()
    primary = readable(_darkened(main), grounds, TEXT)
    accent = readable(Oklch(0.58, max(0.8 * main.chroma, 0.09), accent_hue), grounds, TEXT)
    return Palette(
        background=background,
        surface=surface,
        surface_raised=raised,
        border=Oklch(0.89, tint * 1.5, tint_hue).hex(),
        border_strong=readable(Oklch(0.68, tint * 2, tint_hue), grounds, SHAPE),
        text=readable(Oklch(0.23, tint * 2, tint_hue), [*grounds, soft], 7),
        text_muted=readable(Oklch(0.5, tint * 2, tint_hue), [*grounds, soft], TEXT),
        primary=primary,
        on_primary=label_on(primary, main.hue, prefers_light=True),
        primary_soft=soft,
        on_primary_soft=readable(Oklch(0.4, 0.8 * main.chroma, main.hue), [*grounds, soft], TEXT),
        accent=accent,
        on_accent=label_on(accent, accent_hue, prefers_light=True),
        success=readable(Oklch(0.52, 0.13, 152), grounds, TEXT),
        warning=readable(Oklch(0.55, 0.12, 68), grounds, TEXT),
        danger=readable(Oklch(0.53, 0.19, 25), grounds, TEXT),
        focus=readable(_focus(main, 0.55), grounds, SHAPE),
        brand=brand,
        on_brand=label_on(brand, main.hue, prefers_light=True),
    )


def _dark(brand: str, look: Mood, seed: str) -> Palette:
    main, tint_hue, accent_hue = _hues(brand, look, seed)
    tint = 1.2 * look.tint
    background, surface = Oklch(0.175, tint, tint_hue).hex(), Oklch(0.215, tint, tint_hue).hex()
    grounds = [background, surface, raised := Oklch(0.25, tint, tint_hue).hex()]
    soft = Oklch(0.31, min(0.4 * main.chroma, 0.07), main.hue).hex()
    primary = readable(Oklch(max(main.lightness, 0.74), 0.85 * main.chroma, main.hue), grounds, TEXT)
    accent = readable(Oklch(0.78, max(0.65 * main.chroma, 0.08), accent_hue), grounds, TEXT)
    return Palette(
        background=background,
        surface=surface,
        surface_raised=raised,
        border=Oklch(0.34, tint, tint_hue).hex(),
        border_strong=readable(Oklch(0.5, 1.2 * tint, tint_hue), grounds, SHAPE),
        text=readable(Oklch(0.95, 0.6 * tint, tint_hue), [*grounds, soft], 7),
        text_muted=readable(Oklch(0.74, tint, tint_hue), [*grounds, soft], TEXT),
        primary=primary,
        on_primary=label_on(primary, main.hue, prefers_light=False),
        primary_soft=soft,
        on_primary_soft=readable(Oklch(0.88, 0.45 * main.chroma, main.hue), [*grounds, soft], TEXT),
        accent=accent,
        on_accent=label_on(accent, accent_hue, prefers_light=False),
        success=readable(Oklch(0.77, 0.14, 155), grounds, TEXT),
        warning=readable(Oklch(0.81, 0.13, 78), grounds, TEXT),
        danger=readable(Oklch(0.73, 0.15, 22), grounds, TEXT),
        focus=readable(_focus(main, 0.8), grounds, SHAPE),
        brand=brand,
        on_brand=label_on(brand, main.hue, prefers_light=True),
    )


def _hues(brand: str, look: Mood, seed: str) -> tuple[Oklch, float, float]:
    """The brand's colour, the hue of its greys and the accent's."""
    main = from_hex(brand)
    if main.chroma < _GREY:
        main = Oklch(main.lightness, main.chroma, hue_of(seed))
    tint_hue = main.hue if look.tint_hue is None else look.tint_hue
    return main, tint_hue, (main.hue + look.spread) % 360


def _darkened(main: Oklch) -> Oklch:
    """Where to begin on light grounds. Yellow turns to mud on its way down, so it starts as a dark ink."""
    if 80 <= main.hue <= 125 and main.lightness > 0.75:
        return Oklch(0.36, min(main.chroma, 0.075), main.hue)
    return Oklch(min(main.lightness, 0.62), main.chroma, main.hue)


def _focus(main: Oklch, lightness: float) -> Oklch:
    """The brand's hue where it has one, else the blue that people know."""
    return Oklch(lightness, max(main.chroma, 0.16), main.hue if main.chroma >= _GREY else 258)


def _radii(medium: int) -> Radii:
    return Radii(small=medium // 2, medium=medium, large=round(1.5 * medium))


def _shadows(kind: str) -> Shadows:
    small, medium, large = (
        Shadow(x=x, y=y, blur=blur, spread=spread, opacity=opacity) for x, y, blur, spread, opacity in _SHADOWS[kind]
    )
    return Shadows(small=small, medium=medium, large=large)
