"""Accepting an invitation: once, by whoever has the token, for the address that was invited.

The update that takes the invitation comes first. Of any number of requests one gets it; the others wait
for its transaction and find the invitation accepted. If that transaction fails (the address has an account,
say), the invitation is as it was.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from app.domain.access_policies.assignments import Scope, assign_role
from app.domain.access_policies.audit import Actor
from app.domain.access_policies.queries import RoleRecord, get_role
from app.domain.organizations.invitation_queries import InvitationRecord, ShownInvitation, find_shown, get_invitation
from app.domain.organizations.invitations import digest_of, refusal_of
from app.domain.organizations.operations import join
from app.domain.organizations.queries import MEMBER, MemberRecord, find_member
from app.domain.organizations.trail import note_invitation
from app.domain.users.operations import create_user, join_tenant
from app.domain.users.queries import CUSTOMER, act_as
from app.errors import Forbidden


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """An accepted invitation, and the member that it made (or found: nobody loses a role by accepting)."""

    invitation: ShownInvitation
    accepted_at: datetime
    member: MemberRecord


def check_pending(connection: Connection, *, token: str) -> ShownInvitation:
    """The invitation, if it could be accepted now.

    Raises:
        NotFound: there is none.
        InviteExpired: its time is over.
        Conflict: it was accepted or revoked.
    """
    shown = find_shown(connection, token_hash=digest_of(token))
    if shown.record.status != "pending":
        raise refusal_of(shown.record.status)
    return shown


def accept_as_new(
    connection: Connection, *, token: str, name: str, password_hash: str, request_id: str | None = None
) -> Acceptance:
    """Make the account of the invited address, and let it in.

    Raises:
        NotFound, InviteExpired, Conflict: as for :func:`check_pending`.
        Conflict: the address has an account, whose owner has to accept as himself.
        InvalidRequest: the name is none.
    """
    shown = check_pending(connection, token=token)
    _take(connection, shown)
    user_id = create_user(connection, email=shown.record.email, name=name, password_hash=password_hash)
    return _let_in(connection, shown, Actor(user_id=user_id, email=shown.record.email, request_id=request_id))


def accept_as(connection: Connection, *, token: str, actor: Actor) -> Acceptance:
    """Let a user in who is signed in, if it is he who was invited.

    Raises:
        NotFound, InviteExpired, Conflict: as for :func:`check_pending`.
        Forbidden: another address was invited.
    """
    shown = find_shown(connection, token_hash=digest_of(token))
    if actor.email != shown.record.email:
        raise Forbidden("This invitation is for another email")
    _take(connection, shown)
    act_as(connection, user_id=actor.user_id)
    return _let_in(connection, shown, actor)


def _take(connection: Connection, shown: ShownInvitation) -> None:
    # Whoever deletes the role locks it before the invitations that name it, so it is locked first here too.
    connection.execute(
        text("SELECT 1 FROM roles WHERE tenant_id = :tenant AND id = :role FOR KEY SHARE"),
        {"tenant": shown.record.tenant_id, "role": shown.record.role_id},
    )
    taken = connection.execute(
        text(
            """UPDATE customer_invitations SET status = 'accepted', accepted_at = clock_timestamp()
                WHERE id = :id AND status = 'pending' AND expires_at > clock_timestamp()"""
        ),
        {"id": shown.record.id},
    )
    if taken.rowcount == 0:
        now = get_invitation(connection, tenant_id=shown.record.tenant_id, invitation_id=shown.record.id)
        raise refusal_of(now.status)


def _let_in(connection: Connection, shown: ShownInvitation, actor: Actor) -> Acceptance:
    record = shown.record
    role = _role_of(connection, record)
    join_tenant(connection, tenant_id=record.tenant_id, user_id=actor.user_id, role=_membership(role))
    join(
        connection,
        tenant_id=record.tenant_id,
        organization_id=record.organization_id,
        user_id=actor.user_id,
        role=MEMBER,
    )
    connection.execute(
        text("UPDATE customer_invitations SET accepted_by = :user WHERE id = :id"),
        {"id": record.id, "user": actor.user_id},
    )
    accepted = get_invitation(connection, tenant_id=record.tenant_id, invitation_id=record.id)
    if role is not None and not role.is_system:
        assign_role(
            connection,
            tenant_id=record.tenant_id,
            actor=actor,
            role_id=role.id,
            user_id=actor.user_id,
            scope=Scope(organization_id=record.organization_id),
        )
    note_invitation(connection, actor=actor, action="invitation.accepted", record=accepted, userId=actor.user_id)
    member = find_member(
        connection, tenant_id=record.tenant_id, organization_id=record.organization_id, user_id=actor.user_id
    )
    assert member is not None
    assert accepted.accepted_at is not None
    return Acceptance(invitation=shown, accepted_at=accepted.accepted_at, member=member)


def _role_of(connection: Connection, record: InvitationRecord) -> RoleRecord | None:
    """What he was invited as, unless the role was deleted since then."""
    role_id = get_invitation(connection, tenant_id=record.tenant_id, invitation_id=record.id).role_id
    return None if role_id is None else get_role(connection, tenant_id=record.tenant_id, role_id=role_id)


def _membership(role: RoleRecord | None) -> str:
    """In the tenant he is its customer, unless he was invited as a member of it."""
    return role.name if role is not None and role.is_system else CUSTOMER
