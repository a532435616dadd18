"""Every component alive and in its states, beside what it is for."""

from collections.abc import Callable, Mapping

from workers.agents.design_system.component_catalogue import STATES, ComponentKind
from workers.agents.design_system.outputs import ComponentName, ComponentNote, Specimens
from workers.agents.design_system.preview.demos import content, controls, feedback
from workers.agents.design_system.preview.guidance import part
from workers.agents.design_system.preview.icons import icon
from workers.agents.design_system.preview.markup import joined, ours, text
from workers.agents.design_system.system import DesignSystem

DEMOS: Mapping[ComponentName, Callable[[Specimens], str]] = {
    "button": controls.buttons,
    "input": controls.inputs,
    "select": controls.selects,
    "checkbox": controls.checkboxes,
    "switch": controls.switches,
    "card": content.cards,
    "list": content.lists,
    "table": content.tables,
    "navigation": content.navigation,
    "tabs": content.tabs,
    "dialog": feedback.dialogs,
    "toast": feedback.toasts,
    "badge": feedback.badges,
    "progress": feedback.progress,
    "empty_state": feedback.empty_states,
}


def components_part(system: DesignSystem) -> str:
    states = "".join(f"<li><strong>{name}</strong><span>{ours(look)}</span></li>" for name, look in STATES.items())
    return part(
        "components",
        "Components",
        "All of them work: point, press, type, or go through them with the Tab key.",
        f'<ul class="states">{states}</ul>',
        *(_component(kind, system.notes[kind.name], DEMOS[kind.name](system.specimens)) for kind in system.components),
    )


def _component(kind: ComponentKind, note: ComponentNote, demo: str) -> str:
    do, dont = text(note.do) or ours(kind.do), text(note.dont) or ours(kind.dont)
    return joined(
        f'<article class="component" id="{kind.name}"><div class="component-words">',
        f'<h3>{kind.title}</h3><p dir="auto">{text(note.purpose) or ours(kind.purpose)}</p>',
        f'<p class="hint do" dir="auto">{icon("check", 16)}<span><b>Do:</b> {do}</span></p>',
        f'<p class="hint dont" dir="auto">{icon("close", 16)}<span><b>Don’t:</b> {dont}</span></p>',
        f'<details class="more"><summary>{icon("down", 16)}Measures and keyboard</summary>'
        f"<p>{ours(kind.measures)}</p><p>{ours(kind.keyboard)}</p></details>",
        f'</div><div class="stage">{demo}</div></article>',
    )
