"""A caller of the PTC API: a key's tenant and a user in it. Every answer is held against the OpenAPI document."""

import json
from itertools import count
from typing import Any

from flask import Flask
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from app.domain.accounts.key_texts import PTC
from app.domain.accounts.operations import create_key
from app.storage.database import transaction
from tests.dialects.described import check_described

BASE = "/api/v1"

_numbers = count(1)


class Caller:
    """Sends JSON without a Content-Type to paths below /api/v1."""

    def __init__(self, app: Flask, *, key: str, user: str | None) -> None:
        self.app = app
        self.key = key
        self.user = user

    def send(self, method: str, path: str, body: Any = None) -> TestResponse:
        """One request; a body of bytes goes as it is."""
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self.key}"}
        if self.user is not None:
            headers["X-User-Id"] = self.user
        response = self.app.test_client().open(BASE + path, method=method, data=raw, headers=headers)
        check_described(self.app, response, method=method, path=BASE + path.partition("?")[0])
        return response

    def get(self, path: str) -> TestResponse:
        return self.send("GET", path)

    def post(self, path: str, body: Any = None) -> TestResponse:
        return self.send("POST", path, body)

    def put(self, path: str, body: Any = None) -> TestResponse:
        return self.send("PUT", path, body)

    def delete(self, path: str) -> TestResponse:
        return self.send("DELETE", path)

    def as_user(self, user: str | None) -> "Caller":
        """The same key, another user."""
        return Caller(self.app, key=self.key, user=user)


def new_caller(app: Flask, owner: Engine, *, user: str = "user-123") -> Caller:
    """A caller whose tenant nobody else has."""
    with transaction(owner) as connection:
        made = create_key(connection, owner=f"PTC data {next(_numbers)}", family=PTC)
    return Caller(app, key=made.text, user=user)


def told(response: TestResponse, status: int = 200) -> Any:
    """The body of an answer with this status."""
    assert response.status_code == status, response.text
    return response.get_json()


def sentence(response: TestResponse, status: int) -> str:
    """The sentence of an error."""
    body = told(response, status)
    assert set(body) == {"detail"}
    assert isinstance(body["detail"], str), body
    return str(body["detail"])


def refused(response: TestResponse) -> set[str]:
    """The names of the fields that a 422 is about."""
    return {".".join(map(str, each["loc"][1:])) for each in told(response, 422)["detail"]}
