"""Invitations as those see them who manage an organization."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from app.domain.access_policies.system_roles import system_role_id
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.dialects.praetor.agencies import INVITATIONS, NEW_USER, Agency, make_organization, new_email
from tests.dialects.praetor.people import PraetorClient, data, problem


def listed(agency: Agency, status: str | None = None) -> list[dict[str, Any]]:
    query = f"?organizationId={agency.id}" + (f"&status={status}" if status else "")
    answer = agency.owner.client.get(INVITATIONS + query)
    found: list[dict[str, Any]] = data(answer)
    assert answer.get_json()["total"] == len(found)
    return found


def accept(anybody: PraetorClient, token: str) -> Any:
    return anybody.post(f"{INVITATIONS}/{token}/accept", NEW_USER)


def test_an_invitation_holds_for_seven_days(agency: Agency) -> None:
    email = new_email()
    made = data(agency.invite(email=f" {email.upper()} ", message="Welcome!"), 201)

    assert set(made) == {"id", "token", "email", "status", "expiresAt"}
    assert (made["email"], made["status"]) == (email, "pending")
    left = datetime.fromisoformat(made["expiresAt"]) - datetime.now(UTC)
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)


def test_the_token_is_long_shown_once_and_not_stored(agency: Agency, owner: Engine) -> None:
    tokens = {agency.invitation()["token"] for _ in range(3)}

    assert len(tokens) == 3
    assert all(len(token) == 43 for token in tokens)
    assert not any(token in str(listed(agency)) for token in tokens)
    with transaction(owner) as connection:
        rows = connection.execute(text("SELECT customer_invitations::text FROM customer_invitations")).scalars().all()
    for token in tokens:
        spelled = (token, token.encode().hex())
        assert not any(each in row for each in spelled for row in rows)


def test_they_are_listed_by_status_the_newest_first(agency: Agency, anybody: PraetorClient) -> None:
    made = {status: agency.invitation() for status in ("accepted", "revoked", "expired", "pending")}
    assert data(accept(anybody, made["accepted"]["token"]))
    data(agency.owner.client.post(f"{INVITATIONS}/{made['revoked']['token']}/revoke"))
    agency.age(made["expired"])

    assert [each["status"] for each in listed(agency)] == ["pending", "expired", "revoked", "accepted"]
    for status, invitation in made.items():
        (found,) = listed(agency, status)
        assert (found["id"], found["status"], found["email"]) == (invitation["id"], status, invitation["email"])
    (accepted,) = listed(agency, "accepted")
    assert accepted["acceptedAt"] is not None
    assert accepted["acceptedBy"] in agency.roles()


def test_an_organization_has_to_be_named_and_the_status_to_be_one(agency: Agency) -> None:
    for query in ("", "?organizationId=nonsense", f"?organizationId={agency.id}&status=open"):
        assert problem(agency.owner.client.get(INVITATIONS + query)) == (400, "VALIDATION_ERROR")


def test_a_newer_invitation_takes_the_place_of_the_pending_one(agency: Agency, anybody: PraetorClient) -> None:
    email = new_email()
    first, second = agency.invitation(email=email), agency.invitation(email=email.upper())

    assert problem(accept(anybody, first["token"])) == (409, "CONFLICT")
    assert [(each["id"], each["status"]) for each in listed(agency)] == [
        (second["id"], "pending"),
        (first["id"], "revoked"),
    ]
    assert data(accept(anybody, second["token"]))


def test_an_expired_one_stays_expired_when_a_newer_one_comes(agency: Agency) -> None:
    email = new_email()
    first = agency.invitation(email=email)
    agency.age(first)
    agency.invitation(email=email)

    assert [each["status"] for each in listed(agency)] == ["pending", "expired"]


def test_two_organizations_invite_the_same_person(agency: Agency) -> None:
    email, other = new_email(), make_organization(agency.owner.client)
    agency.invitation(email=email)

    assert data(agency.invite(email=email, organizationId=other["id"]), 201)
    assert [each["status"] for each in listed(agency)] == ["pending"]


def test_members_are_not_invited(agency: Agency) -> None:
    assert problem(agency.invite(email=agency.colleague("member").person.email)) == (409, "CONFLICT")


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "nobody"},
        {"email": ""},
        {"email": None},
        {"email": "jäne@example.com"},
        {"message": "x" * 2001},
        {"roleId": "nonsense"},
        {"roleId": str(new_id())},
        {"organizationId": "nonsense"},
        {"organizationId": None},
    ],
)
def test_what_does_not_fit_is_refused(agency: Agency, wrong: dict[str, Any]) -> None:
    assert problem(agency.invite(**wrong)) == (400, "VALIDATION_ERROR")
    assert listed(agency) == []


def test_a_role_of_another_tenant_is_none(agency: Agency, stranger: PraetorClient) -> None:
    foreign = data(stranger.post("/api/permissions/roles", {"name": "R", "capabilities": ["a:b"]}), 201)["id"]

    refused = agency.invite(roleId=foreign)

    assert problem(refused) == (400, "VALIDATION_ERROR")
    assert refused.get_json()["error"]["details"]["field"] == "roleId"


def test_nobody_becomes_an_administrator_by_invitation(agency: Agency, administrator: PraetorClient) -> None:
    data(administrator.get("/api/permissions/roles"))  # makes the system's roles
    roles = {name: str(system_role_id(agency.tenant_id, name)) for name in ("administrator", "member")}

    assert problem(agency.invite(roleId=roles["administrator"])) == (403, "FORBIDDEN")
    assert data(agency.invite(roleId=roles["member"]), 201)


def test_admins_invite_and_members_do_not(agency: Agency) -> None:
    token = agency.invitation()["token"]
    for role, status in (("member", 403), ("admin", 201)):
        client = agency.colleague(role).client
        body = {"organizationId": agency.id, "email": new_email()}
        assert client.post(INVITATIONS, body).status_code == status
        assert (client.get(f"{INVITATIONS}?organizationId={agency.id}").status_code == 200) == (role == "admin")
        assert (client.post(f"{INVITATIONS}/{token}/revoke").status_code == 200) == (role == "admin")


def test_an_invitation_is_revoked_by_token_or_id(agency: Agency, anybody: PraetorClient) -> None:
    for name in ("token", "id"):
        made = agency.invitation()
        path = f"{INVITATIONS}/{made[name]}/revoke"
        assert data(agency.owner.client.post(path))["status"] == "revoked"
        assert data(agency.owner.client.post(path))["status"] == "revoked"
        assert problem(accept(anybody, made["token"])) == (409, "CONFLICT")


def test_what_is_over_cannot_be_revoked(agency: Agency, anybody: PraetorClient) -> None:
    accepted, expired = agency.invitation(), agency.invitation()
    data(accept(anybody, accepted["token"]))
    agency.age(expired)

    revoke = [agency.owner.client.post(f"{INVITATIONS}/{each['token']}/revoke") for each in (accepted, expired)]
    assert [problem(answer) for answer in revoke] == [(409, "CONFLICT"), (400, "INVITE_EXPIRED")]
    for name in ("nonsense", new_id()):
        assert problem(agency.owner.client.post(f"{INVITATIONS}/{name}/revoke")) == (404, "NOT_FOUND")
