"""Making, changing and deleting roles. The system's own can be neither renamed nor deleted."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from app.domain.access_policies import audit
from app.domain.access_policies.audit import Actor
from app.domain.access_policies.changes import snapshot
from app.domain.access_policies.checks import check_role
from app.domain.access_policies.queries import RoleRecord, get_role
from app.domain.access_policies.system_roles import DEFAULT_CAPABILITIES, DESCRIPTIONS, system_role_id
from app.domain.users.queries import ADMINISTRATOR
from app.errors import Conflict, Forbidden, InvalidRequest
from app.storage.identifiers import new_id

MOST_ROLES = 200


def ensure_system_roles(connection: Connection, *, tenant_id: UUID) -> None:
    """Make the tenant's own roles unless they are there."""
    for name in DEFAULT_CAPABILITIES:
        connection.execute(
            text(
                """INSERT INTO roles (id, tenant_id, name, description, is_system)
                   VALUES (:id, :tenant, :name, :description, true) ON CONFLICT DO NOTHING"""
            ),
            {
                "id": system_role_id(tenant_id, name),
                "tenant": tenant_id,
                "name": name,
                "description": DESCRIPTIONS[name],
            },
        )


def create_role(
    connection: Connection,
    *,
    tenant_id: UUID,
    actor: Actor,
    name: str,
    capabilities: Sequence[str],
    description: str = "",
) -> RoleRecord:
    """Make a role; each capability is a pattern of actions.

    Raises:
        InvalidRequest: something does not look as it has to.
        Conflict: the tenant has a role with this name, in whatever case, or has too many.
    """
    check_role(name=name, description=description, capabilities=capabilities)
    ensure_system_roles(connection, tenant_id=tenant_id)
    _check_room(connection, tenant_id)
    made = new_id()
    _write(
        connection,
        """INSERT INTO roles (id, tenant_id, name, description, capabilities)
           VALUES (:id, :tenant, :name, :description, :capabilities)""",
        id=made,
        tenant=tenant_id,
        name=name.strip(),
        description=description,
        capabilities=_distinct(capabilities),
    )
    role = get_role(connection, tenant_id=tenant_id, role_id=made)
    _note(connection, tenant_id, actor, "role.created", after=role)
    return role


def update_role(
    connection: Connection,
    *,
    tenant_id: UUID,
    actor: Actor,
    role_id: UUID | None,
    name: str | None = None,
    description: str | None = None,
    capabilities: Sequence[str] | None = None,
    reset: bool = False,
) -> RoleRecord:
    """Change what is given. ``reset`` gives a system role its own capabilities back.

    Raises:
        NotFound: the tenant has no such role.
        Forbidden: a system role would lose its name, or ``administrator`` anything.
        InvalidRequest: something does not look as it has to.
        Conflict: the tenant has another role with this name.
    """
    check_role(name=name, description=description, capabilities=capabilities)
    before = get_role(connection, tenant_id=tenant_id, role_id=role_id, lock=True)
    _check_system(before, renames=name is not None and name.strip() != before.name)
    if reset and not before.is_system:
        problem = "Only a system role has capabilities by itself"
        raise InvalidRequest(problem, details={"fields": {"resetCapabilities": problem}})
    _write(
        connection,
        """UPDATE roles SET name = coalesce(:name, name), description = coalesce(:description, description),
                            capabilities = CASE WHEN :reset THEN NULL
                                                ELSE coalesce(CAST(:capabilities AS text[]), capabilities) END,
                            updated_at = clock_timestamp()
            WHERE tenant_id = :tenant AND id = :id""",
        id=before.id,
        tenant=tenant_id,
        name=None if name is None else name.strip(),
        description=description,
        capabilities=None if capabilities is None else _distinct(capabilities),
        reset=reset,
    )
    after = get_role(connection, tenant_id=tenant_id, role_id=before.id)
    _note(connection, tenant_id, actor, "role.updated", before=before, after=after)
    return after


def delete_role(connection: Connection, *, tenant_id: UUID, actor: Actor, role_id: UUID | None) -> None:
    """Delete the role; whoever had it has it no more.

    Raises:
        NotFound: the tenant has no such role.
        Forbidden: it is one of the system's.
    """
    before = get_role(connection, tenant_id=tenant_id, role_id=role_id, lock=True)
    if before.is_system:
        raise Forbidden("System roles cannot be deleted")
    connection.execute(
        text("DELETE FROM roles WHERE tenant_id = :tenant AND id = :id"), {"tenant": tenant_id, "id": before.id}
    )
    _note(connection, tenant_id, actor, "role.deleted", before=before)


def _check_room(connection: Connection, tenant_id: UUID) -> None:
    count = connection.execute(
        text("SELECT count(*) FROM roles WHERE tenant_id = :tenant"), {"tenant": tenant_id}
    ).scalar_one()
    if count >= MOST_ROLES:
        raise Conflict(f"A tenant has at most {MOST_ROLES} roles")


def _check_system(role: RoleRecord, *, renames: bool) -> None:
    if role.is_system and (renames or role.name == ADMINISTRATOR):
        raise Forbidden("System roles keep their names, and administrator is as it is")


def _write(connection: Connection, statement: str, **values: object) -> None:
    try:
        with connection.begin_nested():
            connection.execute(text(statement), values)
    except IntegrityError:
        raise Conflict("A role with this name exists", details={"field": "name"}) from None


def _distinct(capabilities: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(capabilities))


def _note(
    connection: Connection,
    tenant_id: UUID,
    actor: Actor,
    action: str,
    *,
    before: RoleRecord | None = None,
    after: RoleRecord | None = None,
) -> None:
    role = after or before
    assert role is not None
    entry = audit.Entry(
        kind="change",
        action=action,
        subject_type="role",
        subject_id=str(role.id),
        before=None if before is None else snapshot(before),
        after=None if after is None else snapshot(after),
    )
    audit.write(connection, tenant_id=tenant_id, actor=actor, entry=entry)
