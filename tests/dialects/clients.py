"""A client of the ProductOS API, as short to use as its document's cURL calls."""

import json
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app.api.operating import metrics
from app.api.services import NAME, Services
from app.api.streaming.event_streams import EventStreams

SECRET_KEY = "the-secret-key-of-the-tests-is-long"
SHARED_KEY = "the-shared-key-of-the-tests"
BASE = "/api/v1/sessions"


class Client:
    """Sends JSON as raw bytes without a Content-Type, like half of the documented calls."""

    def __init__(self, app: Flask, *, key: str | None) -> None:
        self._client = app.test_client()
        self._headers = {} if key is None else {"Authorization": f"Bearer {key}"}

    def get(self, path: str, **headers: str) -> TestResponse:
        return self._client.get(path, headers=self._all(headers))

    def delete(self, path: str) -> TestResponse:
        return self._client.delete(path, headers=self._headers)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        """POST ``body``: bytes as they are, anything else as JSON. The answer's stream is not read yet."""
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return self._client.post(path, data=raw, headers=self._all(headers))

    def session(self, **body: Any) -> str:
        """A new session's path."""
        created = self.post(BASE, body)
        assert created.status_code == 201, created.text
        return f"{BASE}/{created.get_json()['sessionId']}"

    def start(self, session: str, agent: str = "ideation", body: Any = None, **headers: str) -> str:
        """Start a run without watching it; its path."""
        default = {"messages": [{"role": "user", "content": "Help me shape this idea"}]} if agent == "ideation" else {}
        with self.post(f"{session}/{agent}-agent", default if body is None else body, **headers) as response:
            assert response.status_code == 200, response.data
            return f"{session}/runs/{response.headers['X-Run-Id']}"

    def _all(self, headers: dict[str, str]) -> dict[str, str]:
        return self._headers | {name.replace("_", "-"): value for name, value in headers.items()}


def problem(response: TestResponse) -> tuple[int, str]:
    """Status and code of an error in ProductOS's shape."""
    body = response.get_json()
    assert set(body) == {"error"}
    assert {"code", "message", "traceId"} <= set(body["error"]) <= {"code", "message", "traceId", "details"}
    assert body["error"]["traceId"] == response.headers["X-Request-ID"]
    return response.status_code, body["error"]["code"]


def frames(stream: bytes) -> list[dict[str, Any]]:
    """The events of a stream, read by the rules of the document's own client."""
    whole, rest = stream.decode().rsplit("\n\n", 1)
    assert rest == ""
    return [json.loads(frame[6:]) for frame in whole.split("\n\n") if frame.startswith("data: ")]


def services_of(app: Flask) -> Services:
    services: Services = app.extensions[NAME]
    return services


def shut_down(app: Flask) -> None:
    """End what would go on looking for its Redis, the relay and the counting of viewers; close its connections."""
    app.extensions[metrics.NAME].stop()
    streams = app.blueprints["event_streams"]
    assert isinstance(streams, EventStreams)
    streams.drain()
    services_of(app).close()
