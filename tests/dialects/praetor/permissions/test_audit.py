"""The trail: who changed what from what to what, and which decisions were asked for."""

from flask import Flask
from sqlalchemy import Engine

from tests.dialects.praetor.flows import make_project
from tests.dialects.praetor.people import Person, PraetorClient, data, make_person, problem, signed_in
from tests.dialects.praetor.permissions.requests import (
    AUDIT,
    POLICIES,
    ROLES,
    decision,
    entries,
    give,
    make_policy,
    make_role,
    take,
)


def test_every_change_of_a_role_is_there_with_before_and_after(
    administrator: PraetorClient, ada: Person, charles: Person
) -> None:
    role = make_role(administrator, "Cleaner", "project:delete")
    give(administrator, role, charles)
    data(administrator.patch(f"{ROLES}/{role['id']}", {"name": "Sweeper"}))
    take(administrator, role, charles)
    data(administrator.send("DELETE", f"{ROLES}/{role['id']}"))

    trail = entries(administrator, kind="change", subjectId=role["id"])[::-1]

    actions = ["role.created", "role.assigned", "role.updated", "role.unassigned", "role.deleted"]
    assert [entry["action"] for entry in trail] == actions
    assert {entry["actorId"] for entry in trail} == {str(ada.id)}
    created, assigned, updated, unassigned, deleted = trail
    assert (created["before"], created["after"]["name"]) == (None, "Cleaner")
    assert (updated["before"]["name"], updated["after"]["name"]) == ("Cleaner", "Sweeper")
    assert assigned["after"] == unassigned["before"]
    assert assigned["after"] == {"user_id": str(charles.id), "organization_id": None, "project_id": None}
    assert (deleted["before"]["name"], deleted["after"]) == ("Sweeper", None)


def test_every_change_of_a_policy_is_there_with_before_and_after(administrator: PraetorClient) -> None:
    policy = make_policy(administrator, "deny", "project:delete", conditions={"user.x": {"$eq": 1}})
    data(administrator.patch(f"{POLICIES}/{policy['id']}", {"priority": 9}))
    data(administrator.send("DELETE", f"{POLICIES}/{policy['id']}"))

    trail = entries(administrator, subjectId=policy["id"])[::-1]

    assert [entry["action"] for entry in trail] == ["policy.created", "policy.updated", "policy.deleted"]
    assert (trail[1]["before"]["priority"], trail[1]["after"]["priority"]) == (0, 9)
    assert trail[2]["before"]["conditions"] == {"user.x": {"$eq": 1}}


def test_refused_changes_leave_no_trace_of_a_change(administrator: PraetorClient) -> None:
    make_role(administrator, "Cleaner", "project:delete")
    assert problem(administrator.post(ROLES, {"name": "cleaner", "capabilities": []})) == (409, "CONFLICT")

    assert [entry["action"] for entry in entries(administrator)] == ["role.created"]


def test_decisions_are_there_when_they_were_no_or_explained(administrator: PraetorClient, charles: Person) -> None:
    decision(administrator, charles, "project:read")
    decision(administrator, charles, "project:read", explain=True)
    project = make_project(administrator)
    decision(administrator, charles, "project:delete", resourceId=project, context={"ticket": 12})

    refused, explained = entries(administrator, kind="decision")

    assert (explained["action"], explained["details"]["allowed"]) == ("project:read", True)
    assert explained["details"]["explained"] is True
    assert (refused["action"], refused["subjectType"], refused["subjectId"]) == ("project:delete", "project", project)
    assert refused["details"]["userId"] == str(charles.id)
    assert refused["details"]["context"] == {"ticket": 12}


def test_the_trail_comes_in_pages(administrator: PraetorClient) -> None:
    for number in range(5):
        make_role(administrator, f"Role {number}", "project:read")

    seen, before = [], None
    while True:
        page = data(administrator.get(f"{AUDIT}?limit=2{f'&before={before}' if before else ''}"))
        seen += [entry["after"]["name"] for entry in page["entries"]]
        before = page["nextBefore"]
        if before is None:
            break

    assert seen == [f"Role {number}" for number in (4, 3, 2, 1, 0)]
    for query in ("limit=0", "before=7", "kind=gossip", "actorId=me", "subjectId=%00"):
        assert problem(administrator.get(f"{AUDIT}?{query}")) == (400, "VALIDATION_ERROR")


def test_the_trail_is_chosen_by_who_did_it(administrator: PraetorClient, ada: Person, charles: Person) -> None:
    make_role(administrator, "Cleaner", "project:read")

    assert len(entries(administrator, actorId=ada.id)) == 1
    assert entries(administrator, actorId=charles.id) == []


def test_a_tenant_sees_its_own_trail(app: Flask, owner: Engine, administrator: PraetorClient) -> None:
    make_role(administrator, "Cleaner", "project:read")

    assert entries(signed_in(app, make_person(owner))) == []
