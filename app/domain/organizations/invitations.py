"""Invitations: made and revoked by those who manage an organization, shown to whoever has the token.

For an address there is one pending invitation into an organization. A newer one takes its place, and is the
way to send it again: the token of the older one cannot be read any more, so nobody could even revoke it by it.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.access_policies.audit import Actor
from app.domain.access_policies.queries import get_role
from app.domain.organizations.checks import clean_message
from app.domain.organizations.invitation_queries import InvitationRecord, find_invitation, get_invitation
from app.domain.organizations.queries import OrganizationRecord
from app.domain.organizations.standing import lock, managed
from app.domain.organizations.trail import note_invitation
from app.domain.users.operations import clean_email
from app.domain.users.queries import ADMINISTRATOR
from app.errors import Conflict, Forbidden, InvalidRequest, InviteExpired, NotFound
from app.storage.identifiers import new_id, parsed_id

LIFETIME = timedelta(days=7)
MOST_PENDING = 500
"""Of one organization."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatedInvitation:
    """An invitation just made; ``token`` is nowhere else and cannot be read again.

    ``replaced`` are the ids of those whose place it takes.
    """

    token: str
    record: InvitationRecord
    organization: OrganizationRecord
    replaced: list[UUID]


def create_invitation(
    connection: Connection,
    *,
    tenant_id: UUID,
    organization_id: UUID | None,
    actor: Actor,
    inviter_name: str,
    email: str,
    role_id: UUID | None = None,
    message: str = "",
) -> CreatedInvitation:
    """Invite somebody into an organization, and into its tenant.

    Raises:
        NotFound, OrgNotMember, Forbidden: the actor does not manage it; nobody gives ``administrator`` this way.
        InvalidRequest: the address, the message or the role is none.
        Conflict: the address is a member's, or too many invitations are pending.
    """
    email = clean_email(email)
    lock(connection, tenant_id=tenant_id, organization_id=organization_id)
    organization = managed(connection, tenant_id=tenant_id, organization_id=organization_id, user_id=actor.user_id)
    _check_role(connection, tenant_id, role_id)
    _check_stranger(connection, organization.id, email)
    replaced = _replace(connection, organization.id, email)
    _check_room(connection, organization.id)
    token, made = secrets.token_urlsafe(32), new_id()
    connection.execute(
        text(
            """INSERT INTO customer_invitations
                      (id, tenant_id, organization_id, token_hash, email, role_id, message, inviter_id, inviter_name,
                       expires_at)
               VALUES (:id, :tenant, :organization, :hash, :email, :role, :message, :inviter, :name,
                       now() + :lifetime)"""
        ),
        {
            "id": made,
            "tenant": tenant_id,
            "organization": organization.id,
            "hash": digest_of(token),
            "email": email,
            "role": role_id,
            "message": clean_message(message),
            "inviter": actor.user_id,
            "name": inviter_name,
            "lifetime": LIFETIME,
        },
    )
    record = get_invitation(connection, tenant_id=tenant_id, invitation_id=made)
    note_invitation(connection, actor=actor, action="invitation.created", record=record, replaced=replaced)
    return CreatedInvitation(token=token, record=record, organization=organization, replaced=replaced)


def revoke_invitation(connection: Connection, *, tenant_id: UUID, actor: Actor, name: str) -> InvitationRecord:
    """Take an invitation back; ``name`` is its token or, since tokens cannot be read again, its id. Idempotent.

    Raises:
        NotFound: the tenant has no such invitation.
        OrgNotMember, Forbidden: the actor does not manage the organization.
        Conflict: it was accepted.
        InviteExpired: its time is over.
    """
    found = find_invitation(connection, tenant_id=tenant_id, token_hash=digest_of(name), id=parsed_id(name))
    if found is None:
        raise NotFound("Invitation not found")
    managed(connection, tenant_id=tenant_id, organization_id=found.organization_id, user_id=actor.user_id)
    connection.execute(
        text(
            """UPDATE customer_invitations SET status = 'revoked'
                WHERE id = :id AND status = 'pending' AND expires_at > clock_timestamp()"""
        ),
        {"id": found.id},
    )
    after = get_invitation(connection, tenant_id=tenant_id, invitation_id=found.id)
    if after.status != "revoked":
        raise refusal_of(after.status)
    if found.status != after.status:
        note_invitation(connection, actor=actor, action="invitation.revoked", record=after)
    return after


def refusal_of(status: str) -> Conflict | InviteExpired:
    """Why an invitation that is not pending cannot be used."""
    if status == "expired":
        return InviteExpired()
    return Conflict(f"This invitation was {status}", details={"status": status})


def digest_of(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


def _check_role(connection: Connection, tenant_id: UUID, role_id: UUID | None) -> None:
    if role_id is None:
        return
    try:
        role = get_role(connection, tenant_id=tenant_id, role_id=role_id)
    except NotFound:
        issue = "The tenant has no such role"
        raise InvalidRequest(f"roleId: {issue}", details={"fields": {"roleId": issue}}) from None
    if role.is_system and role.name == ADMINISTRATOR:
        raise Forbidden("Nobody becomes an administrator by invitation", details={"field": "roleId"})


def _check_stranger(connection: Connection, organization_id: UUID, email: str) -> None:
    known = connection.execute(
        text(
            """SELECT EXISTS (SELECT 1 FROM organization_members AS members JOIN users ON users.id = members.user_id
                               WHERE members.organization_id = :organization AND users.email = :email)"""
        ),
        {"organization": organization_id, "email": email},
    ).scalar_one()
    if known:
        raise Conflict("This address is a member's of the organization", details={"field": "email"})


def _replace(connection: Connection, organization_id: UUID, email: str) -> list[UUID]:
    replaced = connection.execute(
        text(
            """UPDATE customer_invitations
                  SET status = CASE WHEN expires_at > clock_timestamp() THEN 'revoked' ELSE 'expired' END
                WHERE organization_id = :organization AND email = :email AND status = 'pending' RETURNING id"""
        ),
        {"organization": organization_id, "email": email},
    )
    return list(replaced.scalars())


def _check_room(connection: Connection, organization_id: UUID) -> None:
    pending = connection.execute(
        text(
            """SELECT count(*) FROM customer_invitations
                WHERE organization_id = :organization AND status = 'pending' AND expires_at > now()"""
        ),
        {"organization": organization_id},
    ).scalar_one()
    if pending >= MOST_PENDING:
        raise Conflict(f"An organization has at most {MOST_PENDING} pending invitations")
