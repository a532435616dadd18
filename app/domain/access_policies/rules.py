"""A tenant's roles and policies as a process remembers them: by their version, which every change counts up.

Each request learns the version together with who is calling, so that nothing old is ever used: what was
revoked is revoked for the next request, and nothing is read twice without a change.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.access_policies.assignments import Scope
from app.domain.access_policies.policies import Policy, Role
from app.domain.access_policies.policy_operations import MOST_POLICIES
from app.domain.access_policies.queries import PolicyRecord, list_policies, list_roles
from app.domain.access_policies.role_operations import ensure_system_roles

MOST_TENANTS = 500
MOST_MEMBERS = 5000
"""Of one tenant, whose roles are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRole:
    """A role that a user has, and where."""

    role: Role
    scope: Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantRules:
    """All roles by id and all policies of a tenant, at one version, and who has which roles as far as asked."""

    version: int
    roles: Mapping[UUID, Role]
    policies: Sequence[Policy]
    ask_for_resources: bool
    """Whether a policy looks at what a resource is besides its type and id, which every request names."""
    held: dict[UUID, Sequence[HeldRole]] = field(default_factory=dict)


class RememberedRules:
    """The rules of the tenants that were asked for last."""

    def __init__(self, *, most: int = MOST_TENANTS) -> None:
        self._most = most
        self._rules: OrderedDict[UUID, TenantRules] = OrderedDict()
        self._lock = Lock()

    def find(self, tenant_id: UUID, *, version: int) -> TenantRules | None:
        """The tenant's rules, if they are of this version or a later one."""
        with self._lock:
            rules = self._rules.get(tenant_id)
            if rules is None or rules.version < version:
                return None
            self._rules.move_to_end(tenant_id)
            return rules

    def keep(self, tenant_id: UUID, rules: TenantRules) -> None:
        with self._lock:
            self._rules[tenant_id] = rules
            self._rules.move_to_end(tenant_id)
            while len(self._rules) > self._most:
                self._rules.popitem(last=False)


def load_rules(connection: Connection, *, tenant_id: UUID) -> TenantRules:
    """The tenant's rules as they are now; its system roles are made if they are not there."""
    ensure_system_roles(connection, tenant_id=tenant_id)
    # The version first: what is read after it can only be newer than it says.
    version = connection.execute(
        text("SELECT access_version FROM tenants WHERE id = :tenant"), {"tenant": tenant_id}
    ).scalar_one()
    roles = list_roles(connection, tenant_id=tenant_id)
    policies, _ = list_policies(connection, tenant_id=tenant_id, limit=MOST_POLICIES, enabled=True)
    stored = [policy_of(each) for each in policies]
    return TenantRules(
        version=version,
        roles={each.id: Role(id=str(each.id), name=each.name, capabilities=each.capabilities) for each in roles},
        policies=stored,
        ask_for_resources=ask_for_resources(stored),
    )


def load_held(connection: Connection, *, tenant_id: UUID, user_id: UUID, rules: TenantRules) -> Sequence[HeldRole]:
    """The roles that were assigned to the user, remembered with ``rules``."""
    rows = connection.execute(
        text(
            """SELECT role_id, organization_id, project_id FROM role_assignments
                WHERE tenant_id = :tenant AND user_id = :user ORDER BY created_at, id"""
        ),
        {"tenant": tenant_id, "user": user_id},
    )
    held = [
        HeldRole(
            role=rules.roles[row.role_id],
            scope=Scope(organization_id=row.organization_id, project_id=row.project_id),
        )
        for row in rows
        if row.role_id in rules.roles  # one made since then is of the next version
    ]
    if len(rules.held) >= MOST_MEMBERS:
        rules.held.clear()
    rules.held[user_id] = held
    return held


def ask_for_resources(policies: Sequence[Policy]) -> bool:
    """Whether one of them looks at what a resource is besides its type and id."""
    return any(
        path.startswith("resource.") and path not in ("resource.type", "resource.id")
        for policy in policies
        for path in policy.conditions
    )


def policy_of(record: PolicyRecord) -> Policy:
    """A stored policy as the evaluation looks at it."""
    values: dict[str, Any] = {name: getattr(record, name) for name in Policy.__slots__ if name != "id"}
    return Policy(id=str(record.id), **values)
