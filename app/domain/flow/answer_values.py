"""Whether an answer is one that its question can have."""

from collections.abc import Sequence
from typing import Any

from app.domain.flow.question_bank import Question
from app.errors import InvalidRequest

LONGEST_TEXT = 20_000
MOST_CHOICES = 100
LARGEST_NUMBER = 1e15


def checked_value(question: Question, value: Any, *, choices: Sequence[str]) -> Any:
    """``value`` as it is kept. ``choices`` are the question's options, or the project's own.

    Raises:
        InvalidRequest: it is of another type, or none of the choices.
    """
    problem = _PROBLEMS[question.answer_type](value, choices)
    if problem:
        raise InvalidRequest(f"answer.value: {problem}", details={"fields": {"answer.value": problem}})
    return value.strip() if isinstance(value, str) else value


def _text_problem(value: Any, _choices: Sequence[str]) -> str:
    if not isinstance(value, str) or not value.strip():
        return "Must be a text that says something."
    return "" if len(value) <= LONGEST_TEXT else f"Must have at most {LONGEST_TEXT} characters."


def _select_problem(value: Any, choices: Sequence[str]) -> str:
    return "" if isinstance(value, str) and value in choices else f"Must be one of: {', '.join(choices)}."


def _multiselect_problem(value: Any, choices: Sequence[str]) -> str:
    if not isinstance(value, list) or len(value) > MOST_CHOICES or len(set(map(str, value))) != len(value):
        return "Must be a list of different choices."
    if not value or not all(isinstance(each, str) and each in choices for each in value):
        return f"Each must be one of: {', '.join(choices)}."
    return ""


def _boolean_problem(value: Any, _choices: Sequence[str]) -> str:
    return "" if isinstance(value, bool) else "Must be true or false."


def _number_problem(value: Any, _choices: Sequence[str]) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < LARGEST_NUMBER:
        return "Must be a number."
    return "" if value >= 0 else "Must not be negative."


_PROBLEMS = {
    "text": _text_problem,
    "select": _select_problem,
    "multiselect": _multiselect_problem,
    "boolean": _boolean_problem,
    "number": _number_problem,
}
