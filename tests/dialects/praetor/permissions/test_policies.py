"""Policies: made, found, switched off, deleted."""

from typing import Any

import pytest

from tests.dialects.praetor.people import PraetorClient, data, problem
from tests.dialects.praetor.permissions.requests import POLICIES, make_policy

DOCUMENTED = {
    "name": "Department Access Policy",
    "effect": "allow",
    "actions": ["user:read", "user:write"],
    "resources": ["user:*"],
    "conditions": {"user.department": {"$eq": "engineering"}},
    "priority": 10,
}


def test_the_documented_policy_is_made_and_found(administrator: PraetorClient) -> None:
    made = data(administrator.post(POLICIES, DOCUMENTED), 201)

    assert {key: made[key] for key in DOCUMENTED} == DOCUMENTED
    assert (made["enabled"], made["description"]) == (True, "")
    listed = data(administrator.get(POLICIES))
    assert listed == {"policies": [made], "total": 1, "limit": 50, "offset": 0}
    assert data(administrator.get(f"{POLICIES}/{made['id']}")) == made


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"effect": "maybe"}, "effect"),
        ({"actions": []}, "actions"),
        ({"actions": ["user"]}, "actions.0"),
        ({"actions": [None]}, "actions.0"),
        ({"resources": ["user:*", "a b"]}, "resources.1"),
        ({"conditions": []}, "conditions"),
        ({"conditions": {"user.department": "engineering"}}, "conditions.user.department"),
        ({"conditions": {"user.department": {"$regex": ".*"}}}, "conditions.user.department"),
        ({"conditions": {"user.level": {"$in": 3}}}, "conditions.user.level"),
        ({"conditions": {"user.level": {"$gt": [3]}}}, "conditions.user.level"),
        ({"conditions": {"level": {"$gt": 3}}}, "conditions.level"),
        ({"priority": "10"}, "priority"),
        ({"priority": 1.5}, "priority"),
        ({"priority": 10**9}, "priority"),
        ({"enabled": "yes"}, "enabled"),
    ],
)
def test_what_is_wrong_with_a_policy_is_named(administrator: PraetorClient, change: dict[str, Any], field: str) -> None:
    made = data(administrator.post(POLICIES, DOCUMENTED), 201)

    for refused in (
        administrator.post(POLICIES, DOCUMENTED | change),
        administrator.patch(f"{POLICIES}/{made['id']}", change),
    ):
        assert problem(refused) == (400, "VALIDATION_ERROR")
        assert refused.get_json()["error"]["details"]["field"] == field
    assert data(administrator.get(POLICIES))["policies"] == [made]


@pytest.mark.parametrize("missing", ["name", "effect", "actions", "resources"])
def test_what_a_policy_must_have_is_named(administrator: PraetorClient, missing: str) -> None:
    refused = administrator.post(POLICIES, {key: value for key, value in DOCUMENTED.items() if key != missing})

    assert refused.get_json()["error"]["details"]["field"] == missing


def test_policies_come_in_pages_by_priority(administrator: PraetorClient) -> None:
    made = [make_policy(administrator, "allow", "task:read", priority=priority)["id"] for priority in (1, 5, 3)]

    first = data(administrator.get(f"{POLICIES}?limit=2"))
    second = data(administrator.get(f"{POLICIES}?limit=2&offset=2"))

    assert [policy["id"] for policy in first["policies"]] == [made[1], made[2]]
    assert [policy["id"] for policy in second["policies"]] == [made[0]]
    assert (first["total"], second["total"], second["offset"]) == (3, 3, 2)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("effect=deny", {"deny task:*"}),
        ("enabled=false", {"allow project:read"}),
        ("action=task:delete", {"deny task:*", "allow *"}),
        ("action=task:delete&effect=allow", {"allow *"}),
        ("", {"deny task:*", "allow *", "allow project:read"}),
    ],
)
def test_policies_are_chosen(administrator: PraetorClient, query: str, names: set[str]) -> None:
    make_policy(administrator, "deny", "task:*")
    make_policy(administrator, "allow", "*")
    make_policy(administrator, "allow", "project:read", enabled=False)

    listed = data(administrator.get(f"{POLICIES}?{query}"))

    assert ({policy["name"] for policy in listed["policies"]}, listed["total"]) == (names, len(names))


@pytest.mark.parametrize("query", ["limit=201", "offset=-1", "effect=maybe", "enabled=perhaps", "action=*"])
def test_nonsense_in_a_query_is_named(administrator: PraetorClient, query: str) -> None:
    refused = administrator.get(f"{POLICIES}?{query}")

    assert problem(refused) == (400, "VALIDATION_ERROR")
    assert refused.get_json()["error"]["details"]["field"] == query.partition("=")[0]


def test_a_policy_is_changed_in_part(administrator: PraetorClient) -> None:
    made = data(administrator.post(POLICIES, DOCUMENTED), 201)

    changed = data(administrator.patch(f"{POLICIES}/{made['id']}", {"enabled": False, "conditions": {}}))

    assert changed == {**made, "enabled": False, "conditions": {}, "updatedAt": changed["updatedAt"]}
    assert data(administrator.patch(f"{POLICIES}/{made['id']}", {}))["enabled"] is False


def test_a_deleted_policy_is_gone(administrator: PraetorClient) -> None:
    made = data(administrator.post(POLICIES, DOCUMENTED), 201)

    assert data(administrator.send("DELETE", f"{POLICIES}/{made['id']}")) == {"id": made["id"], "deleted": True}

    for method in ("GET", "PATCH", "DELETE"):
        assert problem(administrator.send(method, f"{POLICIES}/{made['id']}")) == (404, "NOT_FOUND")
    assert data(administrator.get(POLICIES))["total"] == 0


def test_nobody_names_the_id_the_tenant_or_the_times(administrator: PraetorClient) -> None:
    first = data(administrator.post(POLICIES, DOCUMENTED), 201)

    second = data(administrator.post(POLICIES, {**first, "tenantId": first["id"]}), 201)

    assert second["id"] != first["id"]
    assert second["createdAt"] > first["createdAt"]
