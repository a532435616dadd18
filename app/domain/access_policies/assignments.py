"""Giving roles to members of the tenant and taking them back.

A role is held everywhere in the tenant, or in one organization or project. Held everywhere, the system's
roles are the membership itself: to be given ``administrator`` is to become one, and there is always one left.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.access_policies import audit
from app.domain.access_policies.audit import Actor
from app.domain.access_policies.queries import RoleRecord, find_subject, get_role
from app.domain.access_policies.role_operations import ensure_system_roles
from app.domain.users.operations import add_member
from app.domain.users.queries import ADMINISTRATOR, MEMBER
from app.errors import Conflict, InvalidRequest, NotFound
from app.storage.identifiers import new_id

MOST_ROLES_OF_A_MEMBER = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where a role is held; nothing named is everywhere."""

    organization_id: UUID | None = None
    project_id: UUID | None = None

    @property
    def is_everywhere(self) -> bool:
        return self.organization_id is None and self.project_id is None


EVERYWHERE = Scope()


def assign_role(
    connection: Connection,
    *,
    tenant_id: UUID,
    actor: Actor,
    role_id: UUID | None,
    user_id: UUID | None,
    scope: Scope = EVERYWHERE,
) -> None:
    """Give the role to a member. Idempotent.

    Raises:
        NotFound: the tenant has no such role or no such member.
        InvalidRequest: two scopes are named.
        Conflict: the last administrator would become something else, or he has too many roles.
    """
    if scope.organization_id is not None and scope.project_id is not None:
        raise InvalidRequest("A role is held in an organization or in a project, not in both")
    role, member = _found(connection, tenant_id, role_id, user_id)
    if role.is_system and scope.is_everywhere:
        changed = _become(connection, tenant_id, member, role.name)
    else:
        _check_room(connection, tenant_id, member)
        changed = _insert(connection, tenant_id, role, member, scope)
    if changed:
        _note(connection, tenant_id, actor, "role.assigned", role, after=_held(member, scope))


def unassign_role(
    connection: Connection,
    *,
    tenant_id: UUID,
    actor: Actor,
    role_id: UUID | None,
    user_id: UUID | None,
    scope: Scope = EVERYWHERE,
) -> None:
    """Take the role back. Idempotent; an administrator becomes a member.

    Raises:
        NotFound: the tenant has no such role or no such member.
        Conflict: he is the last administrator; or it is another system role, and everybody in the tenant has one.
    """
    role, member = _found(connection, tenant_id, role_id, user_id)
    if not (role.is_system and scope.is_everywhere):
        changed = _delete(connection, tenant_id, role, member, scope)
    elif role.name != ADMINISTRATOR:
        raise Conflict("Everybody in the tenant has one of its system roles; give another one instead")
    else:
        changed = _become(connection, tenant_id, member, MEMBER, before=ADMINISTRATOR)
    if changed:
        _note(connection, tenant_id, actor, "role.unassigned", role, before=_held(member, scope))


def unassign_all(connection: Connection, *, tenant_id: UUID, actor: Actor, user_id: UUID, scope: Scope) -> None:
    """Take back every role that the user holds in ``scope``. Idempotent."""
    taken = connection.execute(
        text(
            """DELETE FROM role_assignments
                WHERE tenant_id = :tenant AND user_id = :user
                  AND organization_id IS NOT DISTINCT FROM CAST(:organization AS uuid)
                  AND project_id IS NOT DISTINCT FROM CAST(:project AS uuid)
                RETURNING role_id"""
        ),
        {
            "tenant": tenant_id,
            "user": user_id,
            "organization": scope.organization_id,
            "project": scope.project_id,
        },
    )
    for role_id in taken.scalars().all():
        role = get_role(connection, tenant_id=tenant_id, role_id=role_id)
        _note(connection, tenant_id, actor, "role.unassigned", role, before=_held(user_id, scope))


def _found(
    connection: Connection, tenant_id: UUID, role_id: UUID | None, user_id: UUID | None
) -> tuple[RoleRecord, UUID]:
    ensure_system_roles(connection, tenant_id=tenant_id)
    role = get_role(connection, tenant_id=tenant_id, role_id=role_id)
    member = find_subject(connection, tenant_id=tenant_id, user_id=user_id)
    if member is None:
        raise NotFound("The tenant has no such member")
    return role, member.user_id


def _become(connection: Connection, tenant_id: UUID, user_id: UUID, name: str, *, before: str | None = None) -> bool:
    """Whether the membership was another one: the one named ``before``, if it is named."""
    # Locked in one order, so that two administrators who demote each other do not both succeed.
    administrators = set(
        connection.execute(
            text(
                """SELECT memberships.user_id
                     FROM memberships JOIN users ON users.id = memberships.user_id
                    WHERE memberships.tenant_id = :tenant AND memberships.role = :role AND users.disabled_at IS NULL
                    ORDER BY memberships.user_id FOR NO KEY UPDATE OF memberships"""
            ),
            {"tenant": tenant_id, "role": ADMINISTRATOR},
        ).scalars()
    )
    present = connection.execute(
        text("SELECT role FROM memberships WHERE tenant_id = :tenant AND user_id = :user FOR NO KEY UPDATE"),
        {"tenant": tenant_id, "user": user_id},
    ).scalar_one()
    if present == name or before not in (None, present):
        return False
    if administrators == {user_id}:
        raise Conflict("The last administrator of a tenant stays one")
    add_member(connection, tenant_id=tenant_id, user_id=user_id, role=name)
    return True


def _check_room(connection: Connection, tenant_id: UUID, user_id: UUID) -> None:
    count = connection.execute(
        text("SELECT count(*) FROM role_assignments WHERE tenant_id = :tenant AND user_id = :user"),
        {"tenant": tenant_id, "user": user_id},
    ).scalar_one()
    if count >= MOST_ROLES_OF_A_MEMBER:
        raise Conflict(f"A member has at most {MOST_ROLES_OF_A_MEMBER} roles")


def _insert(connection: Connection, tenant_id: UUID, role: RoleRecord, user_id: UUID, scope: Scope) -> bool:
    inserted = connection.execute(
        text(
            """INSERT INTO role_assignments (id, tenant_id, user_id, role_id, organization_id, project_id)
               VALUES (:id, :tenant, :user, :role, :organization, :project) ON CONFLICT DO NOTHING"""
        ),
        {"id": new_id(), **_row(tenant_id, role, user_id, scope)},
    )
    return inserted.rowcount > 0


def _delete(connection: Connection, tenant_id: UUID, role: RoleRecord, user_id: UUID, scope: Scope) -> bool:
    deleted = connection.execute(
        text(
            """DELETE FROM role_assignments
                WHERE tenant_id = :tenant AND user_id = :user AND role_id = :role
                  AND organization_id IS NOT DISTINCT FROM CAST(:organization AS uuid)
                  AND project_id IS NOT DISTINCT FROM CAST(:project AS uuid)"""
        ),
        _row(tenant_id, role, user_id, scope),
    )
    return deleted.rowcount > 0


def _row(tenant_id: UUID, role: RoleRecord, user_id: UUID, scope: Scope) -> dict[str, Any]:
    return {
        "tenant": tenant_id,
        "user": user_id,
        "role": role.id,
        "organization": scope.organization_id,
        "project": scope.project_id,
    }


def _held(user_id: UUID, scope: Scope) -> Mapping[str, Any]:
    return {"user_id": user_id, "organization_id": scope.organization_id, "project_id": scope.project_id}


def _note(
    connection: Connection,
    tenant_id: UUID,
    actor: Actor,
    action: str,
    role: RoleRecord,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    entry = audit.Entry(
        kind="change",
        action=action,
        subject_type="role",
        subject_id=str(role.id),
        before=before,
        after=after,
        details={"role": role.name},
    )
    audit.write(connection, tenant_id=tenant_id, actor=actor, entry=entry)
