"""Roles of the tenant, and who has them."""

from typing import Any
from uuid import UUID

from flask import Response

from app.api.dialects.praetor.blueprint import PraetorBlueprint
from app.api.dialects.praetor.caller import caller
from app.api.dialects.praetor.dialect import PREFIX, SESSION, envelope
from app.api.dialects.praetor.guard import access, actor
from app.api.dialects.praetor.permissions.answers import AssignmentData, RoleData, RoleDetailData, RolesData
from app.api.dialects.praetor.permissions.presenters import role_data, role_detail
from app.api.dialects.praetor.permissions.schemas import PageQuery, RoleBody, RoleChanges, ScopeBody, ScopeQuery
from app.api.dialects.praetor.schemas import DeletedData
from app.api.http.json_bodies import json_response
from app.api.services import transaction
from app.domain.access_policies import assignments, queries, role_operations
from app.domain.access_policies.assignments import Scope
from app.errors import NotFound
from app.storage.identifiers import parsed_id

roles = PraetorBlueprint(
    "roles", __name__, url_prefix=f"{PREFIX}/permissions/roles", description="Roles and who has them"
)


@roles.route("", credentials=SESSION)
@roles.answers(200, RolesData, description="All roles of the tenant, its two system roles first")
@roles.fails("UNAUTHORIZED", "FORBIDDEN")
def list_all() -> Response:
    """The roles of the tenant."""
    with transaction() as connection:
        role_operations.ensure_system_roles(connection, tenant_id=caller().tenant_id)
        found = queries.list_roles(connection, tenant_id=caller().tenant_id)
    return json_response(envelope({"roles": [role_data(role) for role in found]}))


@roles.route("", method="POST", credentials=SESSION)
@roles.takes(RoleBody, example={"name": "Project Admin", "capabilities": ["project:*", "user:invite"]})
@roles.answers(201, RoleData, description="The new role")
@roles.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "CONFLICT", "UNSUPPORTED_MEDIA_TYPE")
def create(body: dict[str, Any]) -> Response:
    """Make a role. Names are unique, whatever their case."""
    with transaction() as connection:
        made = role_operations.create_role(connection, tenant_id=caller().tenant_id, actor=actor(), **body)
    return json_response(envelope(role_data(made)), 201)


@roles.route("/<role_id>", credentials=SESSION)
@roles.takes(PageQuery, location="query")
@roles.answers(200, RoleDetailData, description="The role and a page of those who have it")
@roles.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def show(query: dict[str, Any], role_id: str) -> Response:
    """A role with its users."""
    tenant_id = caller().tenant_id
    with transaction() as connection:
        role_operations.ensure_system_roles(connection, tenant_id=tenant_id)
        role = queries.get_role(connection, tenant_id=tenant_id, role_id=parsed_id(role_id))
        members, total = queries.list_role_members(connection, tenant_id=tenant_id, role=role, **query)
    return json_response(envelope(role_detail(role, members, total=total)))


@roles.route("/<role_id>", method="PATCH", credentials=SESSION)
@roles.takes(RoleChanges, example={"capabilities": ["project:read"]})
@roles.answers(200, RoleData, description="The role as it is now")
@roles.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "UNSUPPORTED_MEDIA_TYPE")
def change(body: dict[str, Any], role_id: str) -> Response:
    """Change a role. Of the system's roles only what `member` may do can be changed."""
    with transaction() as connection:
        changed = role_operations.update_role(
            connection,
            tenant_id=caller().tenant_id,
            actor=actor(),
            role_id=parsed_id(role_id),
            **body,
        )
    return json_response(envelope(role_data(changed)))


@roles.route("/<role_id>", method="DELETE", credentials=SESSION)
@roles.answers(200, DeletedData, description="The role is gone, for everybody who had it")
@roles.fails("UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def delete(role_id: str) -> Response:
    """Delete a role. System roles cannot be deleted."""
    with transaction() as connection:
        role_operations.delete_role(connection, tenant_id=caller().tenant_id, actor=actor(), role_id=parsed_id(role_id))
    return json_response(envelope({"id": UUID(role_id), "deleted": True}))


@roles.route("/<role_id>/members/<user_id>", method="PUT", credentials=SESSION)
@roles.takes(ScopeBody, example={"organizationId": None, "projectId": None})
@roles.answers(200, AssignmentData, description="He has the role")
@roles.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "UNSUPPORTED_MEDIA_TYPE")
def assign(body: dict[str, Any], role_id: str, user_id: str) -> Response:
    """Give a member of the tenant the role: everywhere, or in one organization or project."""
    scope = _scope(body)
    _check_scope(scope)
    with transaction() as connection:
        assignments.assign_role(
            connection,
            tenant_id=caller().tenant_id,
            actor=actor(),
            role_id=parsed_id(role_id),
            user_id=parsed_id(user_id),
            scope=scope,
        )
    return _assignment(role_id, user_id, scope, assigned=True)


@roles.route("/<role_id>/members/<user_id>", method="DELETE", credentials=SESSION)
@roles.takes(ScopeQuery, location="query")
@roles.answers(200, AssignmentData, description="He has it no more, there")
@roles.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "CONFLICT")
def unassign(query: dict[str, Any], role_id: str, user_id: str) -> Response:
    """Take the role back where it was given. The last administrator stays one."""
    scope = _scope(query)
    with transaction() as connection:
        assignments.unassign_role(
            connection,
            tenant_id=caller().tenant_id,
            actor=actor(),
            role_id=parsed_id(role_id),
            user_id=parsed_id(user_id),
            scope=scope,
        )
    return _assignment(role_id, user_id, scope, assigned=False)


def _scope(given: dict[str, Any]) -> Scope:
    return Scope(organization_id=given["organizationId"], project_id=given["projectId"])


def _check_scope(scope: Scope) -> None:
    """A role is held only where the tenant has something."""
    for kind, id in (("organization", scope.organization_id), ("project", scope.project_id)):
        if id is None:
            continue
        found = access().find_resource(tenant_id=caller().tenant_id, resource_type=kind, resource_id=str(id))
        if found is None:
            raise NotFound(f"The tenant has no such {kind}")


def _assignment(role_id: str, user_id: str, scope: Scope, *, assigned: bool) -> Response:
    data = {
        "roleId": UUID(role_id),
        "userId": UUID(user_id),
        "organizationId": scope.organization_id,
        "projectId": scope.project_id,
        "assigned": assigned,
    }
    return json_response(envelope(data))
