"""DESIGN.md's section on colour: every role with both values, and every guaranteed pair with its computed contrast."""

from workers.agents.design_system.document.markdown import section, table
from workers.agents.visual_identity.contrast import PAIRS, Pair, level
from workers.agents.visual_identity.tokens import DesignTokens, Palette

ROLE_USES: dict[str, str] = {
    "background": "The page",
    "surface": "Quiet areas: table heads, wells, code",
    "surface_raised": "Cards, dialogs, menus",
    "border": "Lines that only separate",
    "border_strong": "Edges of inputs and secondary buttons",
    "text": "Headings and running text",
    "text_muted": "Hints, captions, what can wait",
    "primary": "The main button, links, the chosen tab",
    "on_primary": "Text and icons on primary",
    "primary_soft": "Selected rows, quiet badges, tinted areas",
    "on_primary_soft": "Text and icons on primary soft",
    "accent": "One highlight per view: a chart's second series, a marked word",
    "on_accent": "Text and icons on accent",
    "success": "What has worked",
    "warning": "What needs attention soon",
    "danger": "Errors, and what cannot be taken back",
    "focus": "The focus ring and nothing else",
    "brand": "Large decorative areas in the brand's exact colour",
    "on_brand": "Text and icons on brand",
}
"""What each role of a palette is for."""


def colour_section(tokens: DesignTokens) -> str:
    return section(
        "Colour",
        "Colours have roles; code refers to the role, never to a value. Each role exists in both themes.",
        section("Roles", _roles(tokens), level=3),
        section(
            "Contrast",
            "Computed from the values above with the formula of WCAG 2.2. 4.5 : 1 is AA for text, 7 : 1 is AAA, "
            "3 : 1 is AA for large text, icons and the edges of controls.",
            _contrasts(tokens),
            level=3,
        ),
    )


def token_name(role: str) -> str:
    """The custom property of a role."""
    return f"--color-{role.replace('_', '-')}"


def passes(pair: Pair, palette: Palette) -> str:
    """Ratio and level, e.g. ``7.21 : 1 AAA``; for what is no text, whether it reaches 3 : 1."""
    ratio = pair.ratio(palette)
    reached = level(ratio) if pair.least >= 4.5 else "AA (non-text)"
    return f"{_floored(ratio):.2f} : 1 {reached}"


def _roles(tokens: DesignTokens) -> str:
    light, dark = tokens.light.model_dump(), tokens.dark.model_dump()
    return table(
        ("Role", "Light", "Dark", "Use"),
        ((f"`{token_name(role)}`", f"`{light[role]}`", f"`{dark[role]}`", use) for role, use in ROLE_USES.items()),
    )


def _contrasts(tokens: DesignTokens) -> str:
    return table(
        ("Foreground", "On", "Use", "Light", "Dark"),
        (
            (
                f"`{pair.foreground}`",
                f"`{pair.background}`",
                pair.use,
                passes(pair, tokens.light),
                passes(pair, tokens.dark),
            )
            for pair in PAIRS
        ),
    )


def _floored(ratio: float) -> float:
    """Rounded down: 4.499 must not read as 4.50."""
    return int(ratio * 100) / 100
