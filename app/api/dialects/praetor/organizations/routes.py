"""Organizations of the tenant, for their members."""

from collections.abc import Mapping
from typing import Any

from flask import Response

from app.api.dialects.praetor.blueprint import PraetorBlueprint
from app.api.dialects.praetor.caller import caller
from app.api.dialects.praetor.dialect import PREFIX, SESSION, envelope
from app.api.dialects.praetor.organizations.presenters import organization_data
from app.api.dialects.praetor.organizations.schemas import (
    OrganizationBody,
    OrganizationChanges,
    OrganizationData,
    SlugData,
    SlugQuery,
)
from app.api.dialects.praetor.schemas import ListQuery
from app.api.http.json_bodies import json_response
from app.api.services import transaction
from app.domain.organizations import operations, queries
from app.domain.organizations.checks import check_slug
from app.storage.identifiers import parsed_id

organizations = PraetorBlueprint(
    "organizations", __name__, url_prefix=f"{PREFIX}/organizations", description="Organizations and their members"
)

_EXAMPLE = {
    "name": "Acme Digital Agency",
    "slug": "acme-digital",
    "displayName": "Acme Digital",
    "settings": {"theme": "dark", "branding": {"logo": "https://example.com/logo.svg"}},
}


@organizations.route("", method="POST", credentials=SESSION)
@organizations.takes(OrganizationBody, example=_EXAMPLE)
@organizations.answers(201, OrganizationData, description="The new organization")
@organizations.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "CONFLICT", "UNSUPPORTED_MEDIA_TYPE")
def create(body: dict[str, Any]) -> Response:
    """Make an organization. Who makes it is its owner; a slug that is taken is `SLUG_TAKEN`."""
    with transaction() as connection:
        made = operations.create_organization(
            connection, tenant_id=caller().tenant_id, by=caller().user_id, **_parameters(body)
        )
    return json_response(envelope(organization_data(made)), 201)


@organizations.route("", credentials=SESSION)
@organizations.takes(ListQuery, location="query")
@organizations.answers(200, OrganizationData, many=True, description="A page of the caller's organizations")
@organizations.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN")
def list_own(query: dict[str, Any]) -> Response:
    """The organizations that one is a member of, in the tenant that one acts in."""
    with transaction() as connection:
        found, total = queries.list_organizations(
            connection, tenant_id=caller().tenant_id, user_id=caller().user_id, **query
        )
    return json_response(envelope([organization_data(each) for each in found], total=total))


@organizations.route("/slug-check", credentials=SESSION)
@organizations.takes(SlugQuery, location="query")
@organizations.answers(200, SlugData, description="Whether an organization could take the slug now")
@organizations.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN")
def check(query: dict[str, Any]) -> Response:
    """Whether a slug is free in the tenant. Some are kept for addresses of the front end."""
    check_slug(query["slug"])
    with transaction() as connection:
        available = queries.is_slug_free(connection, tenant_id=caller().tenant_id, slug=query["slug"])
    return json_response(envelope({"available": available}))


@organizations.route("/<organization_id>", credentials=SESSION)
@organizations.answers(200, OrganizationData, description="The organization")
@organizations.fails("UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def show(organization_id: str) -> Response:
    """An organization, for its members; `ORG_NOT_MEMBER` for others of the tenant."""
    with transaction() as connection:
        found = queries.get_organization(
            connection,
            tenant_id=caller().tenant_id,
            organization_id=parsed_id(organization_id),
            user_id=caller().user_id,
        )
    return json_response(envelope(organization_data(found)))


@organizations.route("/<organization_id>", method="PUT", credentials=SESSION)
@organizations.takes(OrganizationChanges, example={"displayName": "Acme"})
@organizations.answers(200, OrganizationData, description="The organization as it is now")
@organizations.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "UNSUPPORTED_MEDIA_TYPE")
def change(body: dict[str, Any], organization_id: str) -> Response:
    """Change what is sent; for owners and admins."""
    with transaction() as connection:
        changed = operations.update_organization(
            connection,
            tenant_id=caller().tenant_id,
            organization_id=parsed_id(organization_id),
            by=caller().user_id,
            **_parameters(body),
        )
    return json_response(envelope(organization_data(changed)))


def _parameters(body: Mapping[str, Any]) -> dict[str, Any]:
    return {{"displayName": "display_name"}.get(name, name): value for name, value in body.items()}
