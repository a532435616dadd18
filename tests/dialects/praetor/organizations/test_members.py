"""Members of an organization: owners and admins manage, only owners touch owners, and one owner always stays."""

from typing import Any

import pytest
from sqlalchemy import Engine, text

from app.domain.users.operations import disable_user
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.dialects.praetor.agencies import AGENCY_PROJECTS, Agency, Colleague
from tests.dialects.praetor.flows import make_project
from tests.dialects.praetor.people import PraetorClient, data, problem


def put(by: Colleague, agency: Agency, whom: Colleague, role: str) -> Any:
    return by.client.send("PUT", f"{agency.members}/{whom.id}", {"role": role})


def remove(by: Colleague, agency: Agency, whom: Colleague) -> Any:
    return by.client.send("DELETE", f"{agency.members}/{whom.id}")


def test_members_are_listed_with_their_names(agency: Agency) -> None:
    member = agency.colleague("member")
    answer = member.client.get(agency.members)

    first, second = data(answer)
    assert answer.get_json()["total"] == 2
    assert set(first) == {"id", "userId", "role", "joinedAt", "user"}
    assert (first["userId"], first["role"]) == (agency.owner.id, "owner")
    assert (second["userId"], second["role"], second["user"]) == (
        member.id,
        "member",
        {"name": "Ada", "email": member.person.email},
    )


def test_users_of_the_tenant_are_taken_in_once(agency: Agency) -> None:
    newcomer = agency.colleague()
    body = {"userId": newcomer.id, "role": "admin"}

    added = data(agency.owner.client.post(agency.members, body), 201)
    assert (added["userId"], added["role"]) == (newcomer.id, "admin")
    assert data(newcomer.client.get(agency.path))["role"] == "admin"
    assert problem(agency.owner.client.post(agency.members, body)) == (409, "CONFLICT")


def test_somebody_else_cannot_be_taken_in(agency: Agency, stranger: PraetorClient) -> None:
    foreign = data(stranger.get("/api/auth/me"))["user"]["id"]

    answers = [
        agency.owner.client.post(agency.members, {"userId": id, "role": "member"}) for id in (foreign, str(new_id()))
    ]

    assert [problem(answer) for answer in answers] == [(404, "NOT_FOUND")] * 2
    assert answers[0].get_json()["error"] == answers[1].get_json()["error"]


@pytest.mark.parametrize("body", [{}, {"userId": "nonsense"}, {"userId": None}, {"role": "admin"}])
def test_a_member_has_to_be_named(agency: Agency, body: dict[str, Any]) -> None:
    assert problem(agency.owner.client.post(agency.members, body)) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize("role", ["", "Owner", "administrator", 1])
def test_there_are_three_roles(agency: Agency, role: Any) -> None:
    body = {"userId": agency.colleague().id, "role": role}

    assert problem(agency.owner.client.post(agency.members, body)) == (400, "VALIDATION_ERROR")
    assert problem(put(agency.owner, agency, agency.colleague("member"), role)) == (400, "VALIDATION_ERROR")


def test_who_may_do_what_to_whom(agency: Agency) -> None:
    """By the roles of who does it, who it is done to, and what he becomes (None: he is removed)."""
    people = {role: [agency.colleague(role) for _ in range(2)] for role in ("owner", "admin", "member")}
    allowed = {
        (by, whom, to)
        for by in people
        for whom in people
        for to in (*people, None)
        if by == "owner" or (by == "admin" and "owner" not in (whom, to))
    }
    for by in people:
        for whom in people:
            for to in (*people, None):
                actor, target = people[by][0], people[whom][1]
                answer = remove(actor, agency, target) if to is None else put(actor, agency, target, to)
                if (by, whom, to) in allowed:
                    assert answer.status_code == 200, (by, whom, to)
                    if to is None:
                        data(agency.owner.client.post(agency.members, {"userId": target.id, "role": whom}), 201)
                    data(put(agency.owner, agency, target, whom))
                else:
                    assert problem(answer) == (403, "FORBIDDEN"), (by, whom, to)


def test_only_owners_take_in_owners_and_members_nobody(agency: Agency) -> None:
    admin, member, newcomer = agency.colleague("admin"), agency.colleague("member"), agency.colleague()

    for by, role in ((admin, "owner"), (member, "member")):
        assert problem(by.client.post(agency.members, {"userId": newcomer.id, "role": role})) == (403, "FORBIDDEN")
    assert data(admin.client.post(agency.members, {"userId": newcomer.id, "role": "admin"}), 201)


def test_everybody_may_leave(agency: Agency) -> None:
    for role in ("owner", "admin", "member"):
        leaving = agency.colleague(role)
        left = data(remove(leaving, agency, leaving))
        assert (left["userId"], left["deleted"]) == (leaving.id, True)
        assert problem(leaving.client.get(agency.path)) == (403, "ORG_NOT_MEMBER")
    assert agency.roles() == {agency.owner.id: "owner"}


def test_the_last_owner_stays_one(agency: Agency) -> None:
    agency.colleague("admin")

    for answer in (
        remove(agency.owner, agency, agency.owner),
        put(agency.owner, agency, agency.owner, "admin"),
        put(agency.owner, agency, agency.owner, "member"),
    ):
        assert problem(answer) == (409, "CONFLICT")
    assert data(put(agency.owner, agency, agency.owner, "owner"))["role"] == "owner"


def test_an_owner_goes_once_there_is_another(agency: Agency) -> None:
    heir = agency.colleague("owner")

    assert data(put(agency.owner, agency, agency.owner, "member"))["role"] == "member"
    assert data(heir.client.get(agency.path))["ownerId"] == heir.id
    assert problem(remove(heir, agency, heir)) == (409, "CONFLICT")


def test_an_owner_whose_account_is_closed_is_no_other_owner(agency: Agency, owner: Engine) -> None:
    closed = agency.colleague("owner")
    with transaction(owner) as connection:
        disable_user(connection, email=closed.person.email)

    assert problem(remove(agency.owner, agency, agency.owner)) == (409, "CONFLICT")
    assert data(remove(agency.owner, agency, closed))["userId"] == closed.id


def test_who_leaves_loses_his_projects_and_roles_there(agency: Agency, administrator: PraetorClient) -> None:
    customer = agency.colleague("member")
    role = data(administrator.post("/api/permissions/roles", {"name": new_id().hex, "capabilities": ["x:y"]}), 201)
    held = f"/api/permissions/roles/{role['id']}/members/{customer.id}"
    data(administrator.send("PUT", held, {"organizationId": agency.id}))
    project = make_project(agency.owner.client)
    given = {"organizationId": agency.id, "projectId": project, "customerUserId": customer.id}
    data(agency.owner.client.post(AGENCY_PROJECTS, given), 201)

    data(remove(agency.owner, agency, customer))

    assert data(agency.owner.client.get(f"{AGENCY_PROJECTS}?organizationId={agency.id}")) == []
    assert data(administrator.get(f"/api/permissions/roles/{role['id']}"))["users"] == []


def test_who_leaves_the_tenant_leaves_its_organizations(agency: Agency, owner: Engine) -> None:
    leaving = agency.colleague("admin")
    with transaction(owner) as connection:
        connection.execute(text("DELETE FROM memberships WHERE user_id = :user"), {"user": leaving.person.id})

    assert leaving.id not in agency.roles()


def test_nobody_else_is_a_member(agency: Agency) -> None:
    for id in (agency.colleague().id, str(new_id()), "nonsense"):
        path = f"{agency.members}/{id}"
        assert problem(agency.owner.client.send("PUT", path, {"role": "admin"})) == (404, "NOT_FOUND")
        assert problem(agency.owner.client.send("DELETE", path)) == (404, "NOT_FOUND")
