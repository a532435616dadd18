"""Which customers of an organization are given which projects."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.organizations.queries import MEMBER, find_member
from app.domain.organizations.standing import lock, managed
from app.errors import Conflict, InvalidRequest, NotFound
from app.storage.identifiers import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyProjectRecord:
    """A project that a customer was given."""

    id: UUID
    organization_id: UUID
    project_id: UUID
    customer_user_id: UUID
    assigned_by: UUID | None
    created_at: datetime


def list_agency_projects(
    connection: Connection,
    *,
    tenant_id: UUID,
    user_id: UUID,
    organization_id: UUID | None = None,
    limit: int,
    offset: int = 0,
) -> tuple[list[AgencyProjectRecord], int]:
    """What the user may see, the newest first, and how many they are: members see their own, who manages sees all.

    ``organization_id`` is one of the user's; all of his if left out.
    """
    chosen = {"tenant": tenant_id, "user": user_id, "organization": organization_id, "member": MEMBER}
    rows = connection.execute(
        text(f"SELECT {_COLUMNS} {_CHOSEN} ORDER BY given.created_at DESC, given.id DESC LIMIT :limit OFFSET :offset"),
        {**chosen, "limit": limit, "offset": offset},
    )
    total = connection.execute(text(f"SELECT count(*) {_CHOSEN}"), chosen).scalar_one()
    return [AgencyProjectRecord(**row._mapping) for row in rows], total


def find_agency_project(connection: Connection, *, tenant_id: UUID, id: UUID | None) -> AgencyProjectRecord | None:
    """One of the tenant's."""
    row = connection.execute(
        text(f"SELECT {_COLUMNS} FROM agency_projects AS given WHERE tenant_id = :tenant AND id = :id"),
        {"tenant": tenant_id, "id": id},
    ).first()
    return None if row is None else AgencyProjectRecord(**row._mapping)


def assign_project(
    connection: Connection,
    *,
    tenant_id: UUID,
    organization_id: UUID,
    by: UUID,
    project_id: UUID,
    customer_user_id: UUID,
) -> AgencyProjectRecord:
    """Give a project to a member of the organization.

    Raises:
        NotFound, OrgNotMember, Forbidden: ``by`` does not manage the organization.
        InvalidRequest: the customer is no member of it.
        Conflict: he has the project.
    """
    # So that the customer does not leave in between.
    lock(connection, tenant_id=tenant_id, organization_id=organization_id)
    managed(connection, tenant_id=tenant_id, organization_id=organization_id, user_id=by)
    if not find_member(connection, tenant_id=tenant_id, organization_id=organization_id, user_id=customer_user_id):
        issue = "Is no member of the organization"
        raise InvalidRequest(f"customerUserId: {issue}", details={"fields": {"customerUserId": issue}})
    row = connection.execute(
        text(
            f"""INSERT INTO agency_projects AS given
                       (id, tenant_id, organization_id, project_id, customer_user_id, assigned_by)
                VALUES (:id, :tenant, :organization, :project, :customer, :by)
                ON CONFLICT (organization_id, project_id, customer_user_id) DO NOTHING RETURNING {_COLUMNS}"""
        ),
        {
            "id": new_id(),
            "tenant": tenant_id,
            "organization": organization_id,
            "project": project_id,
            "customer": customer_user_id,
            "by": by,
        },
    ).first()
    if row is None:
        raise Conflict("This customer has the project")
    return AgencyProjectRecord(**row._mapping)


def unassign_project(connection: Connection, *, tenant_id: UUID, by: UUID, id: UUID | None) -> AgencyProjectRecord:
    """Take a project back; what was given.

    Raises:
        NotFound: the tenant has no such assignment.
        OrgNotMember, Forbidden: ``by`` does not manage the organization.
    """
    found = find_agency_project(connection, tenant_id=tenant_id, id=id)
    if found is None:
        raise NotFound("Agency project not found")
    managed(connection, tenant_id=tenant_id, organization_id=found.organization_id, user_id=by)
    connection.execute(
        text("DELETE FROM agency_projects WHERE tenant_id = :tenant AND id = :id"),
        {"tenant": tenant_id, "id": found.id},
    )
    return found


_COLUMNS = (
    "given.id, given.organization_id, given.project_id, given.customer_user_id, given.assigned_by, given.created_at"
)

_CHOSEN = """
FROM agency_projects AS given
JOIN organization_members AS own ON own.organization_id = given.organization_id AND own.user_id = :user
WHERE given.tenant_id = :tenant
  AND (CAST(:organization AS uuid) IS NULL OR given.organization_id = :organization)
  AND (own.role <> :member OR given.customer_user_id = :user)"""
