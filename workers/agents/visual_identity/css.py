"""Tokens as CSS custom properties: light by default, dark where the system or ``data-theme`` asks for it.

--color-<role>                    roles of Palette with hyphens: --color-on-primary-soft
--font-heading, --font-body, --font-mono
--text-<step>, --leading-<step>, --weight-<step>, --tracking-<step>    caption … display; sizes fluid
--space-1 … --space-9, --gutter, --content-width, --prose-width
--radius-small, --radius-medium, --radius-large, --radius-full, --border-width
--shadow-small, --shadow-medium, --shadow-large
--motion-fast, --motion-normal, --motion-slow, --motion-easing
"""

from collections.abc import Iterable, Mapping

from workers.agents.visual_identity.oklch import Oklch, from_hex
from workers.agents.visual_identity.tokens import DesignTokens, Palette, Shadow, TypeStep

PHONE, DESKTOP = 390, 1280
"""Widths in pixels between which sizes grow."""
_REM = 16


def tokens_css(tokens: DesignTokens) -> str:
    """A style sheet that defines the properties and nothing else, ending with a line break."""
    shared = _rule(":root", _shared(tokens))
    light = _rule(":root,\n[data-theme='light']", _theme(tokens, tokens.light, "light"))
    dark = _theme(tokens, tokens.dark, "dark")
    by_system = _indented(_rule(":root:not([data-theme='light'])", dark))
    asked = _rule("[data-theme='dark']", dark)
    return f"{shared}\n{light}\n@media (prefers-color-scheme: dark) {{\n{by_system}}}\n\n{asked}"


def colour_properties(palette: Palette) -> Mapping[str, str]:
    """Custom property and hex value of each role."""
    return {f"--color-{role.replace('_', '-')}": colour for role, colour in palette.model_dump().items()}


def shadow_css(shadow: Shadow, palette: Palette, *, dark: bool) -> str:
    """A ``box-shadow`` in the palette's darkest tone; on dark grounds it has to be stronger to be seen."""
    if not shadow.opacity:
        return "none"
    hard = shadow.opacity == 1
    tone = palette.text if hard else Oklch(0.12, 0.02, from_hex(palette.background).hue).hex()
    red, green, blue = (int(tone[at : at + 2], 16) for at in (1, 3, 5))
    opacity = round(min(1.0, shadow.opacity * (2.5 if dark else 1)), 3)
    return f"{shadow.x}px {shadow.y}px {shadow.blur}px {shadow.spread}px rgb({red} {green} {blue} / {opacity:g})"


def fluid_size(step: TypeStep) -> str:
    """The step's font size between a phone and a desktop."""
    if step.phone_rem == step.rem:
        return f"{step.rem:g}rem"
    slope = (step.rem - step.phone_rem) * _REM / (DESKTOP - PHONE)
    start = step.phone_rem - slope * PHONE / _REM
    return f"clamp({step.phone_rem:g}rem, {start:.4g}rem + {100 * slope:.4g}vw, {step.rem:g}rem)"


def _shared(tokens: DesignTokens) -> Iterable[tuple[str, str]]:
    type_ = tokens.typography
    yield from (("--font-heading", type_.heading), ("--font-body", type_.body), ("--font-mono", type_.mono))
    for step in type_.scale:
        yield f"--text-{step.name}", fluid_size(step)
        yield f"--leading-{step.name}", f"{step.line_height:g}"
        yield f"--weight-{step.name}", f"{step.weight}"
        yield f"--tracking-{step.name}", f"{step.tracking:g}em"
    for number, pixels in enumerate(tokens.spacing, start=1):
        yield f"--space-{number}", f"{pixels / _REM:g}rem"
    yield "--gutter", f"{tokens.layout.gutter / _REM:g}rem"
    yield "--content-width", f"{tokens.layout.content / _REM:g}rem"
    yield "--prose-width", f"{tokens.layout.prose}ch"
    for size, pixels in tokens.radii.model_dump().items():
        yield f"--radius-{size}", f"{pixels}px"
    yield "--border-width", f"{tokens.border_width}px"
    motion = tokens.motion
    yield from (("--motion-fast", f"{motion.fast}ms"), ("--motion-normal", f"{motion.normal}ms"))
    yield from (("--motion-slow", f"{motion.slow}ms"), ("--motion-easing", motion.easing))


def _theme(tokens: DesignTokens, palette: Palette, scheme: str) -> list[tuple[str, str]]:
    shadows = tokens.shadows
    return [
        ("color-scheme", scheme),
        *colour_properties(palette).items(),
        *(
            (f"--shadow-{size}", shadow_css(shadow, palette, dark=scheme == "dark"))
            for size, shadow in (("small", shadows.small), ("medium", shadows.medium), ("large", shadows.large))
        ),
    ]


def _rule(selector: str, properties: Iterable[tuple[str, str]]) -> str:
    body = "".join(f"  {name}: {value};\n" for name, value in properties)
    return f"{selector} {{\n{body}}}\n"


def _indented(rule: str) -> str:
    return "".join(f"  {line}\n" for line in rule.splitlines())
