"""Recognising what a clause is about: by the cues and detectors that the material gives each obligation."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from workers.language_models.offline import clauses
from workers.language_models.offline.reading import content_words

_CLAUSE_END = re.compile(
    r"(?<=[.!?;])\s+|\n+|,?\s+(?:and|but|while|whereas)\s+(?=(?:we|our|my|i|they|their|it)\b)|,\s+(?=but\s)",
    re.IGNORECASE,
)
_COPULA = re.compile(r"^\s*(?:(?:is|are|was|were|will be|would be|should be|must be|:|=)\s+)", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:that|to|about)\s+", re.IGNORECASE)
_LEAD = re.compile(r"^(?:we|i)\b", re.IGNORECASE)
_MONEY = re.compile(r"[€$£]\s?\d|\b\d[\d.,]*\s?(?:k|m|euros?|eur|dollars?|usd|pounds?|gbp|francs?)\b", re.IGNORECASE)
_DURATION = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|eight|ten|twelve)\s+(?:days?|weeks?|months?|years?)\b"
    r"|\b(?:by|in|until|before)\s+(?:january|february|march|april|may|june|july|august|september|october|november"
    r"|december|spring|summer|autumn|winter|q[1-4]|20\d\d)\b",
    re.IGNORECASE,
)

SHARP: Mapping[str, Callable[[str], bool]] = {
    "money": lambda clause: _MONEY.search(clause) is not None,
    "duration": lambda clause: _DURATION.search(clause) is not None,
}
"""Detectors that speak for themselves, whatever was asked."""
BLUNT: Mapping[str, Callable[[str], str]] = {
    "people": lambda clause: next(clauses.audiences(clause), ""),
    "suffering": lambda clause: next(iter(clauses.sufferings(clause)), ""),
}
"""Detectors whose find is worth a guess: the words that they found, or ''."""


def clauses_of(text: str) -> list[str]:
    """The clauses of ``text`` that state something; questions do not."""
    parts = (part.strip(" ,") for part in _CLAUSE_END.split(text))
    return [part.rstrip(".!;") for part in parts if part and not part.endswith("?") and says_something(part)]


def says_something(text: str) -> bool:
    return bool(content_words(text)) or any(letter.isdigit() for letter in text)


def subject_of(clause: str, obligations: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], re.Match[str]] | None:
    """The obligation that most of the clause's cues belong to, with the longest of them."""
    best: tuple[tuple[int, int], Mapping[str, Any], re.Match[str]] | None = None
    for obligation in obligations:
        found = [match for cue in obligation.get("cues", ()) if (match := _pattern(cue).search(clause))]
        if found:
            longest = max(found, key=lambda match: match.end() - match.start())
            weight = (len(found), longest.end() - longest.start())
            if best is None or weight > best[0]:
                best = (weight, obligation, longest)
    return best and (best[1], best[2])


def names_any(text: str, cues: Sequence[str]) -> bool:
    return any(_pattern(cue).search(text) for cue in cues)


def statement_behind(clause: str, cue: re.Match[str]) -> str:
    """What the clause says behind its cue: "our budget is 20k" says "20k"; the whole clause where that is not clear."""
    rest = clause[cue.end() :]
    copula = _COPULA.match(rest)
    if copula is not None:
        rest = rest[copula.end() :]
    elif not (cue.start() == 0 and _LEAD.match(clause) and " " in cue[0]):
        return clause
    rest = _ARTICLE.sub("", rest.strip())
    return rest if says_something(rest) else clause


@lru_cache(maxsize=1024)
def _pattern(cue: str) -> re.Pattern[str]:
    words = (re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "") for word in cue.split())
    return re.compile(r"\b" + r"\s+".join(words) + r"(?!\w)", re.IGNORECASE)
