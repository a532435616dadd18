"""A planned entity made sound: keys that code can use, options where they are needed, examples that fit."""

import math
import re
from collections.abc import Sequence

from workers.agents.code.app_spec import AppEntity, AppField, Value
from workers.agents.code.outputs import PlannedEntity, PlannedField
from workers.agents.code.routes import slug
from workers.agents.plain_text import one_line

_LABEL = 60
_NONE = {"", "-", "–"}
_YES = {"yes", "true", "on", "1", "done"}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|[+-]\d{1,3}")
"""A day, or how many days it is from the day on which the examples are looked at."""
_TIME = re.compile(r"\d{2}:\d{2}")


def app_entity(planned: PlannedEntity) -> AppEntity:
    """The entity as the app keeps it. Its first field is a required text, whatever the plan says."""
    singular = one_line(planned.singular, _LABEL) or "Entry"
    fields: list[AppField] = []
    for field in planned.fields:
        fields.append(app_field(field, taken=[one.key for one in fields]))
    fields[0] = fields[0].model_copy(update={"type": "text", "required": True, "options": [], "unit": ""})
    return AppEntity(
        singular=singular,
        plural=one_line(planned.plural, _LABEL) or f"{singular}s",
        rhythm=planned.rhythm,
        done_label=one_line(planned.done_label, _LABEL) or "Done",
        open_label=one_line(planned.open_label, _LABEL) or "Open",
        fields=fields,
        examples=[example for values in planned.examples if (example := _example(values, fields))],
    )


def app_field(planned: PlannedField, *, taken: Sequence[str]) -> AppField:
    """A field with a key of its own; a choice without options is a text."""
    label = one_line(planned.label, _LABEL) or "Field"
    options = list(dict.fromkeys(text for option in planned.options if (text := one_line(option, _LABEL))))
    kind = "text" if planned.type == "select" and len(options) < 2 else planned.type
    return AppField(
        key=_key(label, taken),
        label=label,
        type=kind,
        required=planned.required,
        options=options if kind == "select" else [],
        unit=one_line(planned.unit, _LABEL) if kind in ("number", "money") else "",
        hint=one_line(planned.hint, _LABEL),
    )


def _key(label: str, taken: Sequence[str]) -> str:
    first, *rest = slug(label).split("-")
    key = (first + "".join(part.capitalize() for part in rest))[:36]
    key = key if key[:1].isalpha() else f"field{key[:1].upper()}{key[1:]}"
    # Keys that every JavaScript object has already would be found where nothing was entered.
    key = f"{key}Field" if key in ("constructor", "valueOf", "toString") else key
    return next(name for name in (key, *(f"{key}{number}" for number in range(2, 99))) if name not in taken)


def _example(values: Sequence[str], fields: Sequence[AppField]) -> dict[str, Value]:
    """The values that fit their fields, by key; {} when the first one, the title, is missing."""
    found = {field.key: _value(one_line(text, _LABEL), field) for field, text in zip(fields, values, strict=False)}
    example = {key: value for key, value in found.items() if value is not None}
    return example if fields[0].key in example else {}


def _value(text: str, field: AppField) -> Value | None:
    if text in _NONE:
        return None
    if field.type in ("number", "money"):
        return _number(text)
    if field.type == "checkbox":
        return text.lower() in _YES or None
    fits = {"select": text in field.options, "date": _DATE.fullmatch(text), "time": _TIME.fullmatch(text)}
    return text if fits.get(field.type, True) else None


def _number(text: str) -> float | None:
    found = re.search(r"\d+(?:\.\d+)?", text.replace(",", ""))
    number = float(found[0]) if found else math.nan
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else number
