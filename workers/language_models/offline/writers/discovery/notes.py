"""Notes of what a message tells: clause by clause, by the cues that the material gives for each obligation.

A clause without any cue answers the question that was asked last; that is how people talk.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workers.language_models.offline.reading import Reading, content_words
from workers.language_models.offline.writers.discovery.cues import (
    BLUNT,
    SHARP,
    clauses_of,
    names_any,
    statement_behind,
    subject_of,
)
from workers.language_models.offline.writers.discovery.relations import chosen, relation, statements_about

CUED, ANSWERED, DETECTED = 0.8, 0.75, 0.6
_PRECISE, _VAGUE = 0.1, 0.35
_LONGEST = 280
_HEDGE = re.compile(
    r"\b(?:maybe|perhaps|probably|possibly|might|could be|i think|we think|i guess|not sure|more or less|roughly"
    r"|i suppose|hopefully)\b",
    re.IGNORECASE,
)
_DECISION = re.compile(
    r"\b(?:decided|decision|we will|we'll|must|have to|has to|definitely|committed|we chose|for sure)\b", re.IGNORECASE
)
_UNKNOWN = re.compile(
    r"\b(?:don't|do not|doesn't|cannot|can't) (?:really )?(?:know|say)\b|\bno idea\b|\bno clue\b|\bnot sure yet\b"
    r"|\b(?:skip|next question|ask me later|undecided)\b",
    re.IGNORECASE,
)

Obligation = Mapping[str, Any]


def discovery_notes(reading: Reading) -> Mapping[str, Any]:
    """{findings, research}"""
    said = reading.said[-1] if reading.said else ""
    inquiries = _mappings(reading.material.get("inquiries"))
    wished = [each["type"] for each in inquiries if names_any(said, each.get("cues", ()))]
    return {"findings": list(_Listener(reading, said).findings(inquiries)), "research": wished}


class _Listener:
    """One message, heard with what is known."""

    def __init__(self, reading: Reading, said: str) -> None:
        self._said = said
        self._obligations = _mappings(reading.material.get("obligations"))
        self._known = _mappings(reading.material.get("known"))
        asked = reading.material.get("asked")
        self._question: Mapping[str, Any] = asked if isinstance(asked, Mapping) else {}

    def findings(self, inquiries: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        stating = [
            clause
            for clause in clauses_of(self._said)
            if not any(names_any(clause, each.get("cues", ())) for each in inquiries)
        ]
        settled = self._settled()
        if settled is not None:
            yield settled
        left = []
        for clause in stating:
            subject = subject_of(clause, self._obligations)
            if subject is None:
                left.append(clause)
            elif settled is None or subject[0]["key"] != settled["obligation"]:
                obligation, cue = subject
                yield self._heard(obligation, statement_behind(clause, cue), CUED, clause)
                yield from self._guessed(clause, besides=obligation)
        if settled is None:
            yield from self._uncued(left)

    def _settled(self) -> dict[str, Any] | None:
        """The answer to the question which of two statements holds."""
        obligation = self._asked()
        if obligation is None or not self._question.get("validates") or _UNKNOWN.search(self._said):
            return None
        stating = clauses_of(self._said)
        subjects = [subject_of(clause, self._obligations) for clause in stating]
        if stating and all(subject and subject[0] is not obligation for subject in subjects):
            return None
        disputed = statements_about(obligation["key"], self._known)
        statement = chosen(self._said, disputed) or self._of(obligation, stating)
        if not statement:
            return None
        return {**self._heard(obligation, statement, CUED, self._said), "relation": "revises"}

    def _of(self, obligation: Obligation, stating: Sequence[str]) -> str:
        for clause in stating:
            subject = subject_of(clause, self._obligations)
            if subject is None:
                return clause
            if subject[0] is obligation:
                return statement_behind(clause, subject[1])
        return ""

    def _uncued(self, clauses: Sequence[str]) -> Iterator[dict[str, Any]]:
        answers = []
        for clause in clauses:
            sharp = self._sharply(clause)
            if sharp is not None and sharp is not self._asked():
                yield self._heard(sharp, clause, ANSWERED, clause)
            elif not _UNKNOWN.search(clause) and (sharp is not None or not _sharp_of(self._asked())):
                answers.append(clause)
        asked = self._asked()
        if answers and asked is not None:
            yield self._heard(asked, ". ".join(answers), ANSWERED, " ".join(answers))
            yield from self._guessed(" ".join(answers), besides=asked)

    def _sharply(self, clause: str) -> Obligation | None:
        """The obligation whose detector speaks for itself in the clause; the one that was asked about comes first."""
        asked = self._asked()
        order = [each for each in self._obligations if each is not asked]
        for each in [*([asked] if asked else []), *order]:
            if any(SHARP[name](clause) for name in _sharp_of(each)):
                return each
        return None

    def _guessed(self, clause: str, *, besides: Obligation) -> Iterator[dict[str, Any]]:
        """What a clause about one thing lets guess about others, of which nothing is known yet."""
        for each in self._obligations:
            if each is besides or statements_about(each["key"], self._known):
                continue
            found = next(
                (text for name in each.get("detects", ()) if name in BLUNT and (text := BLUNT[name](clause))), ""
            )
            if found:
                yield {**self._heard(each, found, DETECTED, clause), "kind": "inference"}

    def _heard(self, obligation: Obligation, statement: str, surety: float, clause: str) -> dict[str, Any]:
        earlier = statements_about(obligation["key"], self._known)
        statement = statement[:_LONGEST]
        return {
            "obligation": obligation["key"],
            "kind": _kind(clause),
            "statement": statement,
            "confidence": _confidence(statement, surety, clause),
            "relation": relation(statement, earlier, single=bool(obligation.get("single")), said=self._said),
        }

    def _asked(self) -> Obligation | None:
        return next((each for each in self._obligations if each["key"] == self._question.get("key")), None)


def _sharp_of(obligation: Obligation | None) -> list[str]:
    return [name for name in (obligation or {}).get("detects", ()) if name in SHARP]


def _kind(clause: str) -> str:
    if _HEDGE.search(clause):
        return "inference"
    return "decision" if _DECISION.search(clause) else "fact"


def _confidence(statement: str, surety: float, clause: str) -> float:
    precise = bool(content_words(statement)) or any(letter.isdigit() for letter in statement)
    return round(surety + (_PRECISE if precise else -_PRECISE) - (_VAGUE if _HEDGE.search(clause) else 0), 2)


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []
