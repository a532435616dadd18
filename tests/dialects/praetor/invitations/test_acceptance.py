"""Invitations as the invited see them: shown to whoever has the token, accepted once, for the invited address."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from structlog.testing import capture_logs

from app.api.factory import create_app
from app.settings import Settings
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.dialects.clients import shut_down
from tests.dialects.praetor.agencies import INVITATIONS, NEW_USER, Agency, new_email
from tests.dialects.praetor.people import Person, PraetorClient, data, make_person, problem, signed_in


def path(invitation: dict[str, Any]) -> str:
    return f"{INVITATIONS}/{invitation['token']}"


def accept(client: PraetorClient, invitation: dict[str, Any], body: Any = NEW_USER, **headers: str) -> Any:
    return client.post(f"{path(invitation)}/accept", body, **headers)


@pytest.fixture
def wary(api_settings: Settings) -> Iterator[Flask]:
    """Three acceptances an address."""
    app = create_app(replace(api_settings, login_attempts_per_address=3))
    yield app
    shut_down(app)


@pytest.fixture
def grace(owner: Engine) -> Person:
    """Somebody of another tenant."""
    return make_person(owner)


def test_the_token_shows_who_invites_and_nothing_else(agency: Agency, anybody: PraetorClient) -> None:
    made = agency.invitation(message="Welcome!")

    assert data(anybody.get(path(made))) == {
        "id": made["id"],
        "organization": {"name": "Acme Digital Agency", "displayName": "Acme Digital"},
        "invitedBy": {"name": "Ada"},
        "message": "Welcome!",
        "status": "pending",
        "expiresAt": made["expiresAt"],
    }


def test_it_is_shown_whatever_became_of_it(agency: Agency, anybody: PraetorClient) -> None:
    accepted, revoked, expired = (agency.invitation() for _ in range(3))
    data(accept(anybody, accepted))
    data(agency.owner.client.post(f"{path(revoked)}/revoke"))
    agency.age(expired)

    shown = [data(anybody.get(path(each)))["status"] for each in (accepted, revoked, expired)]
    assert shown == ["accepted", "revoked", "expired"]


def test_an_id_or_another_word_is_no_token(agency: Agency, anybody: PraetorClient) -> None:
    for name in (agency.invitation()["id"], "nonsense", str(new_id()), "%00", "x" * 2000):
        assert problem(anybody.get(f"{INVITATIONS}/{name}")) == (404, "NOT_FOUND")
        assert problem(anybody.post(f"{INVITATIONS}/{name}/accept", NEW_USER)) == (404, "NOT_FOUND")


def test_a_new_user_gets_an_account_and_is_in(app: Flask, agency: Agency, anybody: PraetorClient) -> None:
    made = agency.invitation()

    accepted = data(accept(anybody, made))
    assert (accepted["id"], accepted["status"], accepted["role"]) == (made["id"], "accepted", "member")
    assert (accepted["organizationId"], accepted["tenantId"]) == (agency.id, str(agency.tenant_id))
    assert agency.roles()[accepted["userId"]] == "member"

    session = data(anybody.login(made["email"], NEW_USER["password"]))
    me = data(PraetorClient(app, token=session["token"]).get("/api/auth/me"))
    assert me["user"] == {"id": accepted["userId"], "email": made["email"], "name": "Jane Customer"}
    assert (me["tenant"]["id"], me["role"]) == (str(agency.tenant_id), "customer")


def test_an_existing_user_accepts_as_himself(app: Flask, agency: Agency, grace: Person) -> None:
    client = signed_in(app, grace)

    accepted = data(accept(client, agency.invitation(email=grace.email), {"userId": str(grace.id)}))

    assert accepted["userId"] == str(grace.id)
    tenants = data(client.get("/api/auth/me"))["tenants"]
    assert [(tenant["id"], tenant["role"]) for tenant in tenants] == [
        (str(grace.tenant_id), "administrator"),
        (str(agency.tenant_id), "customer"),
    ]
    there = signed_in(app, grace, tenantId=str(agency.tenant_id))
    assert data(there.get(agency.path))["role"] == "member"


def test_nobody_loses_a_role_by_accepting(app: Flask, agency: Agency, ada: Person) -> None:
    client = signed_in(app, ada)
    invitation = agency.invitation(email=ada.email)
    data(agency.owner.client.post(agency.members, {"userId": str(ada.id), "role": "admin"}), 201)

    assert data(accept(client, invitation, {"userId": str(ada.id)}))["role"] == "admin"
    assert data(client.get("/api/auth/me"))["role"] == "administrator"


def test_it_works_once(agency: Agency, anybody: PraetorClient) -> None:
    made = agency.invitation()
    data(accept(anybody, made))

    again = accept(anybody, made)
    assert problem(again) == (409, "CONFLICT")
    assert again.get_json()["error"]["details"] == {"status": "accepted"}


def test_it_works_for_seven_days(app: Flask, agency: Agency, anybody: PraetorClient, grace: Person) -> None:
    for email, client, body in (
        (new_email(), anybody, NEW_USER),
        (grace.email, signed_in(app, grace), {"userId": str(grace.id)}),
    ):
        made = agency.invitation(email=email)
        agency.age(made)
        assert problem(accept(client, made, body)) == (400, "INVITE_EXPIRED")
    assert len(agency.roles()) == 1


def test_the_user_is_the_one_of_the_session(app: Flask, agency: Agency, grace: Person, anybody: PraetorClient) -> None:
    made, own = agency.invitation(email=grace.email), {"userId": str(grace.id)}
    other = agency.colleague()

    assert problem(accept(anybody, made, own)) == (401, "UNAUTHORIZED")
    assert problem(accept(other.client, made, own)) == (403, "FORBIDDEN")
    assert problem(accept(other.client, made, {"userId": other.id})) == (403, "FORBIDDEN")
    assert problem(accept(signed_in(app, grace), made, {"userId": other.id})) == (403, "FORBIDDEN")
    assert data(anybody.get(path(made)))["status"] == "pending"


def test_another_site_cannot_accept_with_the_cookie(agency: Agency, grace: Person, anybody: PraetorClient) -> None:
    cookie = f"stytch_session_jwt={data(anybody.login(grace.email))['token']}"
    made, own = agency.invitation(email=grace.email), {"userId": str(grace.id)}

    elsewhere = accept(anybody, made, own, Cookie=cookie, Origin="https://elsewhere.example")
    assert problem(elsewhere) == (403, "FORBIDDEN")
    assert data(accept(anybody, made, own, Cookie=cookie, Origin="http://localhost"))["userId"] == str(grace.id)


def test_an_address_with_an_account_needs_its_session(agency: Agency, grace: Person, anybody: PraetorClient) -> None:
    made = agency.invitation(email=grace.email)

    assert problem(accept(anybody, made)) == (409, "CONFLICT")
    assert data(anybody.get(path(made)))["status"] == "pending"
    assert data(anybody.login(grace.email))["userId"] == str(grace.id)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": "Jane"}, "password"),
        ({"password": NEW_USER["password"]}, "name"),
        ({"name": "Jane", "password": "short"}, "password"),
        ({"name": "Jane", "password": "p" * 129}, "password"),
        ({"name": "", "password": NEW_USER["password"]}, "name"),
        ({"userId": "nonsense"}, "userId"),
        ({**NEW_USER, "userId": str(new_id())}, "userId"),
    ],
)
def test_it_is_either_a_new_user_or_a_known_one(
    agency: Agency, anybody: PraetorClient, body: dict[str, Any], field: str
) -> None:
    refused = accept(anybody, agency.invitation(), body)

    assert problem(refused) == (400, "VALIDATION_ERROR")
    assert refused.get_json()["error"]["details"]["field"] == field


def test_the_role_is_held_in_the_organization(
    agency: Agency, anybody: PraetorClient, administrator: PraetorClient
) -> None:
    role = data(administrator.post("/api/permissions/roles", {"name": new_id().hex, "capabilities": ["a:b"]}), 201)

    accepted = data(accept(anybody, agency.invitation(roleId=role["id"])))

    (holder,) = data(administrator.get(f"/api/permissions/roles/{role['id']}"))["users"]
    assert (holder["id"], holder["organizationId"]) == (accepted["userId"], agency.id)


def test_a_role_that_is_gone_is_not_given(agency: Agency, anybody: PraetorClient, administrator: PraetorClient) -> None:
    role = data(administrator.post("/api/permissions/roles", {"name": new_id().hex, "capabilities": ["a:b"]}), 201)
    made = agency.invitation(roleId=role["id"])
    data(administrator.send("DELETE", f"/api/permissions/roles/{role['id']}"))

    assert data(accept(anybody, made))["role"] == "member"


def test_the_inviters_name_outlives_his_membership(agency: Agency, anybody: PraetorClient, owner: Engine) -> None:
    admin = agency.colleague("admin")
    body = {"organizationId": agency.id, "email": new_email()}
    made = data(admin.client.post(INVITATIONS, body), 201)
    with transaction(owner) as connection:
        connection.execute(text("DELETE FROM users WHERE id = :id"), {"id": admin.person.id})

    assert data(anybody.get(path(made)))["invitedBy"] == {"name": "Ada"}
    assert data(accept(anybody, made))


def test_no_token_stands_in_the_log(agency: Agency, anybody: PraetorClient) -> None:
    made = agency.invitation()

    with capture_logs() as lines:
        anybody.get(path(made))
        accept(anybody, made)
        agency.owner.client.post(f"{path(made)}/revoke")

    paths = [line["path"] for line in lines if line["event"] == "request"]
    assert paths == [f"{INVITATIONS}/…", f"{INVITATIONS}/…/accept", f"{INVITATIONS}/…/revoke"]
    assert made["token"] not in str(lines)


def test_acceptances_are_counted_by_address(wary: Flask, agency: Agency) -> None:
    client = PraetorClient(wary, address=f"2001:db8:{new_id().hex[-4:]}:{new_id().hex[-8:-4]}::1")
    unknown = {"token": "nonsense"}

    assert [accept(client, unknown).status_code for _ in range(4)] == [404, 404, 404, 429]
    assert problem(accept(client, agency.invitation())) == (429, "RATE_LIMITED")
