"""What each Praetor route lets its callers do: one table, asked before every request.

A route without a row is closed. A row names a capability, or says that the route is for everybody
(:data:`OPEN`) or for whoever is signed in and about himself alone (:data:`OWN`).

A capability is ``<resource type>:<verb>``. Every member may ``read``, ``write`` and ``run`` unless roles and
policies of the tenant say otherwise; other verbs, such as ``delete`` and ``administer``, have to be given.
Of the path, the variable ``<resource type>_id`` is the resource that policies judge. A view that learns its
resource from the body is :data:`OWN` here and calls :func:`authorize` itself.
"""

from collections.abc import Mapping

from flask import Flask, request

from app.api.dialect import current_dialect
from app.api.dialects.praetor import guard
from app.api.dialects.praetor.caller import caller
from app.domain.access_policies.access import Attributes
from app.domain.access_policies.system_roles import (
    PERMISSION_ADMINISTER,
    PERMISSION_EVALUATE,
    PERMISSION_INSPECT,
    PERMISSION_READ,
    TENANT_ADMINISTER,
)
from app.errors import Forbidden

OPEN = "open"
OWN = "own"
ORGANIZATION_READ = "organization:read"
ORGANIZATION_WRITE = "organization:write"
AGENCY_PROJECT_READ = "agency_project:read"
AGENCY_PROJECT_WRITE = "agency_project:write"
PROJECT_READ = "project:read"
PROJECT_WRITE = "project:write"
PROJECT_DELETE = "project:delete"
PROJECT_RUN = "project:run"
PROJECT_ADMINISTER = "project:administer"
DISCOVERY_READ = "discovery:read"
DISCOVERY_RUN = "discovery:run"

CAPABILITIES: Mapping[str, str] = {
    "POST /api/auth/login": OPEN,
    "POST /api/auth/refresh": OPEN,
    "POST /api/auth/logout": OWN,
    "GET /api/auth/me": OWN,
    "GET /api/admin/tenant": TENANT_ADMINISTER,
    "PATCH /api/admin/tenant": TENANT_ADMINISTER,
    "GET /api/permissions/roles": PERMISSION_READ,
    "POST /api/permissions/roles": PERMISSION_ADMINISTER,
    "GET /api/permissions/roles/<role_id>": PERMISSION_READ,
    "PATCH /api/permissions/roles/<role_id>": PERMISSION_ADMINISTER,
    "DELETE /api/permissions/roles/<role_id>": PERMISSION_ADMINISTER,
    "PUT /api/permissions/roles/<role_id>/members/<user_id>": PERMISSION_ADMINISTER,
    "DELETE /api/permissions/roles/<role_id>/members/<user_id>": PERMISSION_ADMINISTER,
    "GET /api/permissions/policies": PERMISSION_INSPECT,
    "POST /api/permissions/policies": PERMISSION_ADMINISTER,
    "GET /api/permissions/policies/<policy_id>": PERMISSION_INSPECT,
    "PATCH /api/permissions/policies/<policy_id>": PERMISSION_ADMINISTER,
    "DELETE /api/permissions/policies/<policy_id>": PERMISSION_ADMINISTER,
    "POST /api/permissions/evaluate": PERMISSION_EVALUATE,
    "GET /api/permissions/matrix/<project_id>": PERMISSION_READ,
    "GET /api/permissions/audit": PERMISSION_INSPECT,
    # What somebody may do in an organization is decided there as well: see `domain.organizations.standing`.
    "GET /api/organizations": ORGANIZATION_READ,
    "POST /api/organizations": ORGANIZATION_WRITE,
    "GET /api/organizations/slug-check": ORGANIZATION_READ,
    "GET /api/organizations/<organization_id>": ORGANIZATION_READ,
    "PUT /api/organizations/<organization_id>": ORGANIZATION_WRITE,
    "GET /api/organizations/<organization_id>/members": ORGANIZATION_READ,
    "POST /api/organizations/<organization_id>/members": ORGANIZATION_WRITE,
    "PUT /api/organizations/<organization_id>/members/<user_id>": ORGANIZATION_WRITE,
    "DELETE /api/organizations/<organization_id>/members/<user_id>": ORGANIZATION_WRITE,
    "GET /api/customer-invitations": OWN,
    "POST /api/customer-invitations": OWN,
    "GET /api/customer-invitations/<token>": OPEN,
    "POST /api/customer-invitations/<token>/accept": OPEN,
    "POST /api/customer-invitations/<token>/revoke": ORGANIZATION_WRITE,
    "GET /api/agency-projects": AGENCY_PROJECT_READ,
    "POST /api/agency-projects": AGENCY_PROJECT_WRITE,
    "DELETE /api/agency-projects/<agency_project_id>": AGENCY_PROJECT_WRITE,
    "GET /api/projects": PROJECT_READ,
    "POST /api/projects": PROJECT_WRITE,
    "GET /api/projects/<project_id>": PROJECT_READ,
    "PATCH /api/projects/<project_id>": PROJECT_WRITE,
    "DELETE /api/projects/<project_id>": PROJECT_DELETE,
    # The flow's bodies name the project: its views ask for project:write themselves.
    "POST /api/flow/start": OWN,
    "POST /api/flow/get-next-question": OWN,
    "POST /api/flow/answer-question": OWN,
    "GET /api/flow/readiness/<project_id>": PROJECT_READ,
    "POST /api/flow/transition": OWN,
    # Tasks and specifications belong to projects: their views ask for project:read, :write and :run themselves.
    "GET /api/tasks": OWN,
    "POST /api/tasks": OWN,
    "GET /api/tasks/<task_id>": OWN,
    "PATCH /api/tasks/<task_id>": OWN,
    "POST /api/tasks/<task_id>/actions/<action_id>": OWN,
    "GET /api/user-tasks": OWN,
    "POST /api/specification/compile": OWN,
    "GET /api/specification": OWN,
    "GET /api/specification/<spec_id>": OWN,
    "GET /api/specification/<spec_id>/status": OWN,
    "GET /api/specification/schema/<format>": OPEN,
    "POST /api/exports/download": OWN,
    "GET /api/exports/files/<token>": OPEN,
    "GET /api/projects/<project_id>/budget": PROJECT_READ,
    "PUT /api/projects/<project_id>/budget": PROJECT_ADMINISTER,
    "GET /api/organizations/<organization_id>/budget": ORGANIZATION_READ,
    "PUT /api/organizations/<organization_id>/budget": ORGANIZATION_WRITE,
    # Executions belong to projects: their views ask for project:run and project:read themselves.
    "POST /api/agents/generate-spec": OWN,
    "POST /api/agents/coordinate": OWN,
    "GET /api/agents/executions": OWN,
    "GET /api/agents/execution/<execution_id>/status": OWN,
    "GET /api/agents/execution/<execution_id>/events": OWN,
    "POST /api/agents/execution/<execution_id>/resume": OWN,
    "POST /api/agents/execution/<execution_id>/cancel": OWN,
    "GET /api/agents/memory": PROJECT_READ,
    # A talk about a project is for those who may do the same to the project: the views ask for that as well.
    "POST /api/discovery-chat": DISCOVERY_RUN,
    "GET /api/discovery-chat/<discovery_id>": DISCOVERY_READ,
    "GET /api/discovery-chat/<discovery_id>/events": DISCOVERY_READ,
    "POST /api/discovery-chat/<discovery_id>/complete": DISCOVERY_RUN,
}
"""By method and rule, as Flask writes it."""


def install(app: Flask) -> None:
    """Ask the table before every request to a Praetor route. To be called once limits are installed."""
    app.before_request(_check)


def authorize(capability: str, *, resource_id: str | None = None, resource: Attributes | None = None) -> None:
    """Refuse the caller unless roles and policies let him do this to the resource of the capability's type.

    ``resource`` is what is known about it, if the caller of this has read it already.

    Raises:
        Unauthenticated: nobody is signed in.
        Forbidden: he may not.
        NotFound: he may not, and his tenant has no such resource.
    """
    if capability == OPEN:
        return
    if capability == OWN:
        caller()
        return
    guard.require(capability, resource_id=resource_id, resource=resource)


def known_capabilities() -> frozenset[str]:
    """All capabilities that routes ask for."""
    return frozenset(CAPABILITIES.values()) - {OPEN, OWN}


def _check() -> None:
    rule = request.url_rule
    # Flask answers OPTIONS by itself, from the rule alone.
    if rule is None or current_dialect().name != "praetor" or request.method == "OPTIONS":
        return
    method = "GET" if request.method == "HEAD" else request.method
    capability = CAPABILITIES.get(f"{method} {rule.rule}")
    if capability is None:
        raise Forbidden
    named = (request.view_args or {}).get(f"{capability.partition(':')[0]}_id")
    authorize(capability, resource_id=None if named is None else str(named))
