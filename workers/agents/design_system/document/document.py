"""The whole DESIGN.md, in the order in which somebody new to the product would read it."""

from workers.agents.design_system.document.colour import colour_section
from workers.agents.design_system.document.components import components_section
from workers.agents.design_system.document.foundations import (
    elevation_section,
    iconography_section,
    motion_section,
    radii_section,
    space_section,
    type_section,
)
from workers.agents.design_system.document.guidance import (
    accessibility_section,
    principles_section,
    rules_section,
    voice_section,
)
from workers.agents.design_system.document.markdown import code, items, section, text
from workers.agents.design_system.system import DesignSystem
from workers.agents.visual_identity.css import tokens_css


def design_md(system: DesignSystem) -> str:
    """The document, ending with a line break."""
    parts = [
        f"# {text(system.tokens.name)}",
        text(system.direction.summary),
        items(
            [
                f"**Product:** {text(system.product)}",
                f"**Mood:** {text(system.tokens.mood)}",
                f"**Brand colour:** `{system.tokens.primary}`",
                "**Themes:** light and dark, switched by the system or by `data-theme` on the root element",
            ]
        ),
        principles_section(system),
        voice_section(system),
        colour_section(system.tokens),
        type_section(system.tokens),
        space_section(system.tokens),
        radii_section(system.tokens),
        elevation_section(system.tokens),
        motion_section(system.tokens),
        iconography_section(),
        components_section(system),
        accessibility_section(),
        rules_section(system),
        section("Tokens", "Paste this once; everything else refers to it.", code("css", tokens_css(system.tokens))),
        section("Notes", items(map(text, system.remarks))),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"
