"""Colour: the brand's own, every role as a swatch, and the contrast of each pair in the page's theme."""

from collections.abc import Iterable, Sequence

from workers.agents.design_system.document.colour import ROLE_USES, passes, token_name
from workers.agents.design_system.preview.guidance import part
from workers.agents.design_system.preview.markup import joined, ours
from workers.agents.design_system.system import DesignSystem
from workers.agents.visual_identity.contrast import PAIRS, TEXT, Pair
from workers.agents.visual_identity.tokens import Palette

_GROUPS = (
    ("Action", ("primary", "primary_soft", "accent", "focus")),
    ("Ground", ("background", "surface", "surface_raised", "border", "border_strong")),
    ("Text", ("text", "text_muted", "on_primary", "on_primary_soft", "on_accent")),
    ("Signal", ("success", "warning", "danger")),
)


def colour_part(system: DesignSystem, theme: str) -> str:
    palette = system.tokens.dark if theme == "dark" else system.tokens.light
    return part(
        "colour",
        "Colour",
        "Colours have roles. Code names the role; the theme decides the value.",
        _brand(system, palette),
        *(_group(title, roles, palette) for title, roles in _GROUPS),
        _contrasts(palette, theme),
    )


def _brand(system: DesignSystem, palette: Palette) -> str:
    shades = "".join(
        f'<span style="background: {shade}"></span>' for shade in (palette.primary_soft, palette.accent, palette.text)
    )
    return joined(
        '<div class="brand-band"><div>',
        "<h3>Brand</h3>",
        f"<p>{ours(ROLE_USES['brand'])}.</p></div>",
        f'<p class="brand-value">{system.tokens.primary}</p>',
        f'<div class="brand-shades" aria-hidden="true">{shades}</div></div>',
    )


def _group(title: str, roles: Sequence[str], palette: Palette) -> str:
    swatches = "".join(
        f'<li class="swatch"><span class="swatch-colour" style="background: var({token_name(role)})"></span>'
        f"<strong>{role.replace('_', ' ')}</strong><code>{getattr(palette, role)}</code>"
        f"<span>{ours(ROLE_USES[role])}</span></li>"
        for role in roles
    )
    return f'<h3 class="group">{title}</h3><ul class="swatches">{swatches}</ul>'


def _contrasts(palette: Palette, theme: str) -> str:
    return joined(
        f'<h3 class="group">Contrast in the {theme} theme</h3>',
        '<div class="scroll" tabindex="0" role="region" aria-label="Contrast"><table class="table">',
        "<thead><tr><th scope=col>Sample</th><th scope=col>Foreground</th><th scope=col>On</th>"
        "<th scope=col>Use</th><th scope=col>Contrast</th></tr></thead><tbody>",
        *_contrast_rows(palette),
        "</tbody></table></div>",
    )


def _contrast_rows(palette: Palette) -> Iterable[str]:
    for pair in _telling():
        colours = f"color: var({token_name(pair.foreground)}); background: var({token_name(pair.background)})"
        sample = "Aa" if pair.least == TEXT else "◯"
        yield (
            f'<tr><td><span class="sample" style="{colours}">{sample}</span></td>'
            f"<td>{pair.foreground.replace('_', ' ')}</td><td>{pair.background.replace('_', ' ')}</td>"
            f'<td>{pair.use}</td><td class="figures">{passes(pair, palette)}</td></tr>'
        )


def _telling() -> Iterable[Pair]:
    """The pairs on the page's ground and on fills; the other two grounds are in DESIGN.md."""
    return (pair for pair in PAIRS if pair.background not in ("surface", "surface_raised"))
