"""What a role or a policy has to look like before it is stored or tried out; each problem names its field."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.domain.access_policies.conditions import problems_of
from app.errors import InvalidRequest
from app.storage.json import dumps

LONGEST_NAME = 100
LONGEST_DESCRIPTION = 2000
LONGEST_PATTERN = 200
MOST_PATTERNS = 100
MOST_CONDITIONS = 50
LARGEST_CONDITIONS = 16_384
"""Bytes of JSON."""
HIGHEST_PRIORITY = 1_000_000

ACTION = re.compile(r"[A-Za-z0-9_.-]+(?::[A-Za-z0-9_.-]+)+\Z")
RESOURCE_TYPE = re.compile(r"[A-Za-z0-9_.-]+\Z")

_ACTIONS = re.compile(r"(?:\*|[A-Za-z0-9_.*-]+(?::[A-Za-z0-9_.*-]+)+)\Z")
_RESOURCES = re.compile(r"[!-~]+\Z")


def check_role(*, name: str | None = None, description: str | None = None, capabilities: Any = None) -> None:
    """Look at what is given of a role.

    Raises:
        InvalidRequest: something is wrong with it.
    """
    _check_texts(name, description)
    if capabilities is not None:
        _check_patterns("capabilities", capabilities, _ACTIONS, "project:read", least=0)


def check_policy(values: Mapping[str, Any]) -> None:
    """Look at the fields of a policy that are given, by their column's names; types are right already.

    Raises:
        InvalidRequest: something is wrong with one.
    """
    _check_texts(values.get("name"), values.get("description"))
    if (actions := values.get("actions")) is not None:
        _check_patterns("actions", actions, _ACTIONS, "project:read", least=1)
    if (resources := values.get("resources")) is not None:
        _check_patterns("resources", resources, _RESOURCES, "project:*", least=1)
    if (conditions := values.get("conditions")) is not None:
        _check_conditions(conditions)


def _check_texts(name: str | None, description: str | None) -> None:
    if name is not None and not (0 < len(name.strip()) <= LONGEST_NAME and name.isprintable()):
        raise _wrong("name", f"Must be 1 to {LONGEST_NAME} printable characters")
    if description is not None and len(description) > LONGEST_DESCRIPTION:
        raise _wrong("description", f"Longer than {LONGEST_DESCRIPTION} characters")


def _check_patterns(field: str, patterns: Sequence[str], allowed: re.Pattern[str], example: str, *, least: int) -> None:
    if not least <= len(patterns) <= MOST_PATTERNS:
        raise _wrong(field, f"Must be {least} to {MOST_PATTERNS} patterns")
    for number, pattern in enumerate(patterns):
        if len(pattern) > LONGEST_PATTERN or not allowed.match(pattern):
            raise _wrong(f"{field}.{number}", f"Must look like {example}, in which * stands for anything")


def _check_conditions(conditions: Mapping[str, Any]) -> None:
    if len(conditions) > MOST_CONDITIONS or len(dumps(dict(conditions))) > LARGEST_CONDITIONS:
        raise _wrong("conditions", f"More than {MOST_CONDITIONS}, or longer than {LARGEST_CONDITIONS} bytes")
    if problems := problems_of(conditions):
        raise _invalid((f"conditions.{path}", problem) for path, problem in problems)


def _wrong(field: str, problem: str) -> InvalidRequest:
    return _invalid([(field, problem)])


def _invalid(problems: Iterable[tuple[str, str]]) -> InvalidRequest:
    fields = dict(problems)
    field, problem = next(iter(fields.items()))
    return InvalidRequest(f"{field}: {problem}", details={"fields": fields})
