"""A client of the OpenComputer API, as short to use as its document's cURL calls."""

import json
from typing import Any

from flask import Flask
from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

from app.storage.database import transaction
from tests.dialects.described import check_described

BASE = "/v1/sessions"
PROMPT = "Build a todo app with Next.js and Tailwind"


class Computer:
    """Calls with a key; every answer must be one that the OpenAPI document describes."""

    def __init__(self, app: Flask, *, key: str) -> None:
        self.app = app
        self.key = key
        self._client = app.test_client()

    def get(self, path: str, **headers: str) -> TestResponse:
        return self._call("GET", path, None, headers)

    def delete(self, path: str) -> TestResponse:
        return self._call("DELETE", path, None, {})

    def post(self, path: str, body: Any, **headers: str) -> TestResponse:
        return self._call("POST", path, body, headers)

    def session(self, prompt: str = PROMPT, **body: Any) -> dict[str, Any]:
        """A new session of user_123, as the 201 tells it."""
        made = self.post(BASE, {"prompt": prompt, "user_id": "user_123", **body})
        assert made.status_code == 201, made.text
        told: dict[str, Any] = made.get_json()
        return told

    def shown(self, session: dict[str, Any]) -> dict[str, Any]:
        """The session as it is now."""
        answer = self.get(path_of(session))
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.get_json()
        return told

    def say(self, session: dict[str, Any], message: str, **headers: str) -> TestResponse:
        return self.post(f"{path_of(session)}/messages", {"message": message, "user_id": session["userId"]}, **headers)

    def stream(self, session: dict[str, Any], since: int | None = None) -> TestResponse:
        """The session's event stream, opened as EventSource opens it; not read yet."""
        headers = {} if since is None else {"Last-Event-ID": str(since)}
        return self.app.test_client().get(f"{path_of(session)}/events?api_key={self.key}", headers=headers)

    def _call(self, method: str, path: str, body: Any, headers: dict[str, str]) -> TestResponse:
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self._client.open(path, method=method, data=raw, headers={"X-API-Key": self.key, **named})
        if answer.mimetype == "application/json":
            check_described(self.app, answer, method=method, path=path.partition("?")[0])
        return answer


def path_of(session: dict[str, Any]) -> str:
    return f"{BASE}/{session['id']}"


def problem(response: TestResponse) -> tuple[int, str]:
    """Status and type of an error in OpenComputer's shape."""
    body = response.get_json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"type", "message"}
    return response.status_code, body["error"]["type"]


def events(stream: bytes) -> list[tuple[int, dict[str, Any]]]:
    """The ids and events of a stream, as EventSource gives them to ``onmessage``."""
    found = []
    for frame in stream.decode().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in frame.splitlines() if not line.startswith(":"))
        assert "event" not in lines
        if "data" in lines:
            found.append((int(lines["id"]), json.loads(lines["data"])))
    return found


def types(stream: bytes) -> list[str]:
    return [event["type"] for _, event in events(stream)]


def runs_of(owner: Engine, session: dict[str, Any]) -> list[Any]:
    """The session's runs, oldest first; ``path`` is what a worker by hand calls one."""
    with transaction(owner) as connection:
        return list(
            connection.execute(
                text("SELECT *, '/runs/' || id AS path FROM runs WHERE session_id = :id ORDER BY id"),
                {"id": session["id"].removeprefix("session_")},
            )
        )
