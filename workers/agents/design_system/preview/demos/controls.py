"""What people operate: buttons, fields, choices."""

from workers.agents.design_system.outputs import Specimens
from workers.agents.design_system.preview.icons import icon
from workers.agents.design_system.preview.markup import joined, text

_BUTTON_STATES = ("default", "hover", "focus", "active", "disabled", "loading")
_LABEL = 40


def buttons(words: Specimens) -> str:
    kinds = (
        ("primary", words.action, "add"),
        ("secondary", words.second_action, ""),
        ("quiet", words.second_action, "forward"),
        ("danger", words.destructive_action, "delete"),
    )
    live = "".join(
        f'<button type="button" class="button {kind}">{icon(drawing) if drawing else ""}{text(label, _LABEL)}</button>'
        for kind, label, drawing in kinds
    )
    states = "".join(
        f"<li><span class=muted>{state}</span>{_button('primary', words.action, state)}"
        f"{_button('secondary', words.second_action, state)}</li>"
        for state in _BUTTON_STATES
    )
    return f'<div class="live">{live}</div><ul class="state-table">{states}</ul>'


def inputs(words: Specimens) -> str:
    label, example = text(words.field_label, 80), text(words.field_example, 80)
    return joined(
        '<div class="fields">',
        _field("name", label, f'<input id="name" class="field" aria-describedby="name-hint" placeholder="{example}">')
        + f'<p class="help" id="name-hint" dir="auto">{text(words.field_hint)}</p></div>',
        _field("focused", label, f'<input id="focused" class="field is-focus" value="{example}">') + "</div>",
        _field(
            "wrong",
            label,
            '<input id="wrong" class="field" aria-invalid="true" aria-describedby="wrong-why" value="?">',
        )
        + f'<p class="help error" id="wrong-why" dir="auto">{icon("alert", 16)}{text(words.field_error)}</p></div>',
        _field("off", label, f'<input id="off" class="field" disabled value="{example}">') + "</div>",
        "</div>",
    )


def selects(words: Specimens) -> str:
    options = "".join(f"<option>{text(choice, 60)}</option>" for choice in words.choices)
    label = text(words.choice_label, 80)
    return joined(
        '<div class="fields">',
        _field("choice", label, f'<span class="select"><select id="choice" class="field">{options}</select>')
        + f"{icon('down', 16)}</span></div>",
        _field(
            "no-choice", label, f'<span class="select"><select id="no-choice" class="field" disabled>{options}</select>'
        )
        + f"{icon('down', 16)}</span></div>",
        "</div>",
    )


def checkboxes(words: Specimens) -> str:
    choices = "".join(
        f'<label class="option"><input type="radio" name="when"{" checked" if place == 0 else ""}>'
        f'<span dir="auto">{text(choice, 60)}</span></label>'
        for place, choice in enumerate(words.choices[:3])
    )
    consent = text(words.consent, 160)
    return joined(
        '<div class="fields"><div>',
        f'<label class="option"><input type="checkbox" checked><span dir="auto">{consent}</span></label>',
        f'<label class="option"><input type="checkbox"><span dir="auto">{consent}</span></label>',
        f'<label class="option"><input type="checkbox" class="is-focus"><span dir="auto">{consent}</span></label>',
        f'<label class="option"><input type="checkbox" disabled><span dir="auto">{consent}</span></label>',
        f'</div><fieldset><legend dir="auto">{text(words.choice_label, 80)}</legend>{choices}</fieldset></div>',
    )


def switches(words: Specimens) -> str:
    label = text(words.preference, 160)
    return "".join(
        f'<label class="option spread"><span dir="auto">{label}</span>'
        f'<input type="checkbox" role="switch"{state}></label>'
        for state in (" checked", "", " disabled")
    )


def _button(kind: str, label: str, state: str) -> str:
    marks = {
        "default": ("", ""),
        "disabled": ("", " disabled"),
        "loading": (" is-loading", ' aria-busy="true"'),
    }
    classes, attributes = marks.get(state, (f" is-{state}", ""))
    spinner = '<span class="spinner" aria-hidden="true"></span>' if state == "loading" else ""
    return (
        f'<button type="button" class="button {kind}{classes}" tabindex="-1"{attributes}>{spinner}'
        f"{text(label, _LABEL)}</button>"
    )


def _field(id: str, label: str, control: str) -> str:
    return f'<div class="labelled"><label for="{id}" dir="auto">{label}</label>{control}'
