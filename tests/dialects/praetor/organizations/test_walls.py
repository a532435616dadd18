"""Two tenants on every route of organizations: what is another's looks like what is not there."""

from typing import Any

import pytest
from flask import Flask

from app.api.dialects.praetor.capabilities import CAPABILITIES
from app.storage.identifiers import new_id
from tests.dialects.praetor.agencies import AGENCY_PROJECTS, INVITATIONS, ORGANIZATIONS, Agency, new_email
from tests.dialects.praetor.flows import make_project
from tests.dialects.praetor.people import PraetorClient, data, problem

BODIES: dict[str, Any] = {
    "PUT /api/organizations/<organization_id>": {"name": "Mine"},
    "POST /api/organizations/<organization_id>/members": {"userId": str(new_id()), "role": "member"},
    "PUT /api/organizations/<organization_id>/members/<user_id>": {"role": "member"},
}
ONE_OWN = {
    "GET /api/organizations",
    "POST /api/organizations",
    "GET /api/organizations/slug-check",
    "GET /api/customer-invitations",
    "POST /api/customer-invitations",
    "GET /api/customer-invitations/<token>",
    "POST /api/customer-invitations/<token>/accept",
    "GET /api/agency-projects",
    "POST /api/agency-projects",
}
"""Routes without an id of a tenant's in their path: tested one by one below, or beside the invited."""

ROUTES = sorted(
    route for route in CAPABILITIES if route.split()[1].startswith((ORGANIZATIONS, INVITATIONS, AGENCY_PROJECTS))
)
WITH_IDS = [route for route in ROUTES if route not in ONE_OWN]


def filled(agency: Agency) -> dict[str, str]:
    """What stands for each variable of a path."""
    customer = agency.colleague("member")
    project = make_project(agency.owner.client)
    body = {"organizationId": agency.id, "projectId": project, "customerUserId": customer.id}
    return {
        "organization_id": agency.id,
        "user_id": customer.id,
        "token": agency.invitation()["token"],
        "agency_project_id": data(agency.owner.client.post(AGENCY_PROJECTS, body), 201)["id"],
    }


def send(client: PraetorClient, route: str, values: dict[str, str]) -> Any:
    method, path = route.split()
    for name, value in values.items():
        path = path.replace(f"<{name}>", value)
    return client.send(method, path, BODIES.get(route))


def told(answer: Any) -> tuple[int, dict[str, Any]]:
    return problem(answer)[0], answer.get_json()["error"]


@pytest.mark.parametrize("route", WITH_IDS)
def test_another_tenants_ids_are_no_ids(agency: Agency, stranger: PraetorClient, route: str) -> None:
    foreign = told(send(stranger, route, filled(agency)))
    nobodys = told(send(stranger, route, dict.fromkeys(filled(agency), str(new_id()))))

    assert foreign == nobodys
    assert foreign[0] == 404


@pytest.mark.parametrize("route", WITH_IDS)
def test_who_is_not_a_member_is_told_so(agency: Agency, administrator: PraetorClient, route: str) -> None:
    """Also an administrator of the tenant."""
    assert problem(send(administrator, route, filled(agency))) == (403, "ORG_NOT_MEMBER")


@pytest.mark.parametrize("route", [route for route in ROUTES if CAPABILITIES[route] != "open"])
def test_without_a_session_nothing_is_told(agency: Agency, anybody: PraetorClient, route: str) -> None:
    assert problem(send(anybody, route, filled(agency))) == (401, "UNAUTHORIZED")


@pytest.mark.parametrize("who", ["of another tenant", "of the tenant"])
def test_ids_in_bodies_and_queries_are_checked_alike(
    agency: Agency, stranger: PraetorClient, administrator: PraetorClient, who: str
) -> None:
    client, expected = {
        "of another tenant": (stranger, (404, "NOT_FOUND")),
        "of the tenant": (administrator, (403, "ORG_NOT_MEMBER")),
    }[who]
    named = {"organizationId": agency.id}
    user = data(client.get("/api/auth/me"))["user"]["id"]

    answers = [
        client.post(INVITATIONS, {**named, "email": new_email()}),
        client.get(f"{INVITATIONS}?organizationId={agency.id}"),
        client.get(f"{AGENCY_PROJECTS}?organizationId={agency.id}"),
        client.post(AGENCY_PROJECTS, {**named, "projectId": make_project(client), "customerUserId": user}),
    ]

    assert [problem(answer) for answer in answers] == [expected] * 4


def test_lists_count_nobody_elses(agency: Agency, stranger: PraetorClient) -> None:
    filled(agency)

    for path in (ORGANIZATIONS, AGENCY_PROJECTS):
        answer = stranger.get(path)
        assert (data(answer), answer.get_json()["total"]) == ([], 0)


def test_a_policy_that_denies_holds_for_owners_too(agency: Agency, administrator: PraetorClient, app: Flask) -> None:
    policy = {"name": "No", "effect": "deny", "actions": ["organization:write"], "resources": ["organization:*"]}
    data(administrator.post("/api/permissions/policies", policy), 201)

    client = agency.owner.client
    for answer in (
        client.send("PUT", agency.path, {"name": "Mine"}),
        client.post(INVITATIONS, {"organizationId": agency.id, "email": new_email()}),
    ):
        assert problem(answer) == (403, "PERMISSION_DENIED")
    assert data(client.get(agency.path))
