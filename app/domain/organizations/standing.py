"""What a member may do in his organization: owners and admins manage it, and only owners touch owners."""

from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.organizations.queries import ADMIN, OWNER, OrganizationRecord, get_organization
from app.errors import Forbidden


def managed(
    connection: Connection, *, tenant_id: UUID, organization_id: UUID | None, user_id: UUID
) -> OrganizationRecord:
    """The organization, for one who manages it.

    Raises:
        NotFound: the tenant has no such organization.
        OrgNotMember: it has, and the user is not in it.
        Forbidden: he is in it, and neither owner nor admin.
    """
    found = get_organization(connection, tenant_id=tenant_id, organization_id=organization_id, user_id=user_id)
    if found.role not in (OWNER, ADMIN):
        raise Forbidden("Only owners and admins of the organization may do this", details={"role": found.role})
    return found


def lock(connection: Connection, *, tenant_id: UUID, organization_id: UUID | None) -> None:
    """Let nobody else change members or invitations before this transaction has ended.

    A statement of its own, before anything is read: a read that waited for the lock by itself would still
    see the members of before.
    """
    connection.execute(
        text("SELECT 1 FROM organizations WHERE tenant_id = :tenant AND id = :id FOR NO KEY UPDATE"),
        {"tenant": tenant_id, "id": organization_id},
    )


def check_owners(by: OrganizationRecord, *roles: str) -> None:
    """Refuse an admin who would make, change or remove an owner: ``roles`` are what is touched.

    Raises:
        Forbidden: he would.
    """
    if OWNER in roles and by.role != OWNER:
        raise Forbidden("Only owners of the organization may do this to an owner", details={"role": by.role})
