"""Forms as HTML. Nothing is sent anywhere: fields have no names, and pressing the button shows a notice or a screen."""

from workers.agents.pages.icons import drawn
from workers.agents.pages.markup import element, safe
from workers.agents.pages.sections import Form, FormField


def form(section: Form, *, name: str, address: str) -> str:
    """The fields and the button of a form. ``address`` is where it leads, as markup; '' stays and says so."""
    fields = "".join(_field(field, f"{name}-field-{place}") for place, field in enumerate(section.fields, start=1))
    button = element("button", safe(section.action.label), class_="button primary", type="submit")
    saved = "" if address else f'<p class="notice" id="{name}-saved" role="status">{drawn("check")} Saved</p>'
    content = element("div", fields, class_="fields") + element("div", button + saved, class_="actions")
    return element("form", content, action=address or f"#{name}-saved")


def _field(field: FormField, id: str) -> str:
    label = f'<label for="{id}">{safe(field.label)}</label>'
    if field.type == "checkbox":
        hint = element("small", safe(field.placeholder), class_="muted")
        return (
            f'<div class="field switch"><span>{label}{hint}</span><input type="checkbox" role="switch" id="{id}"></div>'
        )
    return f'<div class="field {field.type}">{label}{_control(field, id)}</div>'


def _control(field: FormField, id: str) -> str:
    hint = f' placeholder="{safe(field.placeholder)}"' if field.placeholder else ""
    if field.type == "textarea":
        return f'<textarea id="{id}" rows="4"{hint}></textarea>'
    if field.type == "select":
        options = "".join(element("option", safe(option)) for option in field.options)
        return f'<select id="{id}">{options or "<option>–</option>"}</select>'
    return f'<input type="{field.type}" id="{id}"{hint}>'
