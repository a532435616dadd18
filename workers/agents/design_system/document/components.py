"""DESIGN.md's section on components: each with its purpose here, and what is true of it everywhere."""

from workers.agents.design_system.component_catalogue import STATES, ComponentKind
from workers.agents.design_system.document.markdown import items, section, table, text
from workers.agents.design_system.system import DesignSystem


def components_section(system: DesignSystem) -> str:
    return section(
        "Components",
        section("States", table(("State", "Look"), STATES.items()), level=3),
        *(_component(system, kind) for kind in system.components),
    )


def _component(system: DesignSystem, kind: ComponentKind) -> str:
    note = system.notes[kind.name]
    return section(
        kind.title,
        text(note.purpose, kind.purpose),
        items(
            [
                f"**Parts:** {kind.anatomy}",
                f"**States:** {', '.join(kind.states)}",
                f"**Measures:** {kind.measures}",
                f"**Accessibility:** {kind.keyboard}",
                f"**Do:** {text(note.do, kind.do)}",
                f"**Don’t:** {text(note.dont, kind.dont)}",
            ]
        ),
        level=3,
    )
