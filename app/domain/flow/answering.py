"""Answering a question, and everything that follows from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.flow.answer_values import checked_value
from app.domain.flow.conditions import holds
from app.domain.flow.ontology import Finding, findings, replace_entries
from app.domain.flow.prefills import Guess, guesses
from app.domain.flow.question_bank import FEATURES, Question
from app.domain.flow.state import FlowState, state_of
from app.domain.projects.phases import CREATED
from app.domain.projects.queries import ProjectRecord
from app.errors import NotFound, PhaseInvalid
from app.storage.identifiers import new_id
from app.storage.json import dumps


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody answers. ``confidence`` is his own, 0 to 1."""

    value: Any
    confidence: float = 1.0
    variant: str | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What an answer has brought about. ``cascades`` are the guesses that have changed, by question."""

    answer_id: UUID
    findings: Sequence[Finding]
    advice: Sequence[str]
    cascades: Mapping[UUID, float]
    tasks: Sequence[Mapping[str, Any]]
    state: FlowState
    """As it stands now."""


def answer_question(
    connection: Connection, *, project: ProjectRecord, question_id: UUID | None, answer: Answer, by: UUID | None
) -> Effects:
    """Note the answer; the caller has locked the project, so that answers come one after another.

    Raises:
        NotFound: the project is not asked this.
        PhaseInvalid: its flow has not started, or has not come so far.
        InvalidRequest: the question cannot have this answer.
    """
    before = state_of(connection, project=project)
    question = _asked(before, question_id)
    choices = [option.value for option in before.choices(question) or ()]
    value = checked_value(question, answer.value, choices=choices)
    answer_id = _store(connection, project, question.key, replace(answer, value=value), by)
    found = findings(question, value, confidence=answer.confidence)
    replace_entries(connection, tenant_id=project.tenant_id, project_id=project.id, source=question.key, entries=found)
    if question.key == FEATURES:
        _select_features(connection, project.id, value)
    state = state_of(connection, project=project)
    followed = [each for each in question.consequences if holds(each.when, {question.key: value})]
    return Effects(
        answer_id=answer_id,
        findings=found,
        advice=[each.advice for each in followed if each.advice],
        cascades=_cascades(guesses(before), guesses(state), project.id, state),
        tasks=[each.task for each in followed if each.task],
        state=state,
    )


def _asked(state: FlowState, question_id: UUID | None) -> Question:
    question = state.bank.by_id(state.project.id, question_id)
    if question is None:
        raise NotFound("Question not found")
    if state.project.phase == CREATED:
        raise PhaseInvalid("The flow has not started: POST /api/flow/start comes first")
    applicable = {each.key for each in state.applicable(question.phase)}
    if question.key not in applicable and question.key not in state.answers:
        raise PhaseInvalid("This question is not asked of this project", details={"questionId": str(question_id)})
    return question


def _store(connection: Connection, project: ProjectRecord, key: str, answer: Answer, by: UUID | None) -> UUID:
    answer_id: UUID = connection.execute(
        text(
            """INSERT INTO flow_answers
                      (project_id, question, id, tenant_id, value, variant, confidence, notes, answered_by)
               VALUES (:project, :question, :id, :tenant, CAST(:value AS json), :variant, :confidence, :notes, :by)
               ON CONFLICT (project_id, question) DO UPDATE
                  SET value = excluded.value, variant = excluded.variant, confidence = excluded.confidence,
                      notes = excluded.notes, answered_by = excluded.answered_by, answered_at = clock_timestamp(),
                      revision = flow_answers.revision + 1
               RETURNING id"""
        ),
        {
            "project": project.id,
            "question": key,
            "id": new_id(),
            "tenant": project.tenant_id,
            "value": dumps(answer.value).decode(),
            "variant": answer.variant,
            "confidence": answer.confidence,
            "notes": answer.notes,
            "by": by,
        },
    ).scalar_one()
    return answer_id


def _select_features(connection: Connection, project_id: UUID, names: Sequence[str]) -> None:
    connection.execute(
        text("UPDATE project_features SET selected = name = ANY(:names) WHERE project_id = :project"),
        {"project": project_id, "names": list(names)},
    )


def _cascades(
    before: Mapping[str, Guess], after: Mapping[str, Guess], project_id: UUID, state: FlowState
) -> dict[UUID, float]:
    questions = {question.key: question for question in state.bank.questions}
    return {
        questions[key].id_in(project_id): guess.confidence
        for key, guess in after.items()
        if before.get(key) != guess and key not in state.answers
    }
