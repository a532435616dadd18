"""Signing in, staying signed in, signing out."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from app.api.factory import create_app
from app.domain.users import passwords
from app.domain.users.operations import create_user, disable_user, set_password
from app.domain.users.passwords import hashed
from app.settings import Settings
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.dialects.clients import shut_down
from tests.dialects.praetor.people import (
    PASSWORD,
    Person,
    PraetorClient,
    data,
    make_person,
    make_tenant,
    problem,
    signed_in,
)

WRONG = "not the password at all"


@pytest.fixture
def wary(api_settings: Settings) -> Iterator[Flask]:
    """Three tries an account, eight an address."""
    app = create_app(replace(api_settings, login_attempts_per_account=3, login_attempts_per_address=8))
    yield app
    shut_down(app)


@pytest.fixture
def keyless(api_settings: Settings) -> Iterator[Flask]:
    app = create_app(replace(api_settings, secret_keys=()))
    yield app
    shut_down(app)


def refresh(client: PraetorClient, token: str) -> Any:
    return client.post("/api/auth/refresh", {"refreshToken": token})


def age_used_tokens(owner: Engine, session_id: str) -> None:
    """Let the time pass within which two requests may have raced."""
    with transaction(owner) as connection:
        connection.execute(
            text("UPDATE refresh_tokens SET used_at = used_at - interval '1 minute' WHERE session_id = :session"),
            {"session": session_id},
        )


def test_a_login_opens_the_api(anybody: PraetorClient, app: Flask, ada: Person) -> None:
    opened = data(anybody.login(ada.email))
    me = data(PraetorClient(app, token=opened["token"]).get("/api/auth/me"))

    assert opened["tokenType"] == "Bearer"
    assert (opened["userId"], opened["tenantId"]) == (str(ada.id), str(ada.tenant_id))
    assert me["user"] == {"id": str(ada.id), "email": ada.email, "name": "Ada"}
    assert me["tenant"] == {"id": str(ada.tenant_id), "name": "Engines", "flags": {}}
    assert (me["role"], me["attributes"]) == ("administrator", {"department": "engineering"})
    assert me["tenants"] == [{"id": str(ada.tenant_id), "name": "Engines", "role": "administrator"}]
    assert me["sessionId"] == opened["sessionId"]


def test_an_email_is_the_same_in_any_case(anybody: PraetorClient, ada: Person) -> None:
    assert data(anybody.login(f"  {ada.email.upper()} "))["userId"] == str(ada.id)


@pytest.mark.parametrize("email", ["of the account", "of nobody", "that is none"])
@pytest.mark.parametrize("password", [WRONG, "x", "p" * 1000, "\u00e4" * 100], ids=["wrong", "short", "long", "wide"])
def test_a_refused_login_does_not_tell_whether_the_account_exists(
    anybody: PraetorClient, ada: Person, monkeypatch: pytest.MonkeyPatch, email: str, password: str
) -> None:
    """The body is the same, and so is the work: one verification of one hash with one set of parameters."""
    verified: list[str] = []
    hasher = passwords._HASHER

    class Counting:
        def verify(self, password_hash: str, candidate: bytes) -> bool:
            verified.append(password_hash.split("$")[3])
            return hasher.verify(password_hash, candidate)

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    addresses = {"of the account": ada.email, "of nobody": f"{new_id().hex}@example.com", "that is none": "nonsense"}

    refused = anybody.login(addresses[email], password)

    assert problem(refused) == (401, "UNAUTHORIZED")
    assert refused.get_json()["error"]["message"] == "Wrong email or password"
    assert verified == ["m=19456,t=2,p=1"]


def test_a_disabled_account_is_closed_at_once_and_looks_like_none(
    app: Flask, anybody: PraetorClient, owner: Engine, ada: Person
) -> None:
    opened = data(anybody.login(ada.email))
    with transaction(owner) as connection:
        disable_user(connection, email=ada.email)

    assert problem(PraetorClient(app, token=opened["token"]).get("/api/auth/me")) == (401, "UNAUTHORIZED")
    assert problem(refresh(anybody, opened["refreshToken"])) == (401, "UNAUTHORIZED")
    assert anybody.login(ada.email).get_json()["error"]["message"] == "Wrong email or password"


def test_another_password_signs_out_everywhere(app: Flask, anybody: PraetorClient, owner: Engine, ada: Person) -> None:
    client = signed_in(app, ada)
    with transaction(owner) as connection:
        set_password(connection, email=ada.email, password_hash=hashed("another password"))

    assert problem(client.get("/api/auth/me")) == (401, "UNAUTHORIZED")
    assert problem(anybody.login(ada.email)) == (401, "UNAUTHORIZED")
    assert data(anybody.login(ada.email, "another password"))


def test_who_belongs_to_several_tenants_chooses_one(
    anybody: PraetorClient, app: Flask, owner: Engine, ada: Person
) -> None:
    other = make_tenant(owner, name="Looms")
    with transaction(owner) as connection:
        connection.execute(
            text("INSERT INTO memberships (tenant_id, user_id, role) VALUES (:tenant, :user, 'member')"),
            {"tenant": other, "user": ada.id},
        )

    assert data(anybody.login(ada.email))["tenantId"] == str(ada.tenant_id)
    chosen = data(anybody.login(ada.email, tenantId=str(other)))
    assert (chosen["tenantId"], chosen["role"]) == (str(other), "member")
    me = data(PraetorClient(app, token=chosen["token"]).get("/api/auth/me"))
    assert [(each["name"], each["role"]) for each in me["tenants"]] == [
        ("Engines", "administrator"),
        ("Looms", "member"),
    ]
    assert problem(anybody.login(ada.email, tenantId=str(new_id()))) == (403, "FORBIDDEN")


def test_an_account_without_a_tenant_cannot_act(anybody: PraetorClient, owner: Engine) -> None:
    email = f"{new_id().hex}@example.com"
    with transaction(owner) as connection:
        create_user(connection, email=email, name="Nowhere", password_hash=hashed(PASSWORD))

    assert problem(anybody.login(email)) == (403, "FORBIDDEN")


def test_who_leaves_a_tenant_is_signed_out_of_it(app: Flask, owner: Engine, charles: Person) -> None:
    client = signed_in(app, charles)
    with transaction(owner) as connection:
        connection.execute(text("DELETE FROM memberships WHERE user_id = :user"), {"user": charles.id})

    assert problem(client.get("/api/auth/me")) == (401, "UNAUTHORIZED")


def test_a_logout_closes_the_session_with_all_its_tokens_and_no_other(
    app: Flask, anybody: PraetorClient, ada: Person
) -> None:
    opened, other = data(anybody.login(ada.email)), signed_in(app, ada)
    later = data(refresh(anybody, opened["refreshToken"]))
    client = PraetorClient(app, token=opened["token"])

    assert data(client.post("/api/auth/logout")) == {"signedOut": True}

    for token in (opened["token"], later["token"]):
        assert problem(PraetorClient(app, token=token).get("/api/auth/me")) == (401, "UNAUTHORIZED")
    assert problem(refresh(anybody, later["refreshToken"])) == (401, "UNAUTHORIZED")
    assert problem(client.post("/api/auth/logout")) == (401, "UNAUTHORIZED")
    assert data(other.get("/api/auth/me"))


def test_a_refresh_gives_the_next_tokens_of_the_same_session(app: Flask, anybody: PraetorClient, ada: Person) -> None:
    first = data(anybody.login(ada.email))
    second = data(refresh(anybody, first["refreshToken"]))
    third = data(refresh(anybody, second["refreshToken"]))

    assert first["sessionId"] == second["sessionId"] == third["sessionId"]
    assert len({each["refreshToken"] for each in (first, second, third)}) == 3
    assert data(PraetorClient(app, token=third["token"]).get("/api/auth/me"))


@pytest.mark.parametrize("token", ["x", "br_" + "x" * 43, "\u00e4"])
def test_an_unknown_refresh_token_prolongs_nothing(anybody: PraetorClient, token: str) -> None:
    assert problem(refresh(anybody, token)) == (401, "UNAUTHORIZED")


def test_a_refresh_token_that_comes_back_ends_its_session(
    app: Flask, anybody: PraetorClient, owner: Engine, ada: Person
) -> None:
    first, other = data(anybody.login(ada.email)), signed_in(app, ada)
    second = data(refresh(anybody, first["refreshToken"]))
    age_used_tokens(owner, first["sessionId"])

    assert problem(refresh(anybody, first["refreshToken"])) == (401, "UNAUTHORIZED")

    assert problem(refresh(anybody, second["refreshToken"])) == (401, "UNAUTHORIZED")
    assert problem(PraetorClient(app, token=second["token"]).get("/api/auth/me")) == (401, "UNAUTHORIZED")
    assert data(other.get("/api/auth/me"))


def test_of_twenty_refreshes_at_once_one_succeeds_and_the_session_goes_on(app: Flask, ada: Person) -> None:
    first = data(PraetorClient(app).login(ada.email))

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: refresh(PraetorClient(app), first["refreshToken"]), range(20)))

    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 19
    (won,) = (data(answer) for answer in answers if answer.status_code == 200)
    assert data(refresh(PraetorClient(app), won["refreshToken"]))["sessionId"] == first["sessionId"]


def test_a_session_ends_when_its_time_is_over(app: Flask, anybody: PraetorClient, owner: Engine, ada: Person) -> None:
    opened = data(anybody.login(ada.email))
    with transaction(owner) as connection:
        connection.execute(
            text("UPDATE auth_sessions SET expires_at = now() WHERE id = :id"), {"id": opened["sessionId"]}
        )

    assert problem(PraetorClient(app, token=opened["token"]).get("/api/auth/me")) == (401, "UNAUTHORIZED")
    assert problem(refresh(anybody, opened["refreshToken"])) == (401, "UNAUTHORIZED")


def test_no_token_and_no_password_is_stored(anybody: PraetorClient, owner: Engine, ada: Person) -> None:
    opened = data(anybody.login(ada.email))

    with owner.connect() as connection:
        for table in ("users", "auth_sessions", "refresh_tokens", "signing_keys"):
            rows = str(connection.execute(text(f"SELECT * FROM {table}")).all())
            assert PASSWORD not in rows
            assert opened["token"] not in rows
            assert opened["refreshToken"] not in rows


@pytest.mark.parametrize("known", [True, False])
def test_an_account_takes_so_many_wrong_passwords_and_then_rests(
    wary: Flask, owner: Engine, ada: Person, known: bool
) -> None:
    email = ada.email if known else f"{new_id().hex}@example.com"
    client = PraetorClient(wary, address=f"192.0.2.{new_id().int % 250}")

    assert [client.login(email, WRONG).status_code for _ in range(3)] == [401] * 3
    refused = client.login(email, PASSWORD)

    assert problem(refused) == (429, "RATE_LIMITED")
    assert 1 <= int(refused.headers["Retry-After"]) <= 301


def test_a_good_login_forgets_the_bad_ones_before_it(wary: Flask, ada: Person) -> None:
    client = PraetorClient(wary, address=f"198.51.100.{new_id().int % 250}")
    tries = [WRONG, WRONG, PASSWORD, WRONG, WRONG, PASSWORD]

    assert [client.login(ada.email, password).status_code for password in tries] == [401, 401, 200] * 2


def test_an_address_takes_so_many_tries_whatever_the_account(wary: Flask, owner: Engine) -> None:
    client = PraetorClient(wary, address=f"2001:db8:{new_id().hex[-4:]}::1")

    statuses = [client.login(f"{new_id().hex}@example.com", WRONG).status_code for _ in range(9)]

    assert statuses == [401] * 8 + [429]
    assert PraetorClient(wary, address="203.0.113.9").login(make_person(owner).email).status_code == 200


def test_exactly_as_many_tries_at_once_pass_as_the_limit_says(wary: Flask, ada: Person) -> None:
    client = PraetorClient(wary, address=f"203.0.113.{10 + new_id().int % 200}")

    with ThreadPoolExecutor(7) as pool:
        answers = list(pool.map(lambda _: client.login(ada.email, WRONG).status_code, range(7)))

    assert sorted(answers) == [401] * 3 + [429] * 4


def test_without_the_key_for_secrets_nobody_signs_in_and_no_session_is_left_open(
    keyless: Flask, owner: Engine, ada: Person
) -> None:
    refused = PraetorClient(keyless).login(ada.email)

    assert problem(refused) == (503, "SERVICE_UNAVAILABLE")
    assert "BATON_SECRET_KEYS" in refused.get_json()["error"]["message"]
    with owner.connect() as connection:
        opened = connection.execute(text("SELECT count(*) FROM auth_sessions WHERE user_id = :id"), {"id": ada.id})
        assert opened.scalar_one() == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "email"), ({"email": "a@b.c"}, "password"), ({"email": 1, "password": "x"}, "email")],
)
def test_what_a_login_lacks_is_named(anybody: PraetorClient, body: Any, field: str) -> None:
    refused = anybody.post("/api/auth/login", body)

    assert problem(refused) == (400, "VALIDATION_ERROR")
    details = refused.get_json()["error"]["details"]
    assert details["field"] == field
    assert details["issue"]
