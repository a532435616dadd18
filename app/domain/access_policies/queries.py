"""Reads of roles, of who has them, and of policies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text

from app.domain.access_policies.policies import Effect
from app.domain.access_policies.system_roles import DEFAULT_CAPABILITIES
from app.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRecord:
    """A role. ``capabilities`` are those that it grants now."""

    id: UUID
    name: str
    description: str
    capabilities: Sequence[str]
    is_system: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleMember:
    """Somebody who has a role, everywhere in the tenant unless a scope is named."""

    user_id: UUID
    email: str | None
    name: str
    organization_id: UUID | None
    project_id: UUID | None
    assigned_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRecord:
    """A policy as it is stored."""

    id: UUID
    name: str
    description: str
    effect: Effect
    actions: Sequence[str]
    resources: Sequence[str]
    conditions: Mapping[str, Any]
    priority: int
    enabled: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A member of the tenant, as decisions look at him; ``role`` is his tenant role."""

    user_id: UUID
    email: str | None
    name: str
    role: str
    attributes: Mapping[str, Any]


def list_roles(connection: Connection, *, tenant_id: UUID) -> list[RoleRecord]:
    """All roles, the system's first, then by name."""
    rows = connection.execute(
        text(f"SELECT {_ROLE} FROM roles WHERE tenant_id = :tenant ORDER BY NOT is_system, lower(name)"),
        {"tenant": tenant_id},
    )
    return [_role(row) for row in rows]


def get_role(connection: Connection, *, tenant_id: UUID, role_id: UUID | None, lock: bool = False) -> RoleRecord:
    """One role; with ``lock`` nobody else changes it before this transaction has ended.

    Raises:
        NotFound: the tenant has no such role.
    """
    row = connection.execute(
        text(f"SELECT {_ROLE} FROM roles WHERE tenant_id = :tenant AND id = :id {_LOCK if lock else ''}"),
        {"tenant": tenant_id, "id": role_id},
    ).first()
    if row is None:
        raise NotFound("Role not found")
    return _role(row)


def list_role_members(
    connection: Connection, *, tenant_id: UUID, role: RoleRecord, limit: int, offset: int = 0
) -> tuple[list[RoleMember], int]:
    """Who has the role, the longest holder first, and how many they are."""
    whose = {"tenant": tenant_id, "role": role.id, "name": role.name if role.is_system else None}
    rows = connection.execute(
        text(
            f"""SELECT users.id AS user_id, users.email, users.name, holders.organization_id, holders.project_id,
                       holders.assigned_at
                  FROM ({_HOLDERS}) AS holders JOIN users ON users.id = holders.user_id
                 ORDER BY holders.assigned_at, users.id, holders.organization_id, holders.project_id
                 LIMIT :limit OFFSET :offset"""
        ),
        {**whose, "limit": limit, "offset": offset},
    )
    total = connection.execute(text(f"SELECT count(*) FROM ({_HOLDERS}) AS holders"), whose).scalar_one()
    return [RoleMember(**row._mapping) for row in rows], total


def list_policies(
    connection: Connection,
    *,
    tenant_id: UUID,
    limit: int,
    offset: int = 0,
    effect: str | None = None,
    enabled: bool | None = None,
    action: str | None = None,
) -> tuple[list[PolicyRecord], int]:
    """Policies, the highest priority first, and how many there are. ``action`` is one that they are about."""
    found = {"tenant": tenant_id, "effect": effect, "enabled": enabled, "action": action}
    rows = connection.execute(
        text(
            f"SELECT {_POLICY} FROM access_policies WHERE {_CHOSEN}"
            " ORDER BY priority DESC, created_at, id LIMIT :limit OFFSET :offset"
        ),
        {**found, "limit": limit, "offset": offset},
    )
    total = connection.execute(text(f"SELECT count(*) FROM access_policies WHERE {_CHOSEN}"), found).scalar_one()
    return [PolicyRecord(**row._mapping) for row in rows], total


def get_policy(connection: Connection, *, tenant_id: UUID, policy_id: UUID | None, lock: bool = False) -> PolicyRecord:
    """One policy; with ``lock`` nobody else changes it before this transaction has ended.

    Raises:
        NotFound: the tenant has no such policy.
    """
    row = connection.execute(
        text(f"SELECT {_POLICY} FROM access_policies WHERE tenant_id = :tenant AND id = :id {_LOCK if lock else ''}"),
        {"tenant": tenant_id, "id": policy_id},
    ).first()
    if row is None:
        raise NotFound("Policy not found")
    return PolicyRecord(**row._mapping)


def find_subject(connection: Connection, *, tenant_id: UUID, user_id: UUID | None) -> Subject | None:
    """The member of the tenant whose account is open."""
    row = connection.execute(
        text(
            """SELECT users.id AS user_id, users.email, users.name, memberships.role, memberships.attributes
                 FROM memberships JOIN users ON users.id = memberships.user_id
                WHERE memberships.tenant_id = :tenant AND memberships.user_id = :user AND users.disabled_at IS NULL"""
        ),
        {"tenant": tenant_id, "user": user_id},
    ).first()
    return None if row is None else Subject(**row._mapping)


_ROLE = "id, name, description, capabilities, is_system, created_at, updated_at"
_POLICY = "id, name, description, effect, actions, resources, conditions, priority, enabled, created_at, updated_at"
_LOCK = "FOR NO KEY UPDATE"

_HOLDERS = """
SELECT user_id, organization_id, project_id, created_at AS assigned_at
  FROM role_assignments WHERE tenant_id = :tenant AND role_id = :role
UNION ALL
SELECT user_id, NULL, NULL, created_at FROM memberships WHERE tenant_id = :tenant AND role = :name"""

_CHOSEN = r"""
tenant_id = :tenant
AND (CAST(:effect AS text) IS NULL OR effect = :effect)
AND (CAST(:enabled AS boolean) IS NULL OR enabled = :enabled)
AND (CAST(:action AS text) IS NULL OR EXISTS (
    SELECT 1 FROM unnest(actions) AS pattern
     WHERE :action LIKE replace(replace(replace(replace(pattern, '\', '\\'), '%', '\%'), '_', '\_'), '*', '%')))"""


def _role(row: Row[Any]) -> RoleRecord:
    values = dict(row._mapping)
    if values["capabilities"] is None:
        values["capabilities"] = DEFAULT_CAPABILITIES[row.name]
    return RoleRecord(**values)
