"""Roles: made, changed, given, taken back, deleted."""

from typing import Any

import pytest

from app.storage.identifiers import new_id
from tests.dialects.praetor.people import Person, PraetorClient, data, problem
from tests.dialects.praetor.permissions.requests import ROLES, decision, give, make_role, system_role, take


def test_a_tenant_begins_with_three_roles(member: PraetorClient) -> None:
    roles = data(member.get(ROLES))["roles"]

    named = [(role["name"], role["isSystemRole"]) for role in roles]
    assert named == [("administrator", True), ("customer", True), ("member", True)]
    assert roles[0]["capabilities"] == ["*"]
    assert "*:read" in roles[2]["capabilities"]
    assert all(
        set(role) == {"id", "name", "description", "capabilities", "isSystemRole", "createdAt"} for role in roles
    )


def test_the_documented_role_is_made_and_found(administrator: PraetorClient) -> None:
    capabilities = ["project:read", "project:write", "user:invite", "task:assign"]
    made = make_role(administrator, "Project Admin", *capabilities, description="Full access to project resources")

    assert (made["name"], made["description"]) == ("Project Admin", "Full access to project resources")
    assert (made["capabilities"], made["isSystemRole"]) == (capabilities, False)
    assert data(administrator.get(ROLES))["roles"][-1] == made
    assert data(administrator.get(f"{ROLES}/{made['id']}")) == {**made, "users": [], "totalUsers": 0}


def test_a_name_is_taken_once_in_whatever_case(administrator: PraetorClient) -> None:
    make_role(administrator, "Reviewer", "task:approve")

    for name in ("Reviewer", "REVIEWER", " reviewer ", "Administrator", "member"):
        assert problem(administrator.post(ROLES, {"name": name, "capabilities": []})) == (409, "CONFLICT")
    other = make_role(administrator, "Other", "task:approve")
    assert problem(administrator.patch(f"{ROLES}/{other['id']}", {"name": "reviewer"})) == (409, "CONFLICT")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": "", "capabilities": []}, "name"),
        ({"name": 7, "capabilities": []}, "name"),
        ({"name": "x"}, "capabilities"),
        ({"name": "x", "capabilities": "*"}, "capabilities"),
        ({"name": "x", "capabilities": [7]}, "capabilities.0"),
        ({"name": "x", "capabilities": ["project:read", "project"]}, "capabilities.1"),
        ({"name": "x", "capabilities": [], "description": "x" * 2001}, "description"),
    ],
)
def test_what_is_wrong_with_a_role_is_named(administrator: PraetorClient, body: Any, field: str) -> None:
    refused = administrator.post(ROLES, body)

    assert problem(refused) == (400, "VALIDATION_ERROR")
    assert refused.get_json()["error"]["details"]["field"] == field


def test_changes_hold_at_once(administrator: PraetorClient, charles: Person) -> None:
    role = make_role(administrator, "Cleaner", "project:delete")
    give(administrator, role, charles)
    assert decision(administrator, charles, "project:delete")["allowed"]

    changed = data(administrator.patch(f"{ROLES}/{role['id']}", {"capabilities": ["task:delete"]}))

    assert changed == {**role, "capabilities": ["task:delete"]}
    assert not decision(administrator, charles, "project:delete")["allowed"]
    assert decision(administrator, charles, "task:delete")["allowed"]


def test_a_role_tells_who_has_it(administrator: PraetorClient, charles: Person) -> None:
    role = make_role(administrator, "Cleaner", "project:delete")

    give(administrator, role, charles)
    give(administrator, role, charles)

    (user,) = data(administrator.get(f"{ROLES}/{role['id']}"))["users"]
    assert (user["id"], user["email"], user["name"]) == (str(charles.id), charles.email, "Ada")
    assert (user["organizationId"], user["projectId"]) == (None, None)
    take(administrator, role, charles)
    take(administrator, role, charles)
    assert data(administrator.get(f"{ROLES}/{role['id']}"))["users"] == []


def test_the_users_of_a_role_come_in_pages(administrator: PraetorClient, ada: Person, charles: Person) -> None:
    role = make_role(administrator, "Cleaner", "project:delete")
    for person in (ada, charles):
        give(administrator, role, person)

    page = data(administrator.get(f"{ROLES}/{role['id']}?limit=1&offset=1"))

    assert ([user["id"] for user in page["users"]], page["totalUsers"]) == ([str(charles.id)], 2)
    assert problem(administrator.get(f"{ROLES}/{role['id']}?limit=0")) == (400, "VALIDATION_ERROR")


def test_system_roles_have_the_tenants_members(administrator: PraetorClient, ada: Person, charles: Person) -> None:
    for name, person in (("administrator", ada), ("member", charles)):
        shown = data(administrator.get(f"{ROLES}/{system_role(administrator, name)['id']}"))
        assert [user["id"] for user in shown["users"]] == [str(person.id)]


def test_system_roles_are_neither_deleted_nor_renamed(administrator: PraetorClient) -> None:
    for name in ("administrator", "customer", "member"):
        path = f"{ROLES}/{system_role(administrator, name)['id']}"
        assert problem(administrator.send("DELETE", path)) == (403, "FORBIDDEN")
        assert problem(administrator.patch(path, {"name": "other"})) == (403, "FORBIDDEN")
    administrators = f"{ROLES}/{system_role(administrator, 'administrator')['id']}"
    assert problem(administrator.patch(administrators, {"capabilities": []})) == (403, "FORBIDDEN")


def test_what_members_may_do_is_the_tenants_to_say(
    administrator: PraetorClient, member: PraetorClient, charles: Person
) -> None:
    role = system_role(administrator, "member")

    data(administrator.patch(f"{ROLES}/{role['id']}", {"capabilities": ["task:read"]}))
    assert not decision(administrator, charles, "project:read")["allowed"]
    assert problem(member.get(ROLES)) == (403, "FORBIDDEN")

    data(administrator.patch(f"{ROLES}/{role['id']}", {"resetCapabilities": True}))
    assert decision(administrator, charles, "project:read")["allowed"]
    assert data(member.get(ROLES))["roles"][2]["capabilities"] == role["capabilities"]


def test_only_a_system_role_has_capabilities_of_its_own(administrator: PraetorClient) -> None:
    role = make_role(administrator, "Cleaner", "project:delete")

    refused = administrator.patch(f"{ROLES}/{role['id']}", {"resetCapabilities": True})

    assert problem(refused) == (400, "VALIDATION_ERROR")
    assert refused.get_json()["error"]["details"]["field"] == "resetCapabilities"


def test_a_deleted_role_is_nobodys(administrator: PraetorClient, charles: Person) -> None:
    role = make_role(administrator, "Cleaner", "project:delete")
    give(administrator, role, charles)

    assert data(administrator.send("DELETE", f"{ROLES}/{role['id']}")) == {"id": role["id"], "deleted": True}

    assert not decision(administrator, charles, "project:delete")["allowed"]
    for method in ("GET", "PATCH", "DELETE"):
        assert problem(administrator.send(method, f"{ROLES}/{role['id']}")) == (404, "NOT_FOUND")


def test_an_administrator_makes_another_one_and_the_last_one_stays(
    administrator: PraetorClient, member: PraetorClient, ada: Person, charles: Person
) -> None:
    role = system_role(administrator, "administrator")
    last = administrator.send("DELETE", f"{ROLES}/{role['id']}/members/{ada.id}")
    assert problem(last) == (409, "CONFLICT")

    give(administrator, role, charles)
    assert data(member.get("/api/auth/me"))["role"] == "administrator"

    take(member, role, ada)
    assert data(administrator.get("/api/auth/me"))["role"] == "member"
    assert problem(administrator.post(ROLES, {"name": "x", "capabilities": []})) == (403, "FORBIDDEN")


@pytest.mark.parametrize("scope", ["organizationId", "projectId"])
def test_a_role_is_not_held_where_the_tenant_has_nothing(
    administrator: PraetorClient, charles: Person, scope: str
) -> None:
    role = make_role(administrator, "Cleaner", "project:delete")
    path = f"{ROLES}/{role['id']}/members/{charles.id}"

    assert problem(administrator.send("PUT", path, {scope: str(new_id())})) == (404, "NOT_FOUND")
    assert problem(administrator.send("PUT", path, {scope: "nonsense"})) == (400, "VALIDATION_ERROR")
