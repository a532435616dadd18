"""The flow of a project, from question to question and phase to phase (rows 001-06 to 001-10)."""

from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy import Connection

from app.api.dialects.praetor.blueprint import PraetorBlueprint
from app.api.dialects.praetor.caller import caller
from app.api.dialects.praetor.capabilities import PROJECT_WRITE, authorize
from app.api.dialects.praetor.dialect import PREFIX, SESSION, envelope
from app.api.dialects.praetor.flow.presenters import (
    effects_data,
    next_question_data,
    progress_data,
    question_data,
    readiness_data,
    transition_data,
)
from app.api.dialects.praetor.flow.schemas import (
    AnswerBody,
    AnsweredData,
    NextQuestionBody,
    NextQuestionData,
    ReadinessData,
    StartBody,
    StartedData,
    TransitionBody,
    TransitionData,
)
from app.api.http.json_bodies import json_response
from app.api.services import transaction
from app.domain.flow.answering import Answer, answer_question
from app.domain.flow.prefills import guesses
from app.domain.flow.readiness import readiness_of
from app.domain.flow.state import state_of
from app.domain.flow.transitions import move_on, start_flow
from app.domain.projects.phases import CREATED
from app.domain.projects.queries import ProjectRecord, get_project
from app.domain.tasks.proposals import make_proposed
from app.errors import Forbidden, PhaseInvalid
from app.storage.identifiers import parsed_id

flow = PraetorBlueprint("flow", __name__, url_prefix=f"{PREFIX}/flow", description="Projects' flows")

_ID = "0194e5a8-7c1e-7000-8000-000000000001"
_PROJECT = {"projectId": _ID}
_ANSWER = {"value": "Neighbours in big cities", "selectedVariant": "original", "confidence": 0.9}


@flow.route("/start", method="POST", credentials=SESSION)
@flow.takes(StartBody, example=_PROJECT)
@flow.answers(200, StartedData, description="The first question, and how many this phase has")
@flow.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "UNSUPPORTED_MEDIA_TYPE")
def start(body: dict[str, Any]) -> Response:
    """Begin the discovery. A flow starts once: again is `PHASE_INVALID` (001-06)."""
    _authorize(body)
    with transaction() as connection:
        state = start_flow(connection, project=_project(connection, body, locked=True))
    asked = list(state.applicable())
    return json_response(
        envelope(
            {
                "projectId": state.project.id,
                "phase": state.project.phase,
                "firstQuestion": question_data(asked[0], state, guesses(state)),
                "totalQuestions": len(asked),
            }
        )
    )


@flow.route("/get-next-question", method="POST", credentials=SESSION)
@flow.takes(NextQuestionBody, example=_PROJECT)
@flow.answers(200, NextQuestionData, description="The question with its prefill, and how far the phase is")
@flow.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "UNSUPPORTED_MEDIA_TYPE")
def get_next_question(body: dict[str, Any]) -> Response:
    """The next question of the present phase; null when all of them are answered (001-07)."""
    _authorize(body)
    with transaction() as connection:
        state = state_of(connection, project=_started(connection, body))
    left = state.unanswered()
    told = {
        "question": next_question_data(state),
        "progress": progress_data(state),
        "isLastQuestion": len(left) <= 1,
    }
    return json_response(envelope(told))


@flow.route("/answer-question", method="POST", credentials=SESSION)
@flow.takes(AnswerBody, example={**_PROJECT, "questionId": _ID, "answer": _ANSWER})
@flow.answers(200, AnsweredData, description="What followed from the answer, and the next question")
@flow.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "UNSUPPORTED_MEDIA_TYPE")
def answer(body: dict[str, Any]) -> Response:
    """Answer a question, or answer it anew; the effects follow from the answer that stands (001-08)."""
    _authorize(body)
    given = body["answer"]
    with transaction() as connection:
        effects = answer_question(
            connection,
            project=_project(connection, body, locked=True),
            question_id=body["questionId"],
            answer=Answer(
                value=given["value"],
                confidence=given["confidence"],
                variant=given.get("selectedVariant"),
                notes=given["notes"],
            ),
            by=caller().user_id,
        )
        proposed = make_proposed(
            connection,
            project=effects.state.project,
            proposals=effects.tasks,
            by=caller().user_id,
            target={"type": "question", "id": str(body["questionId"])},
        )
    told = {
        "answerId": effects.answer_id,
        "processed": True,
        "effects": effects_data(effects, proposed),
        "nextQuestion": next_question_data(effects.state),
    }
    return json_response(envelope(told))


@flow.route("/readiness/<project_id>", credentials=SESSION)
@flow.answers(200, ReadinessData, description="How much is answered, and what is missing")
@flow.fails("UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def readiness(project_id: str) -> Response:
    """Whether the project may go on to its next phase (001-09)."""
    with transaction() as connection:
        project = get_project(connection, tenant_id=caller().tenant_id, project_id=parsed_id(project_id))
        state = state_of(connection, project=project)
    return json_response(envelope(readiness_data(state, readiness_of(state))))


@flow.route("/transition", method="POST", credentials=SESSION)
@flow.takes(TransitionBody, example={**_PROJECT, "targetPhase": "FEATURE_SELECTION"})
@flow.answers(200, TransitionData, description="The phase that was left, the one that was entered, what that did")
@flow.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "UNSUPPORTED_MEDIA_TYPE")
def transition(body: dict[str, Any]) -> Response:
    """Go on to the next phase: `PHASE_INVALID` for another, `READINESS_FAILED` while something is missing (001-10)."""
    _authorize(body)
    if body["force"] and not caller().is_administrator:
        raise Forbidden("Only administrators of the tenant may force a transition")
    with transaction() as connection:
        made = move_on(
            connection,
            project=_project(connection, body, locked=True),
            target=body["targetPhase"],
            force=body["force"],
        )
    return json_response(envelope(transition_data(made)))


def _authorize(body: dict[str, Any]) -> None:
    authorize(PROJECT_WRITE, resource_id=str(body["projectId"]))


def _project(connection: Connection, body: dict[str, Any], *, locked: bool = False) -> ProjectRecord:
    project_id: UUID = body["projectId"]
    return get_project(connection, tenant_id=caller().tenant_id, project_id=project_id, locked=locked)


def _started(connection: Connection, body: dict[str, Any]) -> ProjectRecord:
    project = _project(connection, body)
    if project.phase == CREATED:
        raise PhaseInvalid("The flow has not started: POST /api/flow/start comes first")
    return project
