"""Making, changing and deleting policies."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.access_policies import audit
from app.domain.access_policies.audit import Actor
from app.domain.access_policies.changes import snapshot
from app.domain.access_policies.checks import check_policy
from app.domain.access_policies.policies import Effect
from app.domain.access_policies.queries import PolicyRecord, get_policy
from app.errors import Conflict
from app.storage.identifiers import new_id
from app.storage.json import dumps

MOST_POLICIES = 1000
"""Of a tenant: every request looks at them all."""

_COLUMNS = ("name", "description", "effect", "actions", "resources", "conditions", "priority", "enabled")


def create_policy(
    connection: Connection,
    *,
    tenant_id: UUID,
    actor: Actor,
    name: str,
    effect: Effect,
    actions: list[str],
    resources: list[str],
    conditions: Mapping[str, Any] | None = None,
    description: str = "",
    priority: int = 0,
    enabled: bool = True,
) -> PolicyRecord:
    """Make a policy. It holds for every request that begins after the commit.

    Raises:
        InvalidRequest: something does not look as it has to.
        Conflict: the tenant has too many.
    """
    values = {
        "name": name.strip(),
        "description": description,
        "effect": effect,
        "actions": actions,
        "resources": resources,
        "conditions": dict(conditions or {}),
        "priority": priority,
        "enabled": enabled,
    }
    check_policy(values)
    _check_room(connection, tenant_id)
    made = new_id()
    connection.execute(
        text(
            """INSERT INTO access_policies
                      (id, tenant_id, name, description, effect, actions, resources, conditions, priority, enabled)
               VALUES (:id, :tenant, :name, :description, :effect, :actions, :resources,
                       CAST(:conditions AS jsonb), :priority, :enabled)"""
        ),
        {"id": made, "tenant": tenant_id, **_stored(values)},
    )
    policy = get_policy(connection, tenant_id=tenant_id, policy_id=made)
    _note(connection, tenant_id, actor, "policy.created", after=policy)
    return policy


def update_policy(
    connection: Connection, *, tenant_id: UUID, actor: Actor, policy_id: UUID | None, changes: Mapping[str, Any]
) -> PolicyRecord:
    """Change the fields that are given, named as those of :class:`PolicyRecord`.

    Raises:
        NotFound: the tenant has no such policy.
        InvalidRequest: something does not look as it has to.
    """
    values = {column: changes[column] for column in _COLUMNS if column in changes}
    check_policy(values)
    before = get_policy(connection, tenant_id=tenant_id, policy_id=policy_id, lock=True)
    settings = [f"{column} = {_placeholder(column)}" for column in values]
    connection.execute(
        text(
            f"""UPDATE access_policies SET {", ".join([*settings, "updated_at = clock_timestamp()"])}
                 WHERE tenant_id = :tenant AND id = :id"""
        ),
        {"tenant": tenant_id, "id": before.id, **_stored(values)},
    )
    after = get_policy(connection, tenant_id=tenant_id, policy_id=before.id)
    _note(connection, tenant_id, actor, "policy.updated", before=before, after=after)
    return after


def delete_policy(connection: Connection, *, tenant_id: UUID, actor: Actor, policy_id: UUID | None) -> None:
    """Delete the policy.

    Raises:
        NotFound: the tenant has no such policy.
    """
    before = get_policy(connection, tenant_id=tenant_id, policy_id=policy_id, lock=True)
    connection.execute(
        text("DELETE FROM access_policies WHERE tenant_id = :tenant AND id = :id"),
        {"tenant": tenant_id, "id": before.id},
    )
    _note(connection, tenant_id, actor, "policy.deleted", before=before)


def _check_room(connection: Connection, tenant_id: UUID) -> None:
    count = connection.execute(
        text("SELECT count(*) FROM access_policies WHERE tenant_id = :tenant"), {"tenant": tenant_id}
    ).scalar_one()
    if count >= MOST_POLICIES:
        raise Conflict(f"A tenant has at most {MOST_POLICIES} policies")


def _stored(values: Mapping[str, Any]) -> dict[str, Any]:
    stored = dict(values)
    if "conditions" in stored:
        stored["conditions"] = dumps(stored["conditions"]).decode()
    if "name" in stored:
        stored["name"] = stored["name"].strip()
    return stored


def _placeholder(column: str) -> str:
    return f"CAST(:{column} AS jsonb)" if column == "conditions" else f":{column}"


def _note(
    connection: Connection,
    tenant_id: UUID,
    actor: Actor,
    action: str,
    *,
    before: PolicyRecord | None = None,
    after: PolicyRecord | None = None,
) -> None:
    policy = after or before
    assert policy is not None
    entry = audit.Entry(
        kind="change",
        action=action,
        subject_type="policy",
        subject_id=str(policy.id),
        before=None if before is None else snapshot(before),
        after=None if after is None else snapshot(after),
    )
    audit.write(connection, tenant_id=tenant_id, actor=actor, entry=entry)
