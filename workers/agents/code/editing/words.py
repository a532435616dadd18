"""Replacing what an app says, wherever it says it, without touching what it is made of."""

from typing import Any

from pydantic import ValidationError

from workers.agents.code.app_spec import AppSpec
from workers.agents.code.editing.refusal import ChangeRefused

_NOT_WORDS = frozenset(
    {"version", "brief", "key", "seed", "language", "theme", "tokens", "note", "custom", "changes", "path", "kind",
     "type", "target", "screen", "rhythm", "priority", "required", "featured", "done", "value"}
)  # fmt: skip


def with_words(spec: AppSpec, find: str, replace: str) -> tuple[AppSpec, int]:
    """The app with every ``find`` replaced, and how many there were; capitals count unless nothing is found so.

    Raises:
        ChangeRefused: a text that must not be empty would be.
    """
    for ignoring_case in (False, True):
        counter = _Replacing(find, replace, ignoring_case=ignoring_case)
        data = counter.in_value(spec.model_dump(mode="json"))
        if counter.count:
            try:
                return AppSpec.model_validate(data), counter.count
            except ValidationError:
                raise ChangeRefused(f"“{find}” cannot become “{replace}”: a text would be empty or too long") from None
    return spec, 0


class _Replacing:
    def __init__(self, find: str, replace: str, *, ignoring_case: bool) -> None:
        self.count = 0
        self._find = find.casefold() if ignoring_case else find
        self._replace = replace
        self._ignoring_case = ignoring_case

    def in_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: inner if key in _NOT_WORDS else self.in_value(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.in_value(inner) for inner in value]
        return self._in_text(value) if isinstance(value, str) else value

    def _in_text(self, text: str) -> str:
        searched = text.casefold() if self._ignoring_case else text
        if len(searched) != len(text):  # a letter that grows when its case is folded: places would not match
            return text
        parts, start = [], 0
        while (place := searched.find(self._find, start)) >= 0:
            parts += [text[start:place], self._replace]
            start = place + len(self._find)
            self.count += 1
        return "".join([*parts, text[start:]])
