"""Guesses at answers: from other answers, and from what conversations and agents have found out.

Guesses are computed from what stands, never stored: answering again changes them by itself. A guess that
rests on a guess is worth less than either.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.flow.conditions import holds
from app.domain.flow.question_bank import Prefill, Question
from app.domain.flow.state import FlowState

LOW_CONFIDENCE = 0.6
"""Below it, people should look at a guess before they rely on it."""
_MOST_NAMES = 5
_ROUNDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A prefilled answer. ``source`` is the key of a question, or what else knew it, such as conversation."""

    value: Any
    confidence: float
    source: str
    explanation: str


def guesses(state: FlowState) -> Mapping[str, Guess]:
    """The best guess for every unanswered question of the bank that has one, by key."""
    found: dict[str, Guess] = {}
    open_questions = [question for question in state.bank.questions if question.key not in state.answers]
    for _ in range(_ROUNDS):
        known = {**{key: guess.value for key, guess in found.items()}, **state.values}
        for question in open_questions:
            best = max(_candidates(question, state, known, found), key=lambda guess: guess.confidence, default=None)
            if best is not None:
                found[question.key] = best
    return found


def _candidates(
    question: Question, state: FlowState, known: Mapping[str, Any], guessed: Mapping[str, Guess]
) -> list[Guess]:
    candidates = [
        Guess(
            value=known[rule.source] if rule.value is None else rule.value,
            confidence=round(rule.confidence * _weight(rule, state, guessed), 2),
            source=rule.source,
            explanation=rule.explanation,
        )
        for rule in question.prefills
        if rule.source in known and holds(rule.when, known)
    ]
    return [*candidates, *_from_ontology(question, state)]


def _weight(rule: Prefill, state: FlowState, guessed: Mapping[str, Guess]) -> float:
    if rule.source in state.answers:
        return state.answers[rule.source].confidence
    return guessed[rule.source].confidence


def _from_ontology(question: Question, state: FlowState) -> list[Guess]:
    """What others than this flow's answers have found out about the thing that the question asks for."""
    if question.answer_type != "text" or not question.ontology:
        return []
    asked = {each.key for each in state.bank.questions}
    entries = [entry for entry in state.ontology if entry.type == question.ontology and entry.source not in asked]
    if not entries:
        return []
    entries.sort(key=lambda entry: -entry.confidence)
    best = entries[:_MOST_NAMES]
    return [
        Guess(
            value=", ".join(entry.name for entry in best),
            confidence=round(min(entry.confidence for entry in best), 2),
            source=best[0].source,
            explanation=f"Found before ({best[0].source})",
        )
    ]
