"""People with accounts, and clients with their tokens."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from app.api.dialects.praetor.error_codes import CODES
from app.domain.users import operations
from app.domain.users.passwords import hashed
from app.domain.users.queries import ADMINISTRATOR
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.dialects.described import check_described

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True, kw_only=True)
class Person:
    """An account and the tenant that it was made in."""

    id: UUID
    email: str
    tenant_id: UUID


class PraetorClient:
    """Sends JSON as Praetor's document says, with a session token if it has one."""

    def __init__(self, app: Flask, *, token: str | None = None, address: str = "127.0.0.1") -> None:
        # Werkzeug's own cookies would replace those of a request.
        self._client = app.test_client(use_cookies=False)
        self._app = app
        self._headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self._address = {"REMOTE_ADDR": address}

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.send("POST", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.send("PATCH", path, body, **headers)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Send ``body``: bytes as they are, anything else as JSON; an underscore in a header's name is a hyphen."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        if raw is not None:
            named = {"Content-Type": "application/json"} | named
        answer = self._client.open(
            path, method=method, data=raw, headers=self._headers | named, environ_overrides=self._address
        )
        check_described(self._app, answer, method=method, path=path.partition("?")[0])
        return answer

    def login(self, email: str, password: str = PASSWORD, **more: Any) -> TestResponse:
        return self.post("/api/auth/login", {"email": email, "password": password, **more})


@cache
def _password_hash() -> str:
    return hashed(PASSWORD)


def make_tenant(owner: Engine, *, name: str = "A tenant") -> UUID:
    with transaction(owner) as connection:
        return operations.create_tenant(connection, name=name)


def make_person(
    owner: Engine,
    *,
    role: str = ADMINISTRATOR,
    tenant_id: UUID | None = None,
    attributes: Mapping[str, Any] | None = None,
) -> Person:
    """A person with :data:`PASSWORD`, in a tenant of his own unless another is given."""
    tenant = tenant_id or make_tenant(owner)
    email = f"{new_id().hex}@example.com"
    with transaction(owner) as connection:
        made = operations.create_user(connection, email=email, name="Ada", password_hash=_password_hash())
        operations.add_member(connection, tenant_id=tenant, user_id=made, role=role, attributes=attributes)
    return Person(id=made, email=email, tenant_id=tenant)


def signed_in(app: Flask, person: Person, **login: Any) -> PraetorClient:
    """A client with a new session of the person."""
    return PraetorClient(app, token=data(PraetorClient(app).login(person.email, **login))["token"])


def data(response: TestResponse, status: int = 200) -> Any:
    """The data of a good answer."""
    body = response.get_json()
    assert (response.status_code, body.get("success")) == (status, True), body
    assert set(body["metadata"]) == {"timestamp", "requestId"}
    assert body["metadata"]["requestId"] == response.headers["X-Request-ID"]
    return body["data"]


def problem(response: TestResponse) -> tuple[int, str]:
    """Status and code of an error in Praetor's shape."""
    body = response.get_json()
    assert set(body) == {"success", "error", "metadata"}
    assert body["success"] is False
    assert {"code", "message"} <= set(body["error"]) <= {"code", "message", "details"}
    assert body["metadata"]["requestId"] == response.headers["X-Request-ID"]
    code = body["error"]["code"]
    assert CODES[code] == response.status_code
    for header in ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"):
        assert int(response.headers[header]) >= 0
    return response.status_code, code
