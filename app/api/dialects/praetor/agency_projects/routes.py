"""Which customers of an organization are given which projects."""

from typing import Any

from flask import Response

from app.api.dialects.praetor.agency_projects.schemas import AgencyProjectBody, AgencyProjectData, AgencyProjectsQuery
from app.api.dialects.praetor.blueprint import PraetorBlueprint
from app.api.dialects.praetor.caller import caller
from app.api.dialects.praetor.dialect import PREFIX, SESSION, envelope
from app.api.dialects.praetor.guard import access
from app.api.dialects.praetor.schemas import DeletedData
from app.api.http.json_bodies import json_response
from app.api.services import transaction
from app.domain.organizations.agency_projects import (
    AgencyProjectRecord,
    assign_project,
    list_agency_projects,
    unassign_project,
)
from app.domain.organizations.queries import get_organization
from app.errors import NotFound
from app.storage.identifiers import parsed_id

agency_projects = PraetorBlueprint(
    "agency_projects", __name__, url_prefix=f"{PREFIX}/agency-projects", description="Projects of agencies' customers"
)

_ID = "0194e5a8-7c1e-7000-8000-00000000000"


@agency_projects.route("", credentials=SESSION)
@agency_projects.takes(AgencyProjectsQuery, location="query")
@agency_projects.answers(200, AgencyProjectData, many=True, description="A page of them, the newest first")
@agency_projects.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def list_all(query: dict[str, Any]) -> Response:
    """Who was given what: members see their own, owners and admins all of the organization."""
    tenant_id, user_id = caller().tenant_id, caller().user_id
    organization_id = query.pop("organizationId", None)
    with transaction() as connection:
        if organization_id is not None:
            get_organization(connection, tenant_id=tenant_id, organization_id=organization_id, user_id=user_id)
        found, total = list_agency_projects(
            connection, tenant_id=tenant_id, user_id=user_id, organization_id=organization_id, **query
        )
    return json_response(envelope([_data(each) for each in found], total=total))


@agency_projects.route("", method="POST", credentials=SESSION)
@agency_projects.takes(
    AgencyProjectBody, example={"organizationId": f"{_ID}1", "projectId": f"{_ID}2", "customerUserId": f"{_ID}3"}
)
@agency_projects.answers(201, AgencyProjectData, description="The customer has the project")
@agency_projects.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "UNSUPPORTED_MEDIA_TYPE")
def assign(body: dict[str, Any]) -> Response:
    """Give a member of the organization a project; for owners and admins."""
    _check_project(str(body["projectId"]))
    with transaction() as connection:
        given = assign_project(
            connection,
            tenant_id=caller().tenant_id,
            organization_id=body["organizationId"],
            by=caller().user_id,
            project_id=body["projectId"],
            customer_user_id=body["customerUserId"],
        )
    return json_response(envelope(_data(given)), 201)


@agency_projects.route("/<agency_project_id>", method="DELETE", credentials=SESSION)
@agency_projects.answers(200, DeletedData, description="The customer has it no more")
@agency_projects.fails("UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def unassign(agency_project_id: str) -> Response:
    """Take a project back; for owners and admins of the organization."""
    with transaction() as connection:
        taken = unassign_project(
            connection, tenant_id=caller().tenant_id, by=caller().user_id, id=parsed_id(agency_project_id)
        )
    return json_response(envelope({"id": taken.id, "deleted": True}))


def _check_project(project_id: str) -> None:
    """Where projects can be looked up, there must be this one in the tenant."""
    if access().is_registered("project") and not access().find_resource(
        tenant_id=caller().tenant_id, resource_type="project", resource_id=project_id
    ):
        raise NotFound("Project not found")


def _data(given: AgencyProjectRecord) -> dict[str, Any]:
    return {
        "id": given.id,
        "organizationId": given.organization_id,
        "projectId": given.project_id,
        "customerUserId": given.customer_user_id,
        "assignedBy": given.assigned_by,
        "createdAt": given.created_at,
    }
