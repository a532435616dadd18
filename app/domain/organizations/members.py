"""Who is in an organization, and as what. There is always an owner: the last one can neither leave nor step down."""

from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.access_policies.assignments import Scope, unassign_all
from app.domain.access_policies.audit import Actor
from app.domain.access_policies.queries import find_subject
from app.domain.organizations.operations import join
from app.domain.organizations.queries import OWNER, ROLES, MemberRecord, find_member, get_organization
from app.domain.organizations.standing import check_owners, lock, managed
from app.domain.organizations.trail import note_member
from app.errors import Conflict, InvalidRequest, NotFound


def add_member(
    connection: Connection,
    *,
    tenant_id: UUID,
    organization_id: UUID | None,
    actor: Actor,
    user_id: UUID | None,
    role: str,
) -> MemberRecord:
    """Put a member of the tenant into the organization.

    Raises:
        NotFound, OrgNotMember, Forbidden: the actor does not manage it, or would make an owner as an admin.
        NotFound: the tenant has no such user.
        Conflict: he is in the organization.
    """
    _check_role(role)
    lock(connection, tenant_id=tenant_id, organization_id=organization_id)
    standing = managed(connection, tenant_id=tenant_id, organization_id=organization_id, user_id=actor.user_id)
    check_owners(standing, role)
    subject = find_subject(connection, tenant_id=tenant_id, user_id=user_id)
    if subject is None:
        raise NotFound("The tenant has no such user")
    if not join(connection, tenant_id=tenant_id, organization_id=standing.id, user_id=subject.user_id, role=role):
        raise Conflict("This user is a member of the organization", details={"field": "userId"})
    added = _get(connection, tenant_id, standing.id, subject.user_id)
    note_member(
        connection,
        tenant_id=tenant_id,
        organization_id=standing.id,
        actor=actor,
        action="member.added",
        after=added,
    )
    return added


def change_role(
    connection: Connection,
    *,
    tenant_id: UUID,
    organization_id: UUID | None,
    actor: Actor,
    user_id: UUID | None,
    role: str,
) -> MemberRecord:
    """Give a member another role.

    Raises:
        NotFound, OrgNotMember, Forbidden: the actor does not manage it, or would touch an owner as an admin.
        NotFound: there is no such member.
        Conflict: he is the last owner.
    """
    _check_role(role)
    lock(connection, tenant_id=tenant_id, organization_id=organization_id)
    standing = managed(connection, tenant_id=tenant_id, organization_id=organization_id, user_id=actor.user_id)
    before = _get(connection, tenant_id, standing.id, user_id)
    check_owners(standing, before.role, role)
    if role != OWNER:
        _check_not_last(connection, standing.id, before)
    connection.execute(
        text("UPDATE organization_members SET role = :role WHERE tenant_id = :tenant AND id = :id"),
        {"tenant": tenant_id, "id": before.id, "role": role},
    )
    after = _get(connection, tenant_id, standing.id, before.user_id)
    if after.role != before.role:
        note_member(
            connection,
            tenant_id=tenant_id,
            organization_id=standing.id,
            actor=actor,
            action="member.role_changed",
            before=before,
            after=after,
        )
    return after


def remove_member(
    connection: Connection, *, tenant_id: UUID, organization_id: UUID | None, actor: Actor, user_id: UUID | None
) -> MemberRecord:
    """Take a member out, with the roles and projects that he has there; the member as he was.

    Everybody may leave; others are taken out by those who manage the organization.

    Raises:
        NotFound, OrgNotMember, Forbidden: the actor is not in it, or may not do this.
        NotFound: there is no such member.
        Conflict: he is the last owner.
    """
    lock(connection, tenant_id=tenant_id, organization_id=organization_id)
    entered = get_organization if user_id == actor.user_id else managed
    standing = entered(connection, tenant_id=tenant_id, organization_id=organization_id, user_id=actor.user_id)
    before = _get(connection, tenant_id, standing.id, user_id)
    check_owners(standing, before.role)
    _check_not_last(connection, standing.id, before)
    scope = Scope(organization_id=standing.id)
    unassign_all(connection, tenant_id=tenant_id, actor=actor, user_id=before.user_id, scope=scope)
    connection.execute(
        text("DELETE FROM organization_members WHERE tenant_id = :tenant AND id = :id"),
        {"tenant": tenant_id, "id": before.id},
    )
    note_member(
        connection,
        tenant_id=tenant_id,
        organization_id=standing.id,
        actor=actor,
        action="member.removed",
        before=before,
    )
    return before


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise InvalidRequest(f"The role must be one of {', '.join(ROLES)}")


def _get(connection: Connection, tenant_id: UUID, organization_id: UUID, user_id: UUID | None) -> MemberRecord:
    found = find_member(connection, tenant_id=tenant_id, organization_id=organization_id, user_id=user_id)
    if found is None:
        raise NotFound("The organization has no such member")
    return found


def _check_not_last(connection: Connection, organization_id: UUID, member: MemberRecord) -> None:
    """An owner whose account is closed does not count: he could not do anything."""
    if member.role != OWNER:
        return
    others = connection.execute(
        text(
            """SELECT count(*) FROM organization_members AS members JOIN users ON users.id = members.user_id
                WHERE members.organization_id = :organization AND members.role = :owner
                  AND members.user_id <> :user AND users.disabled_at IS NULL"""
        ),
        {"organization": organization_id, "owner": OWNER, "user": member.user_id},
    ).scalar_one()
    if others == 0:
        raise Conflict("The last owner of an organization stays its owner; make another one first")
