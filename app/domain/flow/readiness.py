"""Whether a project may go on to its next phase."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.flow.prefills import LOW_CONFIDENCE, guesses
from app.domain.flow.state import FlowState

THRESHOLD = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """``score`` is answered by required, 0 to 1. ``blockers`` and ``warnings`` as the API tells them."""

    score: float
    blockers: Sequence[Mapping[str, Any]]
    warnings: Sequence[Mapping[str, Any]]

    @property
    def is_ready(self) -> bool:
        return self.score >= THRESHOLD


def readiness_of(state: FlowState) -> Readiness:
    """How ready the project is to leave its present phase. What nobody is asked in is left at once."""
    required = [question for question in state.applicable() if question.required]
    blockers = [
        {
            "type": "unanswered_question",
            "questionId": str(question.id_in(state.project.id)),
            "message": f"A required question is unanswered: {question.text}",
        }
        for question in required
        if question.key not in state.answers
    ]
    answered = len(required) - len(blockers)
    score = round(answered / len(required), 2) if required else 1.0
    return Readiness(score=score, blockers=blockers, warnings=_warnings(state))


def _warnings(state: FlowState) -> list[dict[str, Any]]:
    asked = {question.key for question in state.applicable()}
    weak = [key for key, guess in guesses(state).items() if key in asked and guess.confidence < LOW_CONFIDENCE]
    unsure = [key for key in asked if key in state.answers and state.answers[key].confidence < LOW_CONFIDENCE]
    warnings = []
    if weak:
        plural = "answers have" if len(weak) > 1 else "answer has"
        message = f"{len(weak)} prefilled {plural} low confidence"
        warnings.append({"type": "low_confidence_prefill", "count": len(weak), "message": message})
    if unsure:
        message = f"{len(unsure)} given with low confidence"
        warnings.append({"type": "low_confidence_answer", "count": len(unsure), "message": message})
    return warnings
