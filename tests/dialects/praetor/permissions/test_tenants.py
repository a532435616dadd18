"""Two tenants: what the one has does not exist for the other, on any route of permissions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from app.api.dialects.praetor.capabilities import CAPABILITIES
from app.storage.identifiers import new_id
from tests.dialects.praetor.people import Person, PraetorClient, data, make_person, problem, signed_in
from tests.dialects.praetor.permissions.requests import (
    EVALUATE,
    POLICIES,
    ROLES,
    entries,
    make_policy,
    make_role,
    question,
    system_role,
)

ROLE = {"name": "Mine now", "capabilities": ["*"]}
BODIES: Mapping[str, Any] = {
    "GET /api/permissions/roles/<role_id>": None,
    "PATCH /api/permissions/roles/<role_id>": {"name": "Mine now"},
    "DELETE /api/permissions/roles/<role_id>": None,
    "PUT /api/permissions/roles/<role_id>/members/<user_id>": {},
    "DELETE /api/permissions/roles/<role_id>/members/<user_id>": None,
    "GET /api/permissions/policies/<policy_id>": None,
    "PATCH /api/permissions/policies/<policy_id>": {"enabled": False},
    "DELETE /api/permissions/policies/<policy_id>": None,
    "GET /api/permissions/matrix/<project_id>": None,
}
"""What is sent to each route that names something."""


@dataclass(frozen=True, kw_only=True)
class Other:
    """The other tenant's administrator, and what it has."""

    person: Person
    client: PraetorClient
    ids: Mapping[str, str]


@pytest.fixture
def other(app: Flask, owner: Engine) -> Other:
    person = make_person(owner)
    client = signed_in(app, person)
    role, policy = make_role(client, "Theirs", "project:read"), make_policy(client, "deny", "project:delete")
    ids = {"role_id": role["id"], "policy_id": policy["id"], "user_id": str(person.id), "project_id": str(new_id())}
    return Other(person=person, client=client, ids=ids)


def asked(client: PraetorClient, route: str, ids: Mapping[str, str]) -> Any:
    method, path = route.split(" ")
    for name, id in ids.items():
        path = path.replace(f"<{name}>", id)
    return client.send(method, path, BODIES[route])


def test_every_route_that_names_something_is_asked() -> None:
    assert set(BODIES) == {route for route in CAPABILITIES if "/api/permissions/" in route and "<" in route}


@pytest.mark.parametrize("route", BODIES)
def test_another_tenants_id_is_a_random_one(administrator: PraetorClient, other: Other, route: str) -> None:
    before = entries(other.client)

    foreign = asked(administrator, route, other.ids)
    random = asked(administrator, route, dict.fromkeys(other.ids, str(new_id())))
    malformed = asked(administrator, route, dict.fromkeys(other.ids, "nonsense"))

    assert problem(foreign) == problem(random) == problem(malformed) == (404, "NOT_FOUND")
    assert foreign.get_json()["error"] == random.get_json()["error"]
    assert entries(other.client) == before


def test_another_tenants_role_and_user_do_not_mix_with_ones_own(
    administrator: PraetorClient, ada: Person, other: Other
) -> None:
    own = make_role(administrator, "Ours", "project:read")

    for role, user in ((own["id"], other.ids["user_id"]), (other.ids["role_id"], str(ada.id))):
        for method in ("PUT", "DELETE"):
            refused = administrator.send(method, f"{ROLES}/{role}/members/{user}", {} if method == "PUT" else None)
            assert problem(refused) == (404, "NOT_FOUND")


def test_nobody_decides_about_another_tenants_people_and_things(
    administrator: PraetorClient, ada: Person, other: Other
) -> None:
    for body in (
        question(other.person, "project:read"),
        question(ada, "user:read", resourceId=str(other.person.id)),
        question(ada, "role:read", resourceId=other.ids["role_id"]),
        question(ada, "policy:read", resourceId=other.ids["policy_id"]),
    ):
        assert problem(administrator.post(EVALUATE, body)) == (404, "NOT_FOUND")


def test_lists_and_their_totals_count_ones_own_alone(administrator: PraetorClient, other: Other) -> None:
    named = {role["name"] for role in data(administrator.get(ROLES))["roles"]}
    assert named == {"administrator", "customer", "member"}
    assert data(administrator.get(POLICIES))["total"] == 0
    shown = data(administrator.get(f"{ROLES}/{system_role(administrator, 'administrator')['id']}"))
    assert shown["totalUsers"] == 1


def test_one_tenants_names_are_free_in_another(administrator: PraetorClient, other: Other) -> None:
    assert make_role(administrator, "Theirs", "project:read")["id"] != other.ids["role_id"]


def test_one_tenants_policies_do_not_bind_another(administrator: PraetorClient, other: Other) -> None:
    make_policy(other.client, "deny", "*", priority=100)

    data(administrator.get("/api/admin/tenant"))
    assert problem(other.client.get("/api/admin/tenant")) == (403, "PERMISSION_DENIED")
