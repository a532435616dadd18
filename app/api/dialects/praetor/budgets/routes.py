"""Caps: what all runs for a project, or for an organization's projects, may use together."""

from typing import Any

from flask import Response
from sqlalchemy import Connection

from app.api.dialects.praetor.blueprint import PraetorBlueprint
from app.api.dialects.praetor.budgets.presenters import cap_data
from app.api.dialects.praetor.budgets.schemas import CapBody, CapData
from app.api.dialects.praetor.caller import caller
from app.api.dialects.praetor.dialect import PREFIX, SESSION, envelope
from app.api.http.json_bodies import json_response
from app.api.services import transaction
from app.domain.organizations.queries import get_organization
from app.domain.organizations.standing import managed
from app.domain.projects.caps import cap_of_organization, cap_of_project, set_limits
from app.domain.projects.queries import get_project
from app.engine.budgets import Limits, status_of
from app.storage.identifiers import parsed_id

budget_caps = PraetorBlueprint("budget_caps", __name__, url_prefix=PREFIX, description="Budgets of projects")

_EXAMPLE = {"maxTokens": 1_000_000, "maxCostUSD": 50.0}


@budget_caps.route("/projects/<project_id>/budget", credentials=SESSION)
@budget_caps.answers(200, CapData, description="What the project's runs may use, have used, and hold")
@budget_caps.fails("UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def of_project(project_id: str) -> Response:
    """The project's cap; no limit until one is set."""
    with transaction() as connection:
        cap = status_of(connection, budget_id=_of_project(connection, project_id))
    return json_response(envelope(cap_data(cap)))


@budget_caps.route("/projects/<project_id>/budget", method="PUT", credentials=SESSION)
@budget_caps.takes(CapBody, example=_EXAMPLE)
@budget_caps.answers(200, CapData, description="The cap as it is now")
@budget_caps.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "UNSUPPORTED_MEDIA_TYPE")
def limit_project(body: dict[str, Any], project_id: str) -> Response:
    """Limit what the project's runs may use together; a limit that is left out is taken away."""
    with transaction() as connection:
        cap = set_limits(connection, cap_id=_of_project(connection, project_id), limits=_limits(body))
    return json_response(envelope(cap_data(cap)))


@budget_caps.route("/organizations/<organization_id>/budget", credentials=SESSION)
@budget_caps.answers(200, CapData, description="What the runs of the organization's projects may use and have used")
@budget_caps.fails("UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def of_organization(organization_id: str) -> Response:
    """The organization's cap, for its members."""
    who = caller()
    with transaction() as connection:
        organization = get_organization(
            connection,
            tenant_id=who.tenant_id,
            organization_id=parsed_id(organization_id),
            user_id=who.user_id,
        )
        cap_id = cap_of_organization(connection, tenant_id=who.tenant_id, organization_id=organization.id)
        cap = status_of(connection, budget_id=cap_id)
    return json_response(envelope(cap_data(cap)))


@budget_caps.route("/organizations/<organization_id>/budget", method="PUT", credentials=SESSION)
@budget_caps.takes(CapBody, example=_EXAMPLE)
@budget_caps.answers(200, CapData, description="The cap as it is now")
@budget_caps.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "UNSUPPORTED_MEDIA_TYPE")
def limit_organization(body: dict[str, Any], organization_id: str) -> Response:
    """Limit what the organization's projects may use together; for its owners and admins."""
    who = caller()
    with transaction() as connection:
        organization = managed(
            connection,
            tenant_id=who.tenant_id,
            organization_id=parsed_id(organization_id),
            user_id=who.user_id,
        )
        cap_id = cap_of_organization(connection, tenant_id=who.tenant_id, organization_id=organization.id)
        cap = set_limits(connection, cap_id=cap_id, limits=_limits(body))
    return json_response(envelope(cap_data(cap)))


def _of_project(connection: Connection, project_id: str) -> Any:
    project = get_project(connection, tenant_id=caller().tenant_id, project_id=parsed_id(project_id))
    return cap_of_project(connection, project=project)


def _limits(body: dict[str, Any]) -> Limits:
    return Limits(tokens=body.get("maxTokens"), cost=body.get("maxCostUSD"))
