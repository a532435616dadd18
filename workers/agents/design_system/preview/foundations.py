"""Type, space, shape, motion and icons, each at its real size."""

from workers.agents.design_system.document.foundations import SPACE_USES
from workers.agents.design_system.preview.guidance import part
from workers.agents.design_system.preview.icons import ICON_NAMES, icon
from workers.agents.design_system.preview.markup import joined, ours, text
from workers.agents.design_system.system import DesignSystem
from workers.agents.visual_identity.tokens import TypeStep

_FAMILIES = (("heading", "Headings"), ("body", "Text"), ("mono", "Figures and code"))


def type_part(system: DesignSystem) -> str:
    words, type_ = system.specimens, system.tokens.typography
    families = "".join(
        f'<li class="family" style="font-family: var(--font-{key})"><span class="family-sample">Ag</span>'
        f"<h3>{title}</h3><p>ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789</p></li>"
        for key, title in _FAMILIES
    )
    steps = "".join(
        _step(step, words.headline if step.family == "heading" else words.lead) for step in reversed(type_.scale)
    )
    return part(
        "type",
        "Type",
        "Fonts that the system brings along: nothing is loaded, nothing shifts.",
        f'<ul class="families">{families}</ul>',
        f'<ul class="scale">{steps}</ul>',
    )


def space_part(system: DesignSystem) -> str:
    bars = "".join(
        f'<li><code>{step}</code><span class="bar-of-space" style="inline-size: var(--space-{step})"></span>'
        f'<span class="figures">{pixels} px</span><span class="muted">{ours(use)}</span></li>'
        for step, (pixels, use) in enumerate(zip(system.tokens.spacing, SPACE_USES, strict=True), start=1)
    )
    columns = "<i></i>" * system.tokens.layout.columns
    return part(
        "space",
        "Space",
        "What belongs together stands closer to each other than to anything else.",
        f'<ul class="spaces">{bars}</ul>',
        f'<h3 class="group">Grid</h3><div class="grid-of-columns" aria-hidden="true">{columns}</div>',
        f"<p class=muted>{system.tokens.layout.columns} columns from 1024 px, 8 from 640 px, 4 below; "
        f"{system.tokens.layout.gutter} px between them; content at most {system.tokens.layout.content} px wide.</p>",
    )


def shape_part(system: DesignSystem) -> str:
    radii = "".join(
        f'<li><span class="corner" style="border-radius: var(--radius-{size})"></span><strong>{size}</strong>'
        f'<span class="figures">{"round" if size == "full" else f"{pixels} px"}</span></li>'
        for size, pixels in system.tokens.radii.model_dump().items()
    )
    heights = "".join(
        f'<li><span class="height" style="box-shadow: var(--shadow-{size})"></span><strong>{size}</strong>'
        f'<span class="muted">{use}</span></li>'
        for size, use in (("small", "Cards"), ("medium", "Menus, toasts"), ("large", "Dialogs"))
    )
    speeds = "".join(
        f'<li tabindex="0"><span class="track"><i style="transition-duration: {pixels}ms"></i></span>'
        f'<strong>{name}</strong><span class="figures">{pixels} ms</span></li>'
        for name, pixels in system.tokens.motion.model_dump().items()
        if name != "easing"
    )
    return part(
        "shape",
        "Shape, height, motion",
        "Corners, shadows and speed carry the mood as much as colour does.",
        joined('<h3 class="group">Radii</h3>', f'<ul class="shapes">{radii}</ul>'),
        joined('<h3 class="group">Elevation</h3>', f'<ul class="shapes">{heights}</ul>'),
        joined(
            '<h3 class="group">Motion</h3><p class="muted">Point at one of them to see it move.</p>',
            f'<ul class="shapes speeds">{speeds}</ul>',
        ),
    )


def icons_part() -> str:
    drawn = "".join(f"<li>{icon(name, 24)}<span>{name}</span></li>" for name in ICON_NAMES)
    return part(
        "icons",
        "Icons",
        "Lines of 1.75 px with round ends on a grid of 24, always beside a word.",
        f'<ul class="icons">{drawn}</ul>',
    )


def _step(step: TypeStep, sample: str) -> str:
    look = (
        f"font: {step.weight} var(--text-{step.name})/var(--leading-{step.name}) var(--font-{step.family}); "
        f"letter-spacing: var(--tracking-{step.name})"
    )
    return (
        f'<li><p class="figures muted"><strong>{step.name}</strong> {step.rem * 16:.4g} / {step.line_height:g}</p>'
        f'<p style="{look}" dir="auto">{text(sample, 120)}</p></li>'
    )
