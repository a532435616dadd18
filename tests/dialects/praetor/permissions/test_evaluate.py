"""Decisions: asked for oneself, for others, with reasons, on trial; and the matrix of a project."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection

from app.api.dialects.praetor.capabilities import known_capabilities
from app.api.dialects.praetor.resources import RESOURCES
from app.storage.identifiers import new_id
from tests.dialects.praetor.people import Person, PraetorClient, data, problem
from tests.dialects.praetor.permissions.requests import (
    EVALUATE,
    decision,
    entries,
    give,
    make_policy,
    make_role,
    question,
    system_role,
)


@pytest.fixture
def project(monkeypatch: pytest.MonkeyPatch, tenant_id: UUID) -> UUID:
    """A project of the tenant."""
    made = new_id()

    def find(connection: Connection, tenant: UUID, id: UUID) -> dict[str, Any] | None:
        return {"phase": "discovery"} if (tenant, id) == (tenant_id, made) else None

    monkeypatch.setitem(RESOURCES, "project", find)
    return made


def test_no_is_an_answer_and_not_an_error(administrator: PraetorClient, charles: Person, project: UUID) -> None:
    answer = decision(administrator, charles, "project:delete", resourceId=str(project), context={})

    assert answer["evaluationTimeMs"] > 0
    assert {key: value for key, value in answer.items() if key != "evaluationTimeMs"} == {
        "allowed": False,
        "matchedPolicies": [],
        "reason": "default",
        "decidedBy": [],
        "dryRun": False,
    }


def test_a_role_allows(administrator: PraetorClient, charles: Person) -> None:
    give(administrator, make_role(administrator, "Cleaner", "project:*"), charles)

    answer = decision(administrator, charles, "project:delete")

    assert (answer["allowed"], answer["reason"], answer["decidedBy"]) == (True, "role", ["role:Cleaner"])


def test_the_documented_policy_asks_for_the_department(
    administrator: PraetorClient, ada: Person, charles: Person
) -> None:
    conditions = {"user.department": {"$eq": "engineering"}}
    policy = make_policy(administrator, "deny", "user:*", "user:*", conditions=conditions, priority=10)

    engineer = decision(administrator, ada, "user:read", resourceId=str(charles.id))
    other = decision(administrator, charles, "user:read", resourceId=str(ada.id))

    assert (engineer["allowed"], engineer["matchedPolicies"]) == (False, [policy["id"]])
    assert (other["allowed"], other["matchedPolicies"]) == (True, [])


def test_the_highest_priority_decides_and_a_denial_wins_a_tie(administrator: PraetorClient, charles: Person) -> None:
    deny = make_policy(administrator, "deny", "task:assign", priority=5)
    allow = make_policy(administrator, "allow", "task:assign", priority=5)
    assert decision(administrator, charles, "task:assign")["decidedBy"] == [deny["id"]]

    higher = make_policy(administrator, "allow", "task:assign", priority=6)
    answer = decision(administrator, charles, "task:assign")

    assert (answer["allowed"], answer["decidedBy"]) == (True, [higher["id"]])
    assert set(answer["matchedPolicies"]) == {deny["id"], allow["id"], higher["id"]}


def test_reasons_name_what_was_expected_and_what_was_found(administrator: PraetorClient, ada: Person) -> None:
    conditions = {"user.department": {"$eq": "sales"}, "context.amount": {"$lt": 100}}
    policy = make_policy(administrator, "deny", "task:assign", "task:*", conditions=conditions, priority=3)
    other = make_policy(administrator, "deny", "project:read")

    answer = decision(administrator, ada, "task:assign", explain=True, context={"amount": 250})

    assert answer["allowed"]
    assert answer["explanation"]["grantingRoles"] == ["administrator"]
    by_id = {reason["id"]: reason for reason in answer["explanation"]["policies"]}
    assert by_id[policy["id"]] == {
        "id": policy["id"],
        "name": "deny task:assign",
        "effect": "deny",
        "priority": 3,
        "actionMatches": True,
        "resourceMatches": True,
        "conditions": [
            {
                "attribute": "context.amount",
                "operator": "$lt",
                "expected": 100,
                "found": 250,
                "present": True,
                "holds": False,
            },
            {
                "attribute": "user.department",
                "operator": "$eq",
                "expected": "sales",
                "found": "engineering",
                "present": True,
                "holds": False,
            },
        ],
        "applies": False,
    }
    assert (by_id[other["id"]]["actionMatches"], by_id[other["id"]]["applies"]) == (False, False)


def test_a_trial_stores_nothing_and_is_not_written_down(administrator: PraetorClient, charles: Person) -> None:
    trial = {"effect": "allow", "actions": ["project:delete"], "resources": ["*"]}

    answer = decision(administrator, charles, "project:delete", explain=True, dryRun=True, policies=[trial])

    assert (answer["allowed"], answer["dryRun"], answer["matchedPolicies"]) == (True, True, ["policies.0"])
    assert not decision(administrator, charles, "project:delete", dryRun=True)["allowed"]
    assert data(administrator.get("/api/permissions/policies"))["total"] == 0
    assert entries(administrator, kind="decision") == []


def test_a_trial_takes_the_place_of_the_stored_policy_with_its_id(
    administrator: PraetorClient, charles: Person
) -> None:
    stored = make_policy(administrator, "deny", "project:read", priority=5)
    assert not decision(administrator, charles, "project:read")["allowed"]

    answer = decision(administrator, charles, "project:read", dryRun=True, policies=[{**stored, "enabled": False}])

    assert answer["allowed"]
    assert not decision(administrator, charles, "project:read")["allowed"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"policies": [{"effect": "allow", "actions": ["a:b"], "resources": ["*"]}]}, "policies"),
        ({"dryRun": True, "policies": [{"effect": "allow", "actions": ["a:b"]}]}, "policies.0.resources"),
        (
            {"dryRun": True, "policies": [{"effect": "allow", "actions": ["a"], "resources": ["*"]}]},
            "policies.0.actions.0",
        ),
        ({"dryRun": "true"}, "dryRun"),
        ({"action": "project:*"}, "action"),
        ({"action": "delete"}, "action"),
        ({"resourceType": "project:7"}, "resourceType"),
        ({"resourceType": None}, "resourceType"),
        ({"userId": 7}, "userId"),
        ({"context": []}, "context"),
        ({"context": {"x": "y" * 9000}}, "context"),
    ],
)
def test_what_is_wrong_with_a_question_is_named(
    administrator: PraetorClient, charles: Person, more: dict[str, Any], field: str
) -> None:
    refused = administrator.post(EVALUATE, question(charles, "project:delete") | more)

    assert problem(refused) == (400, "VALIDATION_ERROR")
    assert refused.get_json()["error"]["details"]["field"] == field


@pytest.mark.parametrize("user", [str(new_id()), "nonsense", "0"], ids=["unknown", "no id", "number"])
def test_nobody_is_asked_about_who_is_not_in_the_tenant(administrator: PraetorClient, user: str) -> None:
    asked = question(new_id(), "project:read") | {"userId": user}

    assert problem(administrator.post(EVALUATE, asked)) == (404, "NOT_FOUND")


def test_a_resource_that_the_tenant_does_not_have_is_not_found(
    administrator: PraetorClient, ada: Person, charles: Person, project: UUID
) -> None:
    assert decision(administrator, ada, "project:read", resourceId=str(project))["allowed"]
    for kind, id in (("project", str(new_id())), ("project", "7"), ("user", str(new_id())), ("role", str(ada.id))):
        refused = administrator.post(EVALUATE, question(charles, f"{kind}:read", resourceId=id))
        assert problem(refused) == (404, "NOT_FOUND")


def test_conditions_see_what_the_resource_is(administrator: PraetorClient, ada: Person, project: UUID) -> None:
    make_policy(administrator, "deny", "project:*", conditions={"resource.phase": {"$eq": "discovery"}}, priority=1)

    assert not decision(administrator, ada, "project:delete", resourceId=str(project))["allowed"]
    assert decision(administrator, ada, "project:delete")["allowed"]


def test_a_member_asks_about_himself_and_no_more(
    administrator: PraetorClient, member: PraetorClient, ada: Person, charles: Person
) -> None:
    assert decision(member, charles, "project:read")["allowed"]

    for path, asked in (
        (EVALUATE, question(ada, "project:read")),
        (f"{EVALUATE}?explain=true", question(charles, "project:read")),
        (
            EVALUATE,
            question(
                charles, "a:b", dryRun=True, policies=[{"effect": "allow", "actions": ["a:b"], "resources": ["*"]}]
            ),
        ),
        (EVALUATE, question(new_id(), "project:read")),
    ):
        refused = member.post(path, asked)
        assert problem(refused) == (403, "FORBIDDEN")
        assert refused.get_json()["error"]["details"] == {"capability": "permission:inspect"}

    give(administrator, make_role(administrator, "Auditor", "permission:inspect"), charles)
    assert decision(member, ada, "project:read", explain=True)["allowed"]


def test_a_question_about_permissions_is_answered_as_the_guard_does(
    administrator: PraetorClient, ada: Person, charles: Person
) -> None:
    make_policy(administrator, "deny", "permission:*", priority=9)
    give(administrator, make_role(administrator, "Everything", "*"), charles)

    boss = decision(administrator, ada, "permission:administer")
    other = decision(administrator, charles, "permission:administer")

    assert (boss["allowed"], boss["reason"]) == (True, "administrator")
    assert (other["allowed"], other["reason"]) == (False, "administrators_only")


def test_the_matrix_tells_of_every_role_and_capability(
    administrator: PraetorClient, member: PraetorClient, project: UUID
) -> None:
    role = make_role(administrator, "Cleaner", "project:*", "task:purge")
    make_policy(administrator, "deny", "task:purge", conditions={"resource.projectId": {"$eq": str(project)}})
    make_policy(administrator, "deny", "tenant:read", priority=2)

    shown = data(member.get(f"/api/permissions/matrix/{project}"))

    ids = {each["name"]: each["id"] for each in shown["roles"]}
    assert set(ids) == {"administrator", "customer", "member", "Cleaner"}
    assert ids["Cleaner"] == role["id"]
    assert set(shown["capabilities"]) == known_capabilities() | {"task:purge"}
    assert set(shown["matrix"]) == set(ids.values())
    cleaner, boss, anybody = (shown["matrix"][ids[name]] for name in ("Cleaner", "administrator", "member"))
    assert (cleaner["task:purge"], boss["task:purge"], anybody["task:purge"]) == (False, False, False)
    assert (boss["permission:administer"], cleaner["permission:administer"]) == (True, False)
    assert (anybody["permission:read"], cleaner["permission:read"]) == (True, False)


def test_the_matrix_is_of_a_project_that_the_tenant_has(administrator: PraetorClient, project: UUID) -> None:
    data(administrator.get(f"/api/permissions/matrix/{project}"))
    for id in (new_id(), "nonsense"):
        assert problem(administrator.get(f"/api/permissions/matrix/{id}")) == (404, "NOT_FOUND")


def test_a_role_held_in_a_project_reaches_only_it(administrator: PraetorClient, charles: Person, project: UUID) -> None:
    role = make_role(administrator, "Cleaner", "project:delete")
    give(administrator, role, charles, projectId=str(project))

    assert decision(administrator, charles, "project:delete", resourceId=str(project))["allowed"]
    assert not decision(administrator, charles, "project:delete")["allowed"]
    path = f"/api/permissions/roles/{role['id']}/members/{charles.id}?projectId={project}"
    assert data(administrator.send("DELETE", path))["assigned"] is False
    assert not decision(administrator, charles, "project:delete", resourceId=str(project))["allowed"]


def test_an_administrators_role_in_a_project_is_no_administrator(
    administrator: PraetorClient, charles: Person, project: UUID
) -> None:
    give(administrator, system_role(administrator, "administrator"), charles, projectId=str(project))

    assert decision(administrator, charles, "project:delete", resourceId=str(project))["allowed"]
    assert not decision(administrator, charles, "permission:administer")["allowed"]
