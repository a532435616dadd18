"""What a statement does to the earlier ones: stand beside them, revise them, or contradict them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from workers.language_models.offline.reading import content_words

_CHANGE = re.compile(
    r"\b(?:actually|instead|rather than|no longer|not any ?more|changed|correction|scratch that|i meant|we meant"
    r"|on second thought|to be precise|in fact)\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:no|not|never|without|none|nobody|nothing|neither)\b|n't\b", re.IGNORECASE)
_ONLY = re.compile(r"\b(?:only|exclusively|solely|nothing but)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:[.,]\d{3})*(?:\.\d+)?\s?(?:k\b|m\b)?", re.IGNORECASE)
_FACTORS = {"k": 1_000, "m": 1_000_000}


def relation(statement: str, earlier: Sequence[str], *, single: bool, said: str) -> str:
    """``new``, ``revises`` or ``contradicts``; ``said`` is the whole message that the statement comes from."""
    if not earlier:
        return "new"
    if _CHANGE.search(said):
        return "revises"
    if any(_cannot_both_hold(statement, other, single=single) for other in earlier):
        return "contradicts"
    return "new"


def chosen(said: str, disputed: Sequence[str]) -> str:
    """The one of the disputed statements that the user names by its place; '' if he does not."""
    if re.search(r"\b(?:first|former|earlier)\b", said, re.IGNORECASE):
        return disputed[0] if disputed else ""
    if re.search(r"\b(?:second|latter|later|last)\b", said, re.IGNORECASE):
        return disputed[-1] if disputed else ""
    return ""


def statements_about(key: str, known: Sequence[Mapping[str, Any]]) -> list[str]:
    return [str(each.get("statement", "")) for each in known if each.get("obligation") == key]


def _cannot_both_hold(one: str, other: str, *, single: bool) -> bool:
    shared = _stems(one) & _stems(other)
    if single:
        numbers, others = _numbers(one), _numbers(other)
        return not numbers & others if numbers and others else not shared
    if _ONLY.search(one) and _ONLY.search(other) and not shared:
        return True
    fewest = min(len(_stems(one)), len(_stems(other)))
    return bool(_NOT.search(one)) != bool(_NOT.search(other)) and fewest > 0 and len(shared) * 2 >= fewest


def _stems(text: str) -> frozenset[str]:
    return frozenset(word.removesuffix("s") for word in content_words(_ONLY.sub("", _NOT.sub("", text))))


def _numbers(text: str) -> frozenset[float]:
    return frozenset(_number(match[0]) for match in _NUMBER.finditer(text))


def _number(written: str) -> float:
    digits = written.strip().lower()
    factor = _FACTORS.get(digits[-1], 1)
    plain = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", digits.rstrip("km "))
    return float(plain.replace(",", "")) * factor
