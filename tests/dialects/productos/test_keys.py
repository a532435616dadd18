"""Who is let in, and what one caller can see of another."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from app.domain.accounts.key_texts import PREFIXES, new_key
from app.domain.accounts.operations import create_key, revoke_key
from app.storage.database import transaction
from tests.dialects.clients import BASE, SHARED_KEY, Client, problem


@pytest.fixture
def key_of(owner: Engine) -> Callable[[str], str]:
    """Makes a per-user key for an owner."""

    def make(name: str) -> str:
        with transaction(owner) as connection:
            return create_key(connection, owner=name).text

    return make


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic dXNlcjpwYXNz",
        SHARED_KEY,
        f"Bearer {SHARED_KEY}x",
        f"Token {SHARED_KEY}",
        "Bearer pos_live_" + "x" * 49,
        "Bearer po_live_" + "x" * 49,
        "Bearer \u00e4",
    ],
)
def test_without_a_key_that_opens_it_the_api_is_closed(app: Flask, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    response = app.test_client().get(f"{BASE}/x", headers=headers)

    assert problem(response) == (401, "unauthenticated")
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_the_key_is_looked_at_before_the_body(app: Flask) -> None:
    assert problem(Client(app, key=None).post(BASE, b"{")) == (401, "unauthenticated")


def test_a_well_formed_key_that_nobody_made_opens_nothing(app: Flask) -> None:
    assert problem(Client(app, key=new_key("productos")).get(f"{BASE}/x")) == (401, "unauthenticated")


def test_the_scheme_may_be_written_in_any_case(app: Flask) -> None:
    response = app.test_client().post(BASE, headers={"Authorization": f"bearer {SHARED_KEY}"})

    assert response.status_code == 201


def test_all_keys_of_one_owner_see_the_same_sessions(app: Flask, key_of: Callable[[str], str]) -> None:
    session = Client(app, key=key_of("Ada")).session(idea="x")

    assert Client(app, key=key_of("Ada")).get(session).status_code == 200


def test_another_owners_things_look_exactly_like_things_that_do_not_exist(
    app: Flask, productos: Client, key_of: Callable[[str], str]
) -> None:
    other = Client(app, key=key_of("Grace"))
    session = productos.session(idea="x")
    run = productos.start(session)
    missing = f"{BASE}/01a2011d-1608-7419-b1ee-63f76f701654"

    def told(path: str, method: str = "get") -> tuple[int, str, str]:
        response = getattr(other, method)(path)
        error = response.get_json()["error"]
        return response.status_code, error["code"], error["message"]

    for suffix, method in [("", "get"), ("", "delete"), ("/events", "get"), ("/runs", "get"), ("/prd-agent", "post")]:
        assert (
            told(session + suffix, method) == told(missing + suffix, method) == (404, "not_found", "Session not found")
        )
    missing_run = f"{missing}/runs/01a2011d-1608-7419-b1ee-63f76f701654"
    for suffix, method in [("", "get"), ("/cancel", "post"), ("/resume", "post")]:
        assert told(run + suffix, method) == told(missing_run + suffix, method) == (404, "not_found", "Run not found")
    assert productos.get(run).get_json()["state"] == "queued"


def test_a_revoked_key_is_closed_at_once_and_others_of_its_owner_stay_open(
    app: Flask, owner: Engine, key_of: Callable[[str], str]
) -> None:
    revoked, other = key_of("Alan"), key_of("Alan")
    assert Client(app, key=revoked).post(BASE).status_code == 201

    with transaction(owner) as connection:
        revoke_key(connection, name=revoked)

    assert problem(Client(app, key=revoked).post(BASE)) == (401, "unauthenticated")
    assert Client(app, key=other).post(BASE).status_code == 201


def test_the_use_of_a_key_is_noted(app: Flask, owner: Engine, key_of: Callable[[str], str]) -> None:
    key = key_of("Edsger")
    Client(app, key=key).post(BASE)

    with owner.connect() as connection:
        used = connection.execute(text("SELECT last_used_at FROM api_keys WHERE owner = 'Edsger'")).scalar_one()
    assert used is not None


def test_no_key_is_stored(owner: Engine, key_of: Callable[[str], str]) -> None:
    key = key_of("Barbara")

    with owner.connect() as connection:
        rows = str(connection.execute(text("SELECT * FROM api_keys")).all())
    assert key not in rows
    assert key[:12] in rows
    assert key[len(PREFIXES["productos"]) + 3 :] not in rows
