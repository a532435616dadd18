"""Unified differences between two versions, field by field.

The lines that two texts begin and end with alike are set aside first. What is left between them is
compared in detail only up to a size: the comparison takes quadratic time, and the texts are a caller's.
Beyond it, the middle is shown as replaced, which is a true difference though not the shortest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import orjson

from app.domain.prompts.records import VersionContent

MOST_COMPARISONS = 250_000
CONTEXT_LINES = 3

FIELDS = {
    "systemPrompt": "system_prompt",
    "userTemplate": "user_template",
    "model": "model",
    "temperature": "temperature",
    "maxTokens": "max_tokens",
    "metadata": "details",
}
"""The fields that are compared: their names outside and in the records."""

Opcode = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """How one field changed; ``diff`` is empty if it did not."""

    field: str
    diff: str


def differences(old: VersionContent, new: VersionContent) -> list[FieldDifference]:
    """Every field with its unified difference from ``old`` to ``new``."""
    return [
        FieldDifference(field, unified(_lines(getattr(old, name)), _lines(getattr(new, name))))
        for field, name in FIELDS.items()
    ]


def unified(old: Sequence[str], new: Sequence[str]) -> str:
    """The hunks of a unified difference between two lists of lines; empty if they are equal."""
    if list(old) == list(new):
        return ""
    written: list[str] = []
    for group in _BoundedMatcher(old, new).get_grouped_opcodes(CONTEXT_LINES):
        written.append(_heading(group))
        for kind, a, a_end, b, b_end in group:
            if kind == "equal":
                written += [f" {line}" for line in old[a:a_end]]
            else:
                written += [f"-{line}" for line in old[a:a_end]]
                written += [f"+{line}" for line in new[b:b_end]]
    return "\n".join(written)


class _BoundedMatcher(SequenceMatcher[str]):
    """Compares the middles alone, and these only where that is quick."""

    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        super().__init__()
        self._old, self._new = old, new

    def get_opcodes(self) -> list[Opcode]:  # type: ignore[override]
        old, new = self._old, self._new
        start = _alike(old, new)
        end = _alike(old[start:][::-1], new[start:][::-1])
        a_end, b_end = len(old) - end, len(new) - end
        codes: list[Opcode] = [("equal", 0, start, 0, start)] if start else []
        codes += [
            (kind, a + start, a_stop + start, b + start, b_stop + start)
            for kind, a, a_stop, b, b_stop in _compared(old[start:a_end], new[start:b_end])
        ]
        if end:
            codes.append(("equal", a_end, len(old), b_end, len(new)))
        return codes


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines both begin with."""
    count = 0
    for a, b in zip(old, new, strict=False):
        if a != b:
            break
        count += 1
    return count


def _compared(old: Sequence[str], new: Sequence[str]) -> list[Opcode]:
    if old and new and len(old) * len(new) > MOST_COMPARISONS:
        return [("replace", 0, len(old), 0, len(new))]
    return [tuple(code) for code in SequenceMatcher(None, old, new).get_opcodes()]  # type: ignore[misc]


def _heading(group: Sequence[Opcode]) -> str:
    first, last = group[0], group[-1]
    return f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@"


def _range(start: int, stop: int) -> str:
    """Lines as unified differences count them: from 1; an empty range names the line before it."""
    length = stop - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


def _lines(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return value.split("\n")
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode().split("\n")
