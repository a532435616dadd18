"""What can be looked up to decide about it: one row for each resource type, the type as capabilities name it.

A new resource adds its row here. Without one its ids are names alone: conditions about ``resource`` find
nothing but type and id, and roles that are held in an organization or project do not reach it.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection

from app.domain.access_policies.access import Attributes, ResourceLookup
from app.domain.access_policies.queries import find_subject, get_policy, get_role
from app.errors import NotFound


def _user(connection: Connection, tenant_id: UUID, id: UUID) -> Attributes | None:
    member = find_subject(connection, tenant_id=tenant_id, user_id=id)
    if member is None:
        return None
    return {**member.attributes, "email": member.email, "name": member.name, "role": member.role}


def _role(connection: Connection, tenant_id: UUID, id: UUID) -> Attributes | None:
    try:
        role = get_role(connection, tenant_id=tenant_id, role_id=id)
    except NotFound:
        return None
    return {"name": role.name, "isSystemRole": role.is_system}


def _policy(connection: Connection, tenant_id: UUID, id: UUID) -> Attributes | None:
    try:
        policy = get_policy(connection, tenant_id=tenant_id, policy_id=id)
    except NotFound:
        return None
    return {"name": policy.name, "effect": policy.effect, "enabled": policy.enabled}


RESOURCES: Mapping[str, ResourceLookup] = {"user": _user, "role": _role, "policy": _policy}
