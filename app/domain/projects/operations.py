"""Making and changing projects. The phase is the flow's to change: see :mod:`app.domain.flow`."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.projects.queries import COLUMNS, ProjectRecord, get_project
from app.errors import InvalidRequest
from app.storage.identifiers import new_id
from app.storage.json import dumps

LONGEST_NAME = 200


def create_project(
    connection: Connection,
    *,
    tenant_id: UUID,
    by: UUID | None,
    name: str,
    description: str = "",
    template: str | None = None,
    details: Mapping[str, Any] | None = None,
    organization_id: UUID | None = None,
) -> ProjectRecord:
    """Make a project in the phase CREATED; its flow is not started.

    Raises:
        InvalidRequest: the name is empty or too long.
    """
    row = connection.execute(
        text(
            f"""INSERT INTO projects (id, tenant_id, name, description, template, details, organization_id,
                                      created_by)
                VALUES (:id, :tenant, :name, :description, :template, CAST(:details AS jsonb), :organization, :by)
                RETURNING {COLUMNS}"""
        ),
        {
            "id": new_id(),
            "tenant": tenant_id,
            "name": _checked(name),
            "description": description,
            "template": template,
            "details": dumps(dict(details or {})).decode(),
            "organization": organization_id,
            "by": by,
        },
    ).one()
    return ProjectRecord(**row._mapping)


def update_project(
    connection: Connection,
    *,
    tenant_id: UUID,
    project_id: UUID | None,
    name: str | None = None,
    description: str | None = None,
    details: Mapping[str, Any] | None = None,
    status: str | None = None,
) -> ProjectRecord:
    """Change what is given; ``details`` are replaced as a whole.

    Raises:
        NotFound: the tenant has no such project.
        InvalidRequest: the name is empty or too long.
    """
    project = get_project(connection, tenant_id=tenant_id, project_id=project_id, locked=True)
    row = connection.execute(
        text(
            f"""UPDATE projects
                   SET name = coalesce(:name, name), description = coalesce(:description, description),
                       details = coalesce(CAST(:details AS jsonb), details), status = coalesce(:status, status),
                       updated_at = clock_timestamp()
                 WHERE id = :id RETURNING {COLUMNS}"""
        ),
        {
            "id": project.id,
            "name": None if name is None else _checked(name),
            "description": description,
            "details": None if details is None else dumps(dict(details)).decode(),
            "status": status,
        },
    ).one()
    return ProjectRecord(**row._mapping)


def _checked(name: str) -> str:
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidRequest(
            f"name: Must be 1 to {LONGEST_NAME} printable characters.", details={"fields": {"name": "Invalid name."}}
        )
    return name
