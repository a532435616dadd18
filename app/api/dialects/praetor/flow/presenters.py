"""Questions and what follows from their answers, as Praetor's clients see them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.domain.flow.answering import Effects
from app.domain.flow.prefills import Guess, guesses
from app.domain.flow.question_bank import Question
from app.domain.flow.readiness import THRESHOLD, Readiness
from app.domain.flow.state import FlowState
from app.domain.flow.transitions import Transition


def question_data(question: Question, state: FlowState, guessed: Mapping[str, Guess]) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": question.id_in(state.project.id),
        "key": question.key,
        "phase": question.phase,
        "section": question.section,
        "text": question.text,
        "description": question.description,
        "variants": [
            {"type": "original", "text": question.text},
            {"type": "simplified", "text": question.simplified},
        ],
        "answerType": question.answer_type,
        "required": question.required,
    }
    if choices := state.choices(question):
        data["options"] = [{"value": option.value, "label": option.label} for option in choices]
    if (guess := guessed.get(question.key)) is not None:
        data["prefill"] = {
            "value": guess.value,
            "confidence": guess.confidence,
            "source": guess.source,
            "explanation": guess.explanation,
        }
    return data


def next_question_data(state: FlowState) -> dict[str, Any] | None:
    """The first question of the present phase that nobody has answered; None if there is no more."""
    left = state.unanswered()
    return question_data(left[0], state, guesses(state)) if left else None


def progress_data(state: FlowState) -> dict[str, Any]:
    total = len(list(state.applicable()))
    answered = total - len(state.unanswered())
    return {"answered": answered, "total": total, "percent": 100 * answered // total if total else 100}


def effects_data(effects: Effects, tasks: Sequence[UUID]) -> dict[str, Any]:
    return {
        "ontologyUpdates": [
            {"type": found.type, "name": found.name, "confidence": found.confidence} for found in effects.findings
        ],
        "suggestions": list(effects.advice),
        "prefillCascades": [
            {"questionId": question_id, "newConfidence": confidence}
            for question_id, confidence in effects.cascades.items()
        ],
        "tasksCreated": list(tasks),
    }


def readiness_data(state: FlowState, readiness: Readiness) -> dict[str, Any]:
    return {
        "currentPhase": state.project.phase,
        "readinessScore": readiness.score,
        "threshold": THRESHOLD,
        "isReady": readiness.is_ready,
        "blockers": list(readiness.blockers),
        "warnings": list(readiness.warnings),
    }


def transition_data(transition: Transition) -> dict[str, Any]:
    told = {key: value for key, value in transition.entry_actions.items() if key != "suppressed"}
    return {
        "previousPhase": transition.previous,
        "currentPhase": transition.current,
        "transitionedAt": transition.at,
        "entryActions": told,
    }
