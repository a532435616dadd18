"""What the flow adds to a project's progress: the share of the present phase's questions that is answered."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import Connection

from app.domain.flow.conditions import holds
from app.domain.flow.question_bank import bank_of
from app.domain.flow.state import answers_of
from app.domain.projects.queries import ProjectRecord, ontology_of


def shares_of(connection: Connection, *, projects: Sequence[ProjectRecord]) -> Mapping[UUID, Mapping[str, float]]:
    """For each project, by phase, how much of the phase's required questions is answered (0 to 1)."""
    answers = answers_of(connection, project_ids=[project.id for project in projects])
    return {
        project.id: _shares(project, {key: a.value for key, a in answers[project.id].items()}) for project in projects
    }


def coverage_of(connection: Connection, *, project: ProjectRecord) -> float:
    """How many of the kinds of things that the template's questions are after are known, 0 to 1."""
    wanted = {question.ontology for question in bank_of(project.template).questions if question.ontology}
    known = {entry.type for entry in ontology_of(connection, project_id=project.id)}
    return round(len(wanted & known) / len(wanted), 2) if wanted else 1.0


def _shares(project: ProjectRecord, answers: Mapping[str, object]) -> dict[str, float]:
    required: dict[str, list[str]] = {}
    for question in bank_of(project.template).questions:
        if question.required and holds(question.when, answers):
            required.setdefault(question.phase, []).append(question.key)
    return {phase: sum(key in answers for key in keys) / len(keys) for phase, keys in required.items()}
