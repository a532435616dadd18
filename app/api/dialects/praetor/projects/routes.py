"""Projects of the tenant (rows 001-01 to 001-05)."""

from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy import Connection

from app.api.dialects.praetor.blueprint import PraetorBlueprint
from app.api.dialects.praetor.caller import caller
from app.api.dialects.praetor.dialect import PREFIX, SESSION, envelope
from app.api.dialects.praetor.projects.presenters import deletion_data, detailed_data, listed_data, project_data
from app.api.dialects.praetor.projects.schemas import (
    DeletedProjectData,
    NewProjectData,
    ProjectBody,
    ProjectChanges,
    ProjectData,
    ProjectsData,
    ProjectsQuery,
)
from app.api.http.json_bodies import json_response
from app.api.services import services, transaction
from app.domain.flow.progress import coverage_of, shares_of
from app.domain.organizations.queries import get_organization
from app.domain.projects import operations, queries
from app.domain.projects.deletion import delete_project
from app.domain.projects.progress import progress_by_phase
from app.errors import PhaseInvalid
from app.storage.identifiers import parsed_id

projects = PraetorBlueprint("praetor_projects", __name__, url_prefix=f"{PREFIX}/projects", description="Projects")

_EXAMPLE = {
    "name": "Tool library",
    "description": "Neighbours lend each other tools",
    "template": "marketplace",
    "metadata": {"client": "city council"},
}


@projects.route("", credentials=SESSION)
@projects.takes(ProjectsQuery, location="query")
@projects.answers(200, ProjectsData, description="A page of the tenant's projects, the newest first")
@projects.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN")
def list_all(query: dict[str, Any]) -> Response:
    """The tenant's projects, each with its progress from 0 to 1 (001-01)."""
    with transaction() as connection:
        found, total = queries.list_projects(connection, tenant_id=caller().tenant_id, **query)
        phases = queries.phases_of(connection, project_ids=[project.id for project in found])
        shares = shares_of(connection, projects=found)
    listed = [
        listed_data(project, progress_by_phase(phases[project.id], shares=shares[project.id])) for project in found
    ]
    page = {"limit": query["limit"], "offset": query["offset"]}
    return json_response(envelope({"projects": listed, "total": total, **page}))


@projects.route("", method="POST", credentials=SESSION)
@projects.takes(ProjectBody, example=_EXAMPLE)
@projects.answers(201, NewProjectData, description="The project, in the phase CREATED")
@projects.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "UNSUPPORTED_MEDIA_TYPE")
def create(body: dict[str, Any]) -> Response:
    """Make a project. Its flow starts with `POST /api/flow/start` and not before (001-02)."""
    with transaction() as connection:
        _check_organization(connection, body.get("organizationId"))
        made = operations.create_project(
            connection,
            tenant_id=caller().tenant_id,
            by=caller().user_id,
            name=body["name"],
            description=body.get("description", ""),
            template=body.get("template"),
            details=body.get("metadata"),
            organization_id=body.get("organizationId"),
        )
    return json_response(envelope(project_data(made)), 201)


@projects.route("/<project_id>", credentials=SESSION)
@projects.answers(200, ProjectData, description="The project with all that its phases have brought")
@projects.fails("UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def show(project_id: str) -> Response:
    """A project: phase times, progress, what is known, the features that were chosen (001-03)."""
    with transaction() as connection:
        project = queries.get_project(connection, tenant_id=caller().tenant_id, project_id=parsed_id(project_id))
        phases = queries.phases_of(connection, project_ids=[project.id])[project.id]
        shares = shares_of(connection, projects=[project])[project.id]
        detailed = detailed_data(
            project,
            phases=phases,
            progress=progress_by_phase(phases, shares=shares),
            ontology=queries.ontology_of(connection, project_id=project.id),
            coverage=coverage_of(connection, project=project),
            features=queries.features_of(connection, project_id=project.id, selected=True),
        )
    return json_response(envelope(detailed))


@projects.route("/<project_id>", method="PATCH", credentials=SESSION)
@projects.takes(ProjectChanges, example={"status": "archived"})
@projects.answers(200, NewProjectData, description="The project as it is now")
@projects.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "UNSUPPORTED_MEDIA_TYPE")
def change(body: dict[str, Any], project_id: str) -> Response:
    """Change what is sent. The phase is not: `PHASE_INVALID` (001-04)."""
    if "phase" in body:
        raise PhaseInvalid("The phase is changed by POST /api/flow/transition alone", details={"field": "phase"})
    changes = {{"metadata": "details"}.get(name, name): value for name, value in body.items()}
    with transaction() as connection:
        changed = operations.update_project(
            connection, tenant_id=caller().tenant_id, project_id=parsed_id(project_id), **changes
        )
    return json_response(envelope(project_data(changed)))


@projects.route("/<project_id>", method="DELETE", credentials=SESSION)
@projects.answers(200, DeletedProjectData, description="What is gone: the tables, and how many rows in all")
@projects.fails("UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def delete(project_id: str) -> Response:
    """Delete a project and everything of it, in one transaction (001-05)."""
    with transaction() as connection:
        deleted = delete_project(
            connection,
            live_channel=services().live_channel,
            tenant_id=caller().tenant_id,
            project_id=parsed_id(project_id),
        )
    return json_response(envelope(deletion_data(deleted)))


def _check_organization(connection: Connection, organization_id: UUID | None) -> None:
    """Projects are made for organizations by their members."""
    if organization_id is not None:
        get_organization(
            connection,
            tenant_id=caller().tenant_id,
            organization_id=organization_id,
            user_id=caller().user_id,
        )
