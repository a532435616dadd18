"""Customers of an agency: what they may, how they become members, and what the trail keeps of all that."""

from typing import Any

from flask import Flask

from tests.dialects.praetor.agencies import AGENCY_PROJECTS, INVITATIONS, NEW_USER, ORGANIZATIONS, Agency, new_slug
from tests.dialects.praetor.people import Person, PraetorClient, data, problem
from tests.dialects.praetor.permissions.requests import ROLES, entries, make_role, system_role


def accepted(anybody: PraetorClient, invitation: dict[str, Any]) -> dict[str, Any]:
    return dict(data(anybody.post(f"{INVITATIONS}/{invitation['token']}/accept", NEW_USER)))


def entered(app: Flask, anybody: PraetorClient, invitation: dict[str, Any]) -> tuple[str, PraetorClient]:
    """A new user who has accepted: his id, and he signed in."""
    user_id = accepted(anybody, invitation)["userId"]
    session = data(anybody.login(invitation["email"], NEW_USER["password"]))
    return user_id, PraetorClient(app, token=session["token"])


def tenant_role(client: PraetorClient) -> str:
    return str(data(client.get("/api/auth/me"))["role"])


def test_a_customer_sees_his_organizations_and_what_was_given_to_him_and_nothing_else(
    app: Flask, agency: Agency, anybody: PraetorClient
) -> None:
    _, customer = entered(app, anybody, agency.invitation())

    assert [each["id"] for each in data(customer.get(ORGANIZATIONS))] == [agency.id]
    assert data(customer.get(agency.path))["role"] == "member"
    assert data(customer.get(f"{AGENCY_PROJECTS}?organizationId={agency.id}")) == []
    closed = [
        customer.get("/api/projects"),
        customer.post("/api/projects", {"name": "Mine"}),
        customer.post(ORGANIZATIONS, {"name": "Mine", "slug": new_slug()}),
        customer.send("PUT", agency.path, {"name": "Mine"}),
        customer.get(ROLES),
    ]
    assert {problem(answer) for answer in closed} == {(403, "FORBIDDEN")}


def test_who_is_invited_as_a_member_is_one_and_a_role_of_the_tenants_own_comes_on_top(
    app: Flask, agency: Agency, anybody: PraetorClient, administrator: PraetorClient
) -> None:
    member = system_role(administrator, "member")["id"]
    reviewer = make_role(administrator, "Reviewer of invitations", "task:read")["id"]

    _, colleague = entered(app, anybody, agency.invitation(roleId=member))
    customer_id, customer = entered(app, anybody, agency.invitation(roleId=reviewer))

    assert (tenant_role(colleague), tenant_role(customer)) == ("member", "customer")
    assert [user["id"] for user in data(administrator.get(f"{ROLES}/{reviewer}"))["users"]] == [customer_id]


def test_an_administrator_makes_a_member_of_a_customer_and_a_customer_of_him_again(
    app: Flask, agency: Agency, anybody: PraetorClient, administrator: PraetorClient, ada: Person
) -> None:
    user_id, customer = entered(app, anybody, agency.invitation())
    roles = {name: system_role(administrator, name)["id"] for name in ("administrator", "member", "customer")}

    def of(name: str) -> str:
        return f"{ROLES}/{roles[name]}/members/{user_id}"

    for name in ("member", "administrator", "customer"):
        data(administrator.send("PUT", of(name)))
        assert tenant_role(customer) == name
    data(administrator.send("DELETE", of("administrator")))  # which he is not
    assert tenant_role(customer) == "customer"
    assert problem(administrator.send("DELETE", of("customer"))) == (409, "CONFLICT")
    last = f"{ROLES}/{roles['customer']}/members/{ada.id}"
    assert problem(administrator.send("PUT", last)) == (409, "CONFLICT")


def test_memberships_and_invitations_leave_their_trail(
    agency: Agency, anybody: PraetorClient, administrator: PraetorClient
) -> None:
    revoked, made = agency.invitation(), agency.invitation()
    for _ in range(2):
        data(agency.owner.client.post(f"{INVITATIONS}/{revoked['token']}/revoke"))
    user_id = accepted(anybody, made)["userId"]
    for role in ("admin", "admin", "member"):
        data(agency.owner.client.send("PUT", f"{agency.members}/{user_id}", {"role": role}))
    data(agency.owner.client.send("DELETE", f"{agency.members}/{user_id}"))
    data(agency.owner.client.post(agency.members, {"userId": user_id, "role": "member"}), 201)

    members = entries(administrator, subjectId=agency.id)[::-1]
    assert [(each["action"], each["before"], each["after"]) for each in members] == [
        ("member.role_changed", {"userId": user_id, "role": "member"}, {"userId": user_id, "role": "admin"}),
        ("member.role_changed", {"userId": user_id, "role": "admin"}, {"userId": user_id, "role": "member"}),
        ("member.removed", {"userId": user_id, "role": "member"}, None),
        ("member.added", None, {"userId": user_id, "role": "member"}),
    ]
    assert {each["actorId"] for each in members} == {agency.owner.id}
    told = {name["id"]: entries(administrator, subjectId=name["id"])[::-1] for name in (revoked, made)}
    assert [each["action"] for each in told[revoked["id"]]] == ["invitation.created", "invitation.revoked"]
    assert [(each["action"], each["actorId"]) for each in told[made["id"]]] == [
        ("invitation.created", agency.owner.id),
        ("invitation.accepted", user_id),
    ]
    assert told[made["id"]][1]["after"]["status"] == "accepted"
    assert made["token"] not in str(told)
