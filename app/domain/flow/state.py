"""Where a project stands in its flow: its bank, its answers, what is known, and what was suppressed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.flow.question_bank import FEATURES, Bank, Option, Question, bank_of
from app.domain.projects.queries import (
    FeatureRecord,
    OntologyRecord,
    ProjectRecord,
    features_of,
    ontology_of,
    phases_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRecord:
    """An answer as it stands."""

    id: UUID
    question: str
    value: Any
    confidence: float
    notes: str
    variant: str | None
    answered_at: datetime
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowState:
    """Everything that the flow's decisions depend on."""

    project: ProjectRecord
    bank: Bank
    answers: Mapping[str, AnswerRecord]
    ontology: Sequence[OntologyRecord]
    features: Sequence[FeatureRecord]
    suppressed: frozenset[str]
    """Keys of the questions that patterns have answered."""

    @property
    def values(self) -> dict[str, Any]:
        """The answers by their questions' keys."""
        return {key: answer.value for key, answer in self.answers.items()}

    def applicable(self, phase: str | None = None) -> Iterator[Question]:
        """The questions of a phase (the present one) that this project is asked, in their order."""
        values = self.values
        for question in self.bank.of_phase(phase or self.project.phase):
            if question.key not in self.suppressed and question.applies(values) and self.choices(question) is not None:
                yield question

    def unanswered(self) -> list[Question]:
        return [question for question in self.applicable() if question.key not in self.answers]

    def choices(self, question: Question) -> Sequence[Option] | None:
        """The options of a question; None where there is nothing to choose from yet."""
        if question.key != FEATURES:
            return question.options
        return [Option(value=feature.name, label=feature.description) for feature in self.features] or None


def state_of(connection: Connection, *, project: ProjectRecord) -> FlowState:
    """Read where the project stands."""
    phases = phases_of(connection, project_ids=[project.id])[project.id]
    suppressed = {key for phase in phases.values() for key in phase.entry_actions.get("suppressed", ())}
    return FlowState(
        project=project,
        bank=bank_of(project.template),
        answers=answers_of(connection, project_ids=[project.id])[project.id],
        ontology=ontology_of(connection, project_id=project.id),
        features=features_of(connection, project_id=project.id),
        suppressed=frozenset(suppressed),
    )


def answers_of(connection: Connection, *, project_ids: Sequence[UUID]) -> Mapping[UUID, Mapping[str, AnswerRecord]]:
    """The answers of each of the projects, by the keys of their questions."""
    found: dict[UUID, dict[str, AnswerRecord]] = {project_id: {} for project_id in project_ids}
    rows = connection.execute(
        text(
            """SELECT project_id, id, question, value, confidence, notes, variant, answered_at, revision
                 FROM flow_answers WHERE project_id = ANY(:ids) ORDER BY answered_at, question"""
        ),
        {"ids": list(project_ids)},
    )
    for row in rows:
        values = dict(row._mapping)
        project_id = values.pop("project_id")
        found[project_id][row.question] = AnswerRecord(**values)
    return found
