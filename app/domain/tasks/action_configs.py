"""Whether an action can be offered: each type says what its ``config`` has to hold.

What a config holds besides is its client's own (hints for forms and the like) and is kept as it came.

    FORM_SUBMIT      fields [{name, type, label?, required?, options?, outputBinding?}]
    SINGLE_SELECT    options [{value, label?}] or [text]
    MULTI_SELECT     options as above, min? max?
    APPROVE_REJECT   value? (what is to be approved), allowModify? commentRequired?
    TEXT_INPUT       minLength? maxLength?
    FILE_UPLOAD      maxFiles? accept? [text]
    CONFIRM          nothing
    CONNECT_ACCOUNT  provider, scopes? [text]

Every config may say ``required: false`` (the task is completed without it) and ``outputBinding``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.domain.tasks import kinds
from app.domain.tasks.bindings import check_binding
from app.domain.tasks.refusals import refused

FIELD_TYPES: Sequence[str] = (
    "text",
    "textarea",
    "number",
    "boolean",
    "date",
    "email",
    "url",
    "select",
    "multiselect",
)
MOST_ACTIONS = 20
MOST_FIELDS = 50
MOST_OPTIONS = 200
LONGEST_TEXT = 20_000
MOST_FILES = 20

_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}\Z")


def check_actions(actions: Sequence[Mapping[str, Any]], *, for_agent: bool = False) -> None:
    """Refuse actions that nobody could do; with ``for_agent`` those that an agent could not.

    Raises:
        InvalidRequest: an unknown type, or a config that does not say what its type needs.
    """
    if not 1 <= len(actions) <= MOST_ACTIONS:
        raise refused("actions", f"Between 1 and {MOST_ACTIONS} are needed.")
    for number, action in enumerate(actions):
        where = f"actions.{number}"
        check = _CHECKS.get(action["type"])
        if check is None:
            raise refused(f"{where}.type", f"Must be one of: {', '.join(kinds.ACTION_TYPES)}.")
        if for_agent and action["type"] in kinds.NOT_FOR_AGENTS:
            raise refused(f"{where}.type", f"An agent cannot do {action['type']}.")
        config = action["config"]
        _check_shared(config, f"{where}.config")
        check(config, f"{where}.config")


def options_of(config: Mapping[str, Any]) -> dict[str, str]:
    """The labels of what can be chosen, by value."""
    options = config.get("options") or ()
    return {
        option if isinstance(option, str) else option["value"]: option
        if isinstance(option, str)
        else str(option.get("label") or option["value"])
        for option in options
    }


def _check_shared(config: Mapping[str, Any], where: str) -> None:
    if not isinstance(config.get("required", True), bool):
        raise refused(f"{where}.required", "Must be true or false.")
    if "outputBinding" in config:
        check_binding(config["outputBinding"], f"{where}.outputBinding")


def _check_form(config: Mapping[str, Any], where: str) -> None:
    fields = config.get("fields")
    if not isinstance(fields, list) or not 1 <= len(fields) <= MOST_FIELDS:
        raise refused(f"{where}.fields", f"Must be a list of 1 to {MOST_FIELDS} fields.")
    for number, field in enumerate(fields):
        _check_field(field, f"{where}.fields.{number}")
    names = [field["name"] for field in fields]
    if len(set(names)) != len(names):
        raise refused(f"{where}.fields", "Each name can be used once.")


def _check_field(field: Any, where: str) -> None:
    if not isinstance(field, dict) or not isinstance(field.get("name"), str) or not _FIELD_NAME.match(field["name"]):
        raise refused(f"{where}.name", "Must be letters, digits, - and _, and begin with a letter.")
    if field.get("type", "text") not in FIELD_TYPES:
        raise refused(f"{where}.type", f"Must be one of: {', '.join(FIELD_TYPES)}.")
    if field.get("type") in ("select", "multiselect"):
        _check_options(field, where)
    _check_shared(field, where)


def _check_options(config: Mapping[str, Any], where: str) -> None:
    options = config.get("options")
    if not isinstance(options, list) or not 1 <= len(options) <= MOST_OPTIONS:
        raise refused(f"{where}.options", f"Must be a list of 1 to {MOST_OPTIONS} options.")
    if not all(_is_option(option) for option in options):
        raise refused(f"{where}.options", "Each must be a text, or an object with a value and a label.")
    if len(options_of(config)) != len(options):
        raise refused(f"{where}.options", "Each value can be offered once.")


def _is_option(option: Any) -> bool:
    value = option.get("value") if isinstance(option, dict) else option
    return isinstance(value, str) and 0 < len(value) <= 500


def _check_several(config: Mapping[str, Any], where: str) -> None:
    _check_options(config, where)
    least, most = _count(config, "min", where, 0), _count(config, "max", where, len(config["options"]))
    if least > most:
        raise refused(f"{where}.min", "Must not be greater than max.")


def _check_approval(config: Mapping[str, Any], where: str) -> None:
    for name in ("allowModify", "commentRequired"):
        if not isinstance(config.get(name, False), bool):
            raise refused(f"{where}.{name}", "Must be true or false.")


def _check_text(config: Mapping[str, Any], where: str) -> None:
    least, most = _count(config, "minLength", where, 1), _count(config, "maxLength", where, LONGEST_TEXT)
    if least > most or most > LONGEST_TEXT:
        raise refused(f"{where}.maxLength", f"Must be at least minLength and at most {LONGEST_TEXT}.")


def _check_files(config: Mapping[str, Any], where: str) -> None:
    if not 1 <= _count(config, "maxFiles", where, 1) <= MOST_FILES:
        raise refused(f"{where}.maxFiles", f"Must be between 1 and {MOST_FILES}.")
    _check_texts(config, "accept", where)


def _check_confirmation(config: Mapping[str, Any], where: str) -> None:
    """Nothing is needed to be confirmed."""


def _check_connection(config: Mapping[str, Any], where: str) -> None:
    provider = config.get("provider")
    if not isinstance(provider, str) or not 0 < len(provider) <= 200:
        raise refused(f"{where}.provider", "Must name whose account is connected.")
    _check_texts(config, "scopes", where)


def _check_texts(config: Mapping[str, Any], name: str, where: str) -> None:
    texts = config.get(name, [])
    if not isinstance(texts, list) or not all(isinstance(each, str) for each in texts):
        raise refused(f"{where}.{name}", "Must be a list of texts.")


def _count(config: Mapping[str, Any], name: str, where: str, default: int) -> int:
    value = config.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise refused(f"{where}.{name}", "Must be a whole number, not negative.")
    return value


_CHECKS: Mapping[str, Callable[[Mapping[str, Any], str], None]] = {
    kinds.FORM_SUBMIT: _check_form,
    kinds.SINGLE_SELECT: _check_options,
    kinds.MULTI_SELECT: _check_several,
    kinds.APPROVE_REJECT: _check_approval,
    kinds.TEXT_INPUT: _check_text,
    kinds.FILE_UPLOAD: _check_files,
    kinds.CONFIRM: _check_confirmation,
    kinds.CONNECT_ACCOUNT: _check_connection,
}
