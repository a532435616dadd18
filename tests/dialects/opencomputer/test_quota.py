"""How many sessions a tenant may have at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import Engine

from app.api.factory import create_app
from app.settings import Settings
from app.storage.identifiers import new_id
from tests.dialects.clients import shut_down
from tests.dialects.opencomputer.computer import BASE, Computer, path_of, problem
from tests.dialects.opencomputer.conftest import new_key

MOST = 3
BODY = {"prompt": "Build a todo app", "user_id": "user_123"}


@pytest.fixture(scope="module")
def narrow_app(api_settings: Settings) -> Iterator[Flask]:
    made = create_app(replace(api_settings, computer_sessions_per_tenant=MOST))
    yield made
    shut_down(made)


def test_of_many_sessions_begun_at_once_only_those_are_made_that_there_is_room_for(
    narrow_app: Flask, owner: Engine
) -> None:
    key = new_key(owner, f"Ada {new_id()}")

    def begin(number: int) -> int:
        return Computer(narrow_app, key=key).post(BASE, {**BODY, "user_id": f"user_{number}"}).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(begin, range(8)))

    assert answers == [201] * MOST + [403] * (8 - MOST)
    refused = Computer(narrow_app, key=key).post(BASE, BODY)
    assert problem(refused) == (403, "forbidden")
    assert refused.get_json()["error"]["message"] == "You have 3 sessions, and more are not allowed; end one first"
    assert "Retry-After" not in refused.headers
    assert Computer(narrow_app, key=new_key(owner, f"Grace {new_id()}")).post(BASE, BODY).status_code == 201


def test_the_end_of_a_session_makes_room_and_a_repeated_request_needs_none(narrow_app: Flask, owner: Engine) -> None:
    computer = Computer(narrow_app, key=new_key(owner, f"Ada {new_id()}"))
    sessions = [computer.post(BASE, BODY, Idempotency_Key=str(number)).get_json() for number in range(MOST)]

    assert computer.post(BASE, BODY, Idempotency_Key="0").get_json()["id"] == sessions[0]["id"]
    assert problem(computer.post(BASE, BODY, Idempotency_Key="new")) == (403, "forbidden")
    assert computer.say(sessions[0], "Go on").status_code == 200
    computer.delete(path_of(sessions[1]))
    assert computer.post(BASE, BODY, Idempotency_Key="new").status_code == 201
    assert problem(computer.post(BASE, BODY)) == (403, "forbidden")
