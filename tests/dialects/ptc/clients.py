"""A client of the PTC API: a key or none, and the user that it names."""

import json
from typing import Any

from flask import Flask
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from app.domain.accounts.key_texts import PTC
from app.domain.accounts.operations import create_key
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.dialects.described import check_described

BASE = "/api/v1"


class PtcClient:
    """Sends JSON to paths below /api/v1."""

    def __init__(self, app: Flask, *, key: str | None, user: str | None = "ada") -> None:
        self.app = app
        self._key = key
        self._headers = {
            **({} if key is None else {"Authorization": f"Bearer {key}"}),
            **({} if user is None else {"X-User-Id": user}),
        }

    def as_user(self, user: str | None) -> "PtcClient":
        """The same key's client for another user, or for none."""
        return PtcClient(self.app, key=self._key, user=user)

    def send(self, method: str, path: str, body: Any = None, **more: Any) -> TestResponse:
        """One request; bytes go as they are. Every answer must be one that the OpenAPI document describes."""
        if body is not None:
            more["data"] = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = self._headers | more.pop("headers", {})
        response = self.app.test_client().open(BASE + path, method=method, headers=headers, buffered=True, **more)
        if response.mimetype == "application/json" or not response.data:
            check_described(self.app, response, method=method, path=BASE + path.partition("?")[0])
        assert response.headers["X-Trace-Id"] == response.headers["X-Request-ID"]
        return response

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.send("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> TestResponse:
        return self.send("POST", path, body, **more)

    def put(self, path: str, body: Any = None) -> TestResponse:
        return self.send("PUT", path, body)

    def delete(self, path: str, body: Any = None) -> TestResponse:
        return self.send("DELETE", path, body)

    def workspace(self, name: str = "My Project", **more: Any) -> str:
        """The path of a new workspace."""
        made = found(self.post("/workspaces", {"name": name, **more}), 201)
        return f"/workspaces/{made['workspace_id']}"


def multipart(name: str, content: bytes, **form: str) -> dict[str, Any]:
    """What ``send`` takes for a form with a file; made here, since the test client would leave files open."""
    parts = [f'name="{key}"\r\n\r\n{value}'.encode() for key, value in form.items()]
    escaped = name.replace("\\", "\\\\")
    parts.append(f'name="file"; filename="{escaped}"\r\n\r\n'.encode() + content)
    limit = b"--limit\r\nContent-Disposition: form-data; "
    body = b"".join(limit + part + b"\r\n" for part in parts) + b"--limit--\r\n"
    return {"body": body, "content_type": "multipart/form-data; boundary=limit"}


def found(response: TestResponse, status: int = 200) -> Any:
    """The JSON of a good answer."""
    assert response.status_code == status, response.text
    return response.get_json()


def refused(response: TestResponse, status: int) -> str:
    """The sentence of a refusal."""
    assert response.status_code == status, response.text
    body = response.get_json()
    assert set(body) == {"detail"}
    return str(body["detail"])


def new_client(app: Flask, owner: Engine, *, user: str | None = "ada") -> PtcClient:
    """A client with a key of a new tenant."""
    with transaction(owner) as connection:
        key = create_key(connection, owner=f"Owner {new_id()}", family=PTC).text
    return PtcClient(app, key=key, user=user)
