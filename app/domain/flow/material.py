"""Everything that agents need to know of a project, as plain data."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.domain.flow.state import FlowState, state_of
from app.domain.projects.queries import get_project


def project_material(connection: Connection, *, tenant_id: UUID, project_id: UUID) -> dict[str, Any]:
    """``project`` {id, name, description, template, phase}, ``answers`` [{key, section, question, value}] in the
    order of the questions, ``ontology`` [{type, name, confidence, source}], and ``features`` [{name, description,
    priority, source}]: the chosen ones, or all candidates while none is chosen.

    Raises:
        NotFound: the tenant has no such project.
    """
    state = state_of(connection, project=get_project(connection, tenant_id=tenant_id, project_id=project_id))
    project = state.project
    return {
        "project": {
            "id": str(project.id),
            "name": project.name,
            "description": project.description,
            "template": state.bank.template,
            "phase": project.phase,
        },
        "answers": _answers(state),
        "ontology": [
            {"type": each.type, "name": each.name, "confidence": each.confidence, "source": each.source}
            for each in state.ontology
        ],
        "features": _features(state),
    }


def _answers(state: FlowState) -> list[dict[str, Any]]:
    return [
        {
            "key": question.key,
            "section": question.section,
            "question": question.text,
            "value": state.answers[question.key].value,
        }
        for question in state.bank.questions
        if question.key in state.answers
    ]


def _features(state: FlowState) -> list[dict[str, Any]]:
    chosen = [feature for feature in state.features if feature.selected] or state.features
    return [
        {"name": each.name, "description": each.description, "priority": each.priority, "source": each.source}
        for each in chosen
    ]
