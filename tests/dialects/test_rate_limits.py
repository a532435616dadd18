"""Limits on run starts: counted per key, told with Retry-After, and never off."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import Engine

from app.api.factory import create_app
from app.domain.accounts.operations import create_key
from app.settings import Settings
from app.storage.database import transaction
from tests.dialects.clients import Client, problem, shut_down

LIMIT = 3


@pytest.fixture
def key(owner: Engine, request: pytest.FixtureRequest) -> str:
    """A key that no other test counts with."""
    with transaction(owner) as connection:
        return create_key(connection, owner=request.node.name).text


@pytest.fixture
def strict(api_settings: Settings) -> Iterator[Flask]:
    app = create_app(replace(api_settings, run_starts_per_minute=LIMIT))
    yield app
    shut_down(app)


@pytest.fixture
def strict_without_redis(api_settings: Settings) -> Iterator[Flask]:
    app = create_app(replace(api_settings, run_starts_per_minute=LIMIT, redis_url="redis://127.0.0.1:1/0"))
    yield app
    shut_down(app)


def starts(client: Client, number: int) -> list[int]:
    """The statuses of as many run starts at once, each in a session of its own."""
    sessions = [client.session(idea="x") for _ in range(number)]
    statuses: list[int] = []

    def start(session: str) -> None:
        with client.post(f"{session}/ideation-agent", {"messages": []}) as response:
            statuses.append(response.status_code)

    threads = [threading.Thread(target=start, args=(session,)) for session in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(statuses)


def test_exactly_as_many_starts_pass_as_the_limit_says(strict: Flask, key: str) -> None:
    assert starts(Client(strict, key=key), LIMIT + 4) == [200] * LIMIT + [429] * 4


def test_a_refusal_says_when_to_come_back(strict: Flask, key: str) -> None:
    client = Client(strict, key=key)
    starts(client, LIMIT)

    refused = client.post(f"{client.session(idea='x')}/ideation-agent", {"messages": []})

    assert problem(refused) == (429, "rate_limited")
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    assert refused.headers["X-RateLimit-Limit"] == str(LIMIT)
    assert refused.headers["X-RateLimit-Remaining"] == "0"


def test_other_calls_and_other_keys_are_not_limited(strict: Flask, owner: Engine, key: str) -> None:
    client = Client(strict, key=key)
    starts(client, LIMIT + 1)
    with transaction(owner) as connection:
        other = create_key(connection, owner="somebody else").text

    assert {client.get(client.session()).status_code for _ in range(LIMIT * 2)} == {200}
    assert starts(Client(strict, key=other), 1) == [200]


def test_the_limit_holds_without_redis(strict_without_redis: Flask, key: str) -> None:
    assert starts(Client(strict_without_redis, key=key), LIMIT + 2) == [200] * LIMIT + [429] * 2
