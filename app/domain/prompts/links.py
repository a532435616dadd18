"""Which registry project a tenant's agents take their prompts from, where it is not the same as everybody's.

Made by operators alone: whoever owns the project decides what a model is told on behalf of the tenant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.prompts.queries import get_project
from app.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRecord:
    """A tenant and the project that its agents look into first."""

    tenant_id: UUID
    tenant_name: str
    project_id: UUID
    project_name: str


def link(connection: Connection, *, tenant_id: UUID, project_id: UUID) -> None:
    """Have the tenant's agents look into the project first, and into no other that it was linked to.

    Raises:
        NotFound: there is no such project or no such tenant.
    """
    get_project(connection, tenant_id=project_id)
    if connection.execute(text("SELECT 1 FROM tenants WHERE id = :id"), {"id": tenant_id}).first() is None:
        raise NotFound("Tenant not found")
    connection.execute(
        text(
            """INSERT INTO prompt_project_links (tenant_id, project_id) VALUES (:tenant, :project)
               ON CONFLICT (tenant_id) DO UPDATE SET project_id = excluded.project_id"""
        ),
        {"tenant": tenant_id, "project": project_id},
    )


def unlink(connection: Connection, *, tenant_id: UUID) -> bool:
    """Undo the tenant's link. Returns whether there was one."""
    gone = connection.execute(text("DELETE FROM prompt_project_links WHERE tenant_id = :id"), {"id": tenant_id})
    return gone.rowcount > 0


def list_links(connection: Connection) -> Sequence[LinkRecord]:
    """All links, by the tenants' names."""
    rows = connection.execute(
        text(
            """SELECT l.tenant_id, t.name AS tenant_name, l.project_id, p.name AS project_name
                 FROM prompt_project_links l JOIN tenants t ON t.id = l.tenant_id
                 JOIN prompt_projects p ON p.tenant_id = l.project_id ORDER BY t.name, l.tenant_id"""
        )
    )
    return [LinkRecord(**row._mapping) for row in rows]


def tenants_called(connection: Connection, *, name: str) -> Sequence[UUID]:
    """The tenants with this name: owners of keys, registry projects, Praetor's tenants."""
    return (
        connection.execute(text("SELECT id FROM tenants WHERE name = :name ORDER BY created_at, id"), {"name": name})
        .scalars()
        .all()
    )
