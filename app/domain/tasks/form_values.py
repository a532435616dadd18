"""Values of a form's fields, each as its field's type has them."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from app.domain.tasks.refusals import refused

LONGEST_VALUE = 20_000
LARGEST_NUMBER = 1e15
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}\Z")


def checked_value(field: Mapping[str, Any], value: Any, where: str) -> Any:
    """``value`` as it is kept.

    Raises:
        InvalidRequest: it is of another type, or none of the field's options.
    """
    problem = _PROBLEMS[field.get("type", "text")](value, field)
    if problem:
        raise refused(where, problem)
    return value.strip() if isinstance(value, str) else value


def _text_problem(value: Any, _field: Mapping[str, Any]) -> str:
    if not isinstance(value, str) or not value.strip():
        return "Must be a text that says something."
    return "" if len(value) <= LONGEST_VALUE else f"Must have at most {LONGEST_VALUE} characters."


def _number_problem(value: Any, _field: Mapping[str, Any]) -> str:
    fine = not isinstance(value, bool) and isinstance(value, int | float) and abs(value) < LARGEST_NUMBER
    return "" if fine else "Must be a number."


def _boolean_problem(value: Any, _field: Mapping[str, Any]) -> str:
    return "" if isinstance(value, bool) else "Must be true or false."


def _date_problem(value: Any, _field: Mapping[str, Any]) -> str:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        return "Must be a date such as 2026-03-31."
    return ""


def _email_problem(value: Any, _field: Mapping[str, Any]) -> str:
    return "" if isinstance(value, str) and _EMAIL.match(value) else "Must be an email address."


def _url_problem(value: Any, _field: Mapping[str, Any]) -> str:
    fine = isinstance(value, str) and len(value) <= LONGEST_VALUE and _is_web_address(value)
    return "" if fine else "Must be an http or https address."


def _is_web_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _select_problem(value: Any, field: Mapping[str, Any]) -> str:
    values = _values(field)
    return "" if isinstance(value, str) and value in values else f"Must be one of: {', '.join(values)}."


def _multiselect_problem(value: Any, field: Mapping[str, Any]) -> str:
    values = _values(field)
    fine = isinstance(value, list) and all(isinstance(each, str) and each in values for each in value)
    return "" if fine and len(set(value)) == len(value) else f"Must be a list of: {', '.join(values)}."


def _values(field: Mapping[str, Any]) -> list[str]:
    return [option if isinstance(option, str) else option["value"] for option in field["options"]]


_PROBLEMS: Mapping[str, Callable[[Any, Mapping[str, Any]], str]] = {
    "text": _text_problem,
    "textarea": _text_problem,
    "number": _number_problem,
    "boolean": _boolean_problem,
    "date": _date_problem,
    "email": _email_problem,
    "url": _url_problem,
    "select": _select_problem,
    "multiselect": _multiselect_problem,
}
