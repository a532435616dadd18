"""Reads of invitations. Pending ones whose time is over are told as expired."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.users.queries import show
from app.errors import NotFound
from app.storage.database import act_for

STATUSES = ("pending", "accepted", "expired", "revoked")


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRecord:
    """An invitation, for those who manage the organization."""

    id: UUID
    tenant_id: UUID
    organization_id: UUID
    email: str
    role_id: UUID | None
    message: str
    inviter_id: UUID | None
    inviter_name: str
    status: str
    created_at: datetime
    expires_at: datetime
    accepted_at: datetime | None
    accepted_by: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownInvitation:
    """An invitation with the names that whoever holds its token may know."""

    record: InvitationRecord
    organization_name: str
    organization_display_name: str


def get_invitation(connection: Connection, *, tenant_id: UUID, invitation_id: UUID) -> InvitationRecord:
    """One invitation.

    Raises:
        NotFound: the tenant has no such invitation.
    """
    found = find_invitation(connection, tenant_id=tenant_id, id=invitation_id)
    if found is None:
        raise NotFound("Invitation not found")
    return found


def find_invitation(
    connection: Connection, *, tenant_id: UUID, token_hash: bytes | None = None, id: UUID | None = None
) -> InvitationRecord | None:
    """The tenant's invitation with this token or this id."""
    row = connection.execute(
        text(
            f"""SELECT {_COLUMNS} FROM customer_invitations
                 WHERE tenant_id = :tenant AND (token_hash = :hash OR id = CAST(:id AS uuid))"""
        ),
        {"tenant": tenant_id, "hash": token_hash, "id": id},
    ).first()
    return None if row is None else InvitationRecord(**row._mapping)


def find_shown(connection: Connection, *, token_hash: bytes) -> ShownInvitation:
    """The invitation of a token, whosever it is. From here on the transaction acts for its tenant.

    Raises:
        NotFound: there is none.
    """
    show(connection, what=token_hash.hex())
    row = connection.execute(
        text(f"SELECT {_COLUMNS} FROM customer_invitations WHERE token_hash = :hash"), {"hash": token_hash}
    ).first()
    if row is None:
        raise NotFound("Invitation not found")
    act_for(connection, tenant_id=row.tenant_id)
    names = connection.execute(
        text("SELECT name, display_name FROM organizations WHERE id = :id"), {"id": row.organization_id}
    ).one()
    return ShownInvitation(
        record=InvitationRecord(**row._mapping),
        organization_name=names.name,
        organization_display_name=names.display_name,
    )


def list_invitations(
    connection: Connection,
    *,
    tenant_id: UUID,
    organization_id: UUID,
    status: str | None = None,
    limit: int,
    offset: int = 0,
) -> tuple[list[InvitationRecord], int]:
    """Invitations into an organization, the newest first, and how many there are."""
    chosen = {"tenant": tenant_id, "organization": organization_id, "status": status}
    rows = connection.execute(
        text(
            f"""SELECT {_COLUMNS} FROM customer_invitations WHERE {_CHOSEN}
                 ORDER BY created_at DESC, id DESC LIMIT :limit OFFSET :offset"""
        ),
        {**chosen, "limit": limit, "offset": offset},
    )
    total = connection.execute(text(f"SELECT count(*) FROM customer_invitations WHERE {_CHOSEN}"), chosen).scalar_one()
    return [InvitationRecord(**row._mapping) for row in rows], total


_STATUS = "CASE WHEN status = 'pending' AND expires_at <= clock_timestamp() THEN 'expired' ELSE status END"

_COLUMNS = (
    "id, tenant_id, organization_id, email, role_id, message, inviter_id, inviter_name,"
    f" {_STATUS} AS status, created_at, expires_at, accepted_at, accepted_by"
)

_CHOSEN = f"""
tenant_id = :tenant AND organization_id = :organization
AND (CAST(:status AS text) IS NULL OR {_STATUS} = :status)"""
