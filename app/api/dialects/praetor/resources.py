"""What can be looked up to decide about it: one row for each resource type, the type as capabilities name it.

A new resource adds its row here. Without one its ids are names alone: conditions about ``resource`` find
nothing but type and id, and roles that are held in an organization or project do not reach it.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.domain.access_policies.access import Attributes, ResourceLookup
from app.domain.access_policies.queries import find_subject, get_policy, get_role
from app.domain.discovery_chat.queries import find_discovery, id_of
from app.domain.organizations.agency_projects import find_agency_project
from app.domain.organizations.queries import find_names
from app.domain.projects.queries import get_project
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


def _organization(connection: Connection, tenant_id: UUID, id: UUID) -> Attributes | None:
    return find_names(connection, tenant_id=tenant_id, organization_id=id)


def _agency_project(connection: Connection, tenant_id: UUID, id: UUID) -> Attributes | None:
    given = find_agency_project(connection, tenant_id=tenant_id, id=id)
    if given is None:
        return None
    return {
        "organizationId": str(given.organization_id),
        "projectId": str(given.project_id),
        "customerUserId": str(given.customer_user_id),
    }


def _project(connection: Connection, tenant_id: UUID, id: UUID) -> Attributes | None:
    try:
        project = get_project(connection, tenant_id=tenant_id, project_id=id)
    except NotFound:
        return None
    owner = None if project.created_by is None else str(project.created_by)
    return {"name": project.name, "status": project.status, "phase": project.phase, "ownerId": owner}


def _discovery(connection: Connection, tenant_id: UUID, id: UUID) -> Attributes | None:
    talk = find_discovery(connection, tenant_id=tenant_id, discovery_id=id_of(tenant_id=tenant_id, client_id=id))
    if talk is None:
        return None
    told: dict[str, Any] = {"contextType": talk.context_type, "phase": talk.phase}
    known = {"ownerId": talk.user_id, "projectId": talk.project_id}
    return told | {name: str(value) for name, value in known.items() if value is not None}


RESOURCES: Mapping[str, ResourceLookup] = {
    "user": _user,
    "role": _role,
    "policy": _policy,
    "organization": _organization,
    "agency_project": _agency_project,
    "project": _project,
    "discovery": _discovery,
}
