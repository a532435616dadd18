"""Conditions of the flow's data files: what the answers must be for a question, a feature or a pattern to count."""

from collections.abc import Mapping
from typing import Any, TypeAlias

Answers: TypeAlias = Mapping[str, Any]
"""Answers by the keys of their questions."""

Condition: TypeAlias = Mapping[str, Any]
"""By key what the answer must be: a value, a list of which one must be it (or, of a multiple choice, chosen),
or ``true`` for any answer but none, no and nothing. An empty condition always holds."""


def holds(condition: Condition, answers: Answers) -> bool:
    """Whether the answers meet every part of the condition."""
    return all(_fits(answers.get(key), wanted) for key, wanted in condition.items())


def _fits(answer: Any, wanted: Any) -> bool:
    if wanted is True and not isinstance(answer, bool):
        return answer not in (None, "", [], "none", ["none"])
    given = answer if isinstance(answer, list) else [answer]
    choices = wanted if isinstance(wanted, list) else [wanted]
    return any(_is(each, choice) for each in given for choice in choices)


def _is(answer: Any, choice: Any) -> bool:
    """Equal, and 1 is not true."""
    return bool(answer == choice) and isinstance(answer, bool) == isinstance(choice, bool)
