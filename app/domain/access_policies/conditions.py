"""The operators of conditions, on attributes that may be missing or of another type than expected.

Values of different types are never equal and never in order: ``1`` is not ``true`` and not ``"1"``. A
missing attribute equals nothing, so that ``$ne`` holds for it and everything else does not.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from app.domain.access_policies.policies import ConditionFinding, Conditions, Effect

ROOTS = ("user", "resource", "context")
"""What conditions can look at, besides the action itself."""

_MISSING = object()


def equal(found: Any, expected: Any) -> bool:
    """Whether two JSON values are the same; numbers may be written as 1 or 1.0."""
    if isinstance(found, bool) or isinstance(expected, bool):
        return found is expected
    if isinstance(found, int | float) and isinstance(expected, int | float):
        return found == expected
    if isinstance(found, list) and isinstance(expected, list):
        return len(found) == len(expected) and all(map(equal, found, expected))
    if isinstance(found, dict) and isinstance(expected, dict):
        return found.keys() == expected.keys() and all(equal(found[key], expected[key]) for key in found)
    return type(found) is type(expected) and bool(found == expected)


def _is_in(found: Any, expected: Any) -> bool:
    """Whether the value, or any of them if it is a list, is among those expected."""
    values = found if isinstance(found, list) else [found]
    return isinstance(expected, list) and any(equal(value, one) for value in values for one in expected)


def _ordered(before: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def compare(found: Any, expected: Any) -> bool:
        if isinstance(found, bool) or isinstance(expected, bool):
            return False
        numbers = isinstance(found, int | float) and isinstance(expected, int | float)
        texts = isinstance(found, str) and isinstance(expected, str)
        return (numbers or texts) and before(found, expected)

    return compare


OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "$eq": equal,
    "$ne": lambda found, expected: not equal(found, expected),
    "$in": _is_in,
    "$gt": _ordered(lambda found, expected: found > expected),
    "$lt": _ordered(lambda found, expected: found < expected),
}


def problems_of(conditions: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """What is wrong with conditions that somebody wants to store: where, and what."""
    return [(path, problem) for path, tests in conditions.items() for problem in _problems_at(path, tests)]


def look_at(conditions: Conditions, attributes: Mapping[str, Any], *, effect: Effect) -> Sequence[ConditionFinding]:
    """Each operator of each condition held against the attributes.

    What cannot be understood never helps anybody: it does not hold for a policy that allows, and holds for
    one that denies.
    """
    return [
        _finding(path, name, expected, _value_at(path, attributes), effect=effect)
        for path, tests in conditions.items()
        for name, expected in (tests.items() or [("", None)])
    ]


def _problems_at(path: str, tests: Any) -> Iterator[str]:
    root, _, rest = path.partition(".")
    if path != "action" and (root not in ROOTS or not all(rest.split("."))):
        yield f"Must begin with one of {', '.join(f'{each}.' for each in ROOTS)} or be action"
    if not isinstance(tests, Mapping) or not tests:
        yield "Must be an object of operators such as {'$eq': …}"
        return
    for name, expected in tests.items():
        if name not in OPERATORS:
            yield f"There is no operator {name}; there are {', '.join(OPERATORS)}"
        elif name == "$in" and not isinstance(expected, list):
            yield "$in takes a list"
        elif name in ("$gt", "$lt") and (isinstance(expected, bool) or not isinstance(expected, int | float | str)):
            yield f"{name} takes a number or a text"


def _finding(path: str, name: str, expected: Any, found: Any, *, effect: Effect) -> ConditionFinding:
    is_there = found is not _MISSING
    if name not in OPERATORS:
        holds = effect == "deny"
    elif is_there:
        holds = OPERATORS[name](found, expected)
    else:
        holds = name == "$ne"
    return ConditionFinding(
        path=path,
        operator=name,
        expected=expected,
        found=found if is_there else None,
        is_there=is_there,
        holds=holds,
    )


def _value_at(path: str, attributes: Mapping[str, Any]) -> Any:
    value: Any = attributes
    for part in path.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return _MISSING
        value = value[part]
    return value
