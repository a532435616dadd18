"""Praetor's limits: its document's numbers by default, per user, told on every answer, never off."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine

from app.api.factory import create_app
from app.api.http.rate_limits import PRAETOR_AGENTS, PRAETOR_CHAT, PRAETOR_COMPILATIONS, PRAETOR_REQUESTS, limits
from app.settings import Settings, read_settings
from app.storage.identifiers import new_id
from tests.dialects.clients import shut_down
from tests.dialects.praetor.flows import make_project
from tests.dialects.praetor.people import Person, PraetorClient, data, make_person, problem, signed_in

LIMIT = 5


@pytest.fixture
def app_with(api_settings: Settings) -> Iterator[Callable[..., Flask]]:
    made: list[Flask] = []

    def make(**settings: Any) -> Flask:
        made.append(create_app(replace(api_settings, **settings)))
        return made[-1]

    yield make
    for app in made:
        shut_down(app)


@pytest.fixture
def strict(app_with: Callable[..., Flask]) -> Flask:
    return app_with(praetor_requests_per_minute=LIMIT)


def address() -> str:
    """One that no other test counts with."""
    return f"2001:db8:{new_id().hex[-4:]}:{new_id().hex[-8:-4]}::1"


def state(response: Any) -> tuple[int, int]:
    return int(response.headers["X-RateLimit-Limit"]), int(response.headers["X-RateLimit-Remaining"])


def test_the_documents_numbers_are_the_defaults(api_settings: Settings, app_with: Callable[..., Flask]) -> None:
    defaults = read_settings({})
    app = app_with(
        **{field.name: getattr(defaults, field.name) for field in fields(Settings) if "praetor_" in field.name}
    )

    with app.app_context():
        by_name = limits().by_name
    assert [
        by_name[name].amount for name in (PRAETOR_REQUESTS, PRAETOR_AGENTS, PRAETOR_COMPILATIONS, PRAETOR_CHAT)
    ] == [
        100,
        10,
        5,
        30,
    ]


def test_a_hundred_requests_pass_by_default_and_no_more(
    app: Flask, app_with: Callable[..., Flask], ada: Person
) -> None:
    token = data(PraetorClient(app).login(ada.email))["token"]
    client = PraetorClient(app_with(praetor_requests_per_minute=100), token=token)

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: client.get("/api/auth/me").status_code, range(104)))

    assert sorted(statuses) == [200] * 100 + [429] * 4


def test_each_answer_tells_what_is_left(app: Flask, strict: Flask, ada: Person) -> None:
    token = data(PraetorClient(app).login(ada.email))["token"]
    client = PraetorClient(strict, token=token)

    answers = [client.get("/api/auth/me") for _ in range(LIMIT + 1)]

    assert [state(answer) for answer in answers] == [(LIMIT, left) for left in (4, 3, 2, 1, 0, 0)]
    assert len({answer.headers["X-RateLimit-Reset"] for answer in answers}) <= 2
    assert problem(answers[-1]) == (429, "RATE_LIMITED")
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 61
    assert all("Retry-After" not in answer.headers for answer in answers[:-1])


def test_five_compilations_a_minute_are_accepted_and_the_sixth_is_told_when_to_come_again(
    member: PraetorClient, administrator: PraetorClient
) -> None:
    wanted = {"projectId": make_project(member)}

    answers = [member.post("/api/specification/compile", wanted) for _ in range(LIMIT + 1)]

    assert [answer.status_code for answer in answers] == [202] * LIMIT + [429]
    assert [state(answer) for answer in answers] == [(LIMIT, left) for left in (4, 3, 2, 1, 0, 0)]
    refused = answers[-1]
    assert problem(refused) == (429, "RATE_LIMITED")
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    assert "compilation" in refused.get_json()["error"]["message"]
    assert all("Retry-After" not in answer.headers for answer in answers[:-1])
    listed = member.get(f"/api/specification?projectId={wanted['projectId']}")
    assert data(listed)["total"] == LIMIT
    assert state(listed)[0] > LIMIT
    assert administrator.post("/api/specification/compile", wanted).status_code == 202


def test_all_sessions_of_a_user_share_a_limit_and_users_do_not(
    app: Flask, strict: Flask, owner: Engine, ada: Person, tenant_id: UUID
) -> None:
    tokens = [data(PraetorClient(app).login(ada.email))["token"] for _ in range(2)]
    other = data(PraetorClient(app).login(make_person(owner, tenant_id=tenant_id).email))["token"]
    for token in tokens * LIMIT:
        PraetorClient(strict, token=token).get("/api/auth/me")

    assert PraetorClient(strict, token=tokens[1]).get("/api/auth/me").status_code == 429
    assert state(PraetorClient(strict, token=other).get("/api/auth/me")) == (LIMIT, LIMIT - 1)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/auth/me", 401),
        ("GET", "/api/nothing", 404),
        ("GET", "/api/auth/login", 405),
        ("POST", "/api/auth/login", 400),
    ],
)
def test_who_is_nobody_is_counted_by_his_address(strict: Flask, method: str, path: str, status: int) -> None:
    client, other = PraetorClient(strict, address=address()), PraetorClient(strict, address=address())

    answers = [client.send(method, path) for _ in range(LIMIT + 2)]

    assert [answer.status_code for answer in answers] == [status] * LIMIT + [429] * 2
    assert [state(answer)[1] for answer in answers] == [4, 3, 2, 1, 0, 0, 0]
    assert problem(answers[-1]) == (429, "RATE_LIMITED")
    assert other.send(method, path).status_code == status


def test_a_refused_capability_is_counted_too(app: Flask, strict: Flask, member: PraetorClient, charles: Person) -> None:
    client = PraetorClient(strict, token=data(PraetorClient(app).login(charles.email))["token"])

    answers = [client.get("/api/admin/tenant").status_code for _ in range(LIMIT + 1)]

    assert answers == [403] * LIMIT + [429]


def test_the_limits_hold_without_redis(app: Flask, app_with: Callable[..., Flask], ada: Person) -> None:
    alone = app_with(praetor_requests_per_minute=LIMIT, redis_url="redis://127.0.0.1:1/0")
    client = PraetorClient(alone, token=data(PraetorClient(app).login(ada.email))["token"])

    assert [client.get("/api/auth/me").status_code for _ in range(LIMIT + 2)] == [200] * LIMIT + [429] * 2


def test_logins_are_throttled_without_redis(app_with: Callable[..., Flask], ada: Person) -> None:
    alone = app_with(login_attempts_per_account=2, redis_url="redis://127.0.0.1:1/0")

    statuses = [PraetorClient(alone).login(ada.email, "a wrong password").status_code for _ in range(3)]

    assert statuses == [401, 401, 429]


def test_other_apis_tell_no_limits(strict: Flask) -> None:
    client = PraetorClient(strict)

    for path in ("/health", "/api/v1/nothing", "/api/v1/sessions/x"):
        assert "X-RateLimit-Limit" not in client.get(path).headers


def test_proxies_are_believed_only_if_they_are_ours(app_with: Callable[..., Flask]) -> None:
    proxied, direct = (
        app_with(praetor_requests_per_minute=LIMIT, proxies=1),
        app_with(praetor_requests_per_minute=LIMIT),
    )
    first, second = address(), address()

    for app, lefts in ((proxied, [4, 4]), (direct, [4, 3])):
        client = PraetorClient(app, address=address())
        answers = [client.get("/api/nothing", X_Forwarded_For=f"1.1.1.1, {each}") for each in (first, second)]
        assert [state(answer)[1] for answer in answers] == lefts


def test_signing_in_again_gives_no_new_limit(app: Flask, strict: Flask, ada: Person) -> None:
    client = signed_in(app, ada)
    token = data(PraetorClient(app).login(ada.email))["token"]
    for _ in range(LIMIT):
        PraetorClient(strict, token=token).get("/api/auth/me")
    assert data(client.get("/api/auth/me"))

    again = data(PraetorClient(app).login(ada.email))["token"]
    assert PraetorClient(strict, token=again).get("/api/auth/me").status_code == 429


def test_all_addresses_of_one_ipv6_network_are_one(strict: Flask) -> None:
    network = address().removesuffix("::1")
    answers = [PraetorClient(strict, address=f"{network}::{number}").get("/api/nothing") for number in (1, 2)]

    assert [state(answer)[1] for answer in answers] == [LIMIT - 1, LIMIT - 2]
