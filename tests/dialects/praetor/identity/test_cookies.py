"""The session cookie of the login page, and pages of others that would like to use it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from app.api.factory import create_app
from app.settings import Settings
from tests.dialects.clients import shut_down
from tests.dialects.praetor.people import Person, PraetorClient, data, problem


@pytest.fixture
def cookie(anybody: PraetorClient, ada: Person) -> str:
    return f"stytch_session_jwt={data(anybody.login(ada.email))['token']}"


@pytest.fixture
def with_front_end(api_settings: Settings) -> Iterator[Flask]:
    app = create_app(replace(api_settings, trusted_origins=("https://app.example",)))
    yield app
    shut_down(app)


def test_the_cookie_is_as_good_as_the_header_for_reading(anybody: PraetorClient, cookie: str, ada: Person) -> None:
    assert data(anybody.get("/api/auth/me", Cookie=cookie))["user"]["id"] == str(ada.id)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost"},
        {"Origin": "http://localhost", "Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "none"},
    ],
)
def test_our_own_pages_may_change_things_with_it(anybody: PraetorClient, cookie: str, headers: dict[str, str]) -> None:
    assert data(anybody.post("/api/auth/logout", Cookie=cookie, **headers))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.elsewhere.example"},
        {"Origin": "https://elsewhere.example", "Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
def test_other_pages_may_not(anybody: PraetorClient, cookie: str, headers: dict[str, str]) -> None:
    assert problem(anybody.post("/api/auth/logout", Cookie=cookie, **headers)) == (403, "FORBIDDEN")
    assert data(anybody.get("/api/auth/me", Cookie=cookie))


def test_a_front_end_of_another_origin_can_be_named(with_front_end: Flask, cookie: str) -> None:
    client = PraetorClient(with_front_end)

    assert data(client.post("/api/auth/logout", Cookie=cookie, Origin="https://app.example"))


def test_a_token_in_the_header_comes_first_and_needs_no_origin(
    app: Flask, anybody: PraetorClient, cookie: str, ada: Person
) -> None:
    token = data(anybody.login(ada.email))["token"]

    assert problem(PraetorClient(app, token="nonsense").get("/api/auth/me", Cookie=cookie)) == (401, "UNAUTHORIZED")
    assert data(PraetorClient(app, token=token).post("/api/auth/logout", Cookie="stytch_session_jwt=nonsense"))
