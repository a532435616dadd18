"""Reads of projects."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRecord:
    """A project. ``details`` is what its clients call metadata."""

    id: UUID
    tenant_id: UUID
    name: str
    description: str
    template: str | None
    details: Mapping[str, Any]
    status: str
    phase: str
    organization_id: UUID | None
    created_by: UUID | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseRecord:
    """A phase that the project has been in."""

    phase: str
    started_at: datetime
    completed_at: datetime | None
    entry_actions: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureRecord:
    """A feature; ``confidence`` is 0 to 1."""

    id: UUID
    name: str
    description: str
    priority: str
    confidence: float
    source: str
    selected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OntologyRecord:
    """Something known about the project, as surely as ``confidence`` (0 to 1) says."""

    type: str
    name: str
    confidence: float
    source: str


COLUMNS = (
    "id, tenant_id, name, description, template, details, status, phase, organization_id, created_by, created_at,"
    " updated_at"
)
"""The columns of a :class:`ProjectRecord`."""


def get_project(
    connection: Connection, *, tenant_id: UUID, project_id: UUID | None, locked: bool = False
) -> ProjectRecord:
    """The tenant's project; ``locked`` to the transaction's end where it is about to be changed.

    Raises:
        NotFound: the tenant has no such project.
    """
    return _project(connection, tenant_id, project_id, "FOR NO KEY UPDATE" if locked else "")


def project_to_delete(connection: Connection, *, tenant_id: UUID, project_id: UUID) -> ProjectRecord:
    """The tenant's project, once nobody is left who writes anything that belongs to it.

    Raises:
        NotFound: the tenant has no such project.
    """
    return _project(connection, tenant_id, project_id, "FOR UPDATE")


def _project(connection: Connection, tenant_id: UUID, project_id: UUID | None, locking: str) -> ProjectRecord:
    row = connection.execute(
        text(f"SELECT {COLUMNS} FROM projects WHERE tenant_id = :tenant AND id = :id {locking}"),
        {"tenant": tenant_id, "id": project_id},
    ).first()
    if row is None:
        raise NotFound("Project not found")
    return ProjectRecord(**row._mapping)


def list_projects(
    connection: Connection, *, tenant_id: UUID, status: str | None, limit: int, offset: int
) -> tuple[list[ProjectRecord], int]:
    """A page of the tenant's projects, the newest first, and how many there are in all."""
    wanted = {"tenant": tenant_id, "status": status}
    rows = connection.execute(
        text(f"SELECT {COLUMNS} {_LISTED} ORDER BY created_at DESC, id DESC LIMIT :limit OFFSET :offset"),
        {**wanted, "limit": limit, "offset": offset},
    )
    found = [ProjectRecord(**row._mapping) for row in rows]
    return found, connection.execute(text(f"SELECT count(*) {_LISTED}"), wanted).scalar_one()


_LISTED = "FROM projects WHERE tenant_id = :tenant AND status = coalesce(:status, status)"


def phases_of(connection: Connection, *, project_ids: Sequence[UUID]) -> Mapping[UUID, Mapping[str, PhaseRecord]]:
    """The phases that each of the projects has been in, by their names."""
    found: dict[UUID, dict[str, PhaseRecord]] = {project_id: {} for project_id in project_ids}
    rows = connection.execute(
        text(
            """SELECT project_id, phase, started_at, completed_at, entry_actions FROM project_phases
                WHERE project_id = ANY(:ids) ORDER BY started_at"""
        ),
        {"ids": list(project_ids)},
    )
    for row in rows:
        values = dict(row._mapping)
        project_id = values.pop("project_id")
        found[project_id][row.phase] = PhaseRecord(**values)
    return found


def features_of(connection: Connection, *, project_id: UUID, selected: bool = False) -> list[FeatureRecord]:
    """The project's features, the weightiest first; with ``selected`` only those that were chosen."""
    rows = connection.execute(
        text(
            """SELECT id, name, description, priority, confidence, source, selected FROM project_features
                WHERE project_id = :id AND (selected OR NOT :selected)
                ORDER BY array_position(ARRAY['must', 'should', 'could'], priority), confidence DESC, name"""
        ),
        {"id": project_id, "selected": selected},
    )
    return [FeatureRecord(**row._mapping) for row in rows]


def ontology_of(connection: Connection, *, project_id: UUID) -> list[OntologyRecord]:
    """What is known about the project, each thing once, as its surest source has it."""
    rows = connection.execute(
        text(
            """SELECT DISTINCT ON (type, lower(name)) type, name, confidence, source FROM ontology_entries
                WHERE project_id = :id ORDER BY type, lower(name), confidence DESC, source"""
        ),
        {"id": project_id},
    )
    return [OntologyRecord(**row._mapping) for row in rows]
