"""A ProductOS client for tests: reads frames exactly as the documented client does, and keeps their bytes."""

import json
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx


class Frames:
    """The ``data:`` frames of one response, as bytes; comments are left out."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._left = b""
        self._pieces = response.iter_raw()
        self._whole: deque[bytes] = deque()

    def __iter__(self) -> Iterator[bytes]:
        """Whole frames, each with its blank line, once. A frame cut off at the end is not one.

        Whoever stops in the middle and comes again gets the next one, however many had arrived together.
        """
        while True:
            while self._whole:
                yield self._whole.popleft()
            if (piece := next(self._pieces, None)) is None:
                return
            *whole, self._left = (self._left + piece).split(b"\n\n")
            self._whole.extend(frame + b"\n\n" for frame in whole if frame.startswith(b"data: "))


def parsed(frame: bytes) -> dict[str, Any]:
    """What the documented client does with a frame: JSON.parse of everything behind ``data: ``."""
    event: dict[str, Any] = json.loads(frame[6:])
    return event


def text_of(frames: Iterable[bytes]) -> str:
    """What a client that only joins deltas ends with."""
    return "".join(event["delta"] for event in map(parsed, frames) if event["type"] == "text_delta")


class ProductOS:
    """Calls of the ProductOS API."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def create(self, **body: Any) -> str:
        answer = self.client.post("/api/v1/sessions", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["sessionId"])

    @contextmanager
    def agent(self, session_id: str, agent: str, body: dict[str, Any], **headers: str) -> Iterator[Frames]:
        """A run's stream, e.g. of ``ideation-agent``."""
        path = f"/api/v1/sessions/{session_id}/{agent}"
        with self.client.stream("POST", path, json=body, headers=headers) as response:
            if response.status_code != 200:
                response.read()
            assert response.status_code == 200, response.text
            yield Frames(response)

    def run(self, session_id: str, agent: str, body: dict[str, Any], **headers: str) -> list[bytes]:
        """All frames of a run."""
        with self.agent(session_id, agent, body, **headers) as frames:
            return list(frames)

    def replay(self, session_id: str, since: int = 0) -> list[bytes]:
        """All stored frames behind ``since``; follows an active run to its end."""
        with self.client.stream("GET", f"/api/v1/sessions/{session_id}/events", params={"since": since}) as response:
            assert response.status_code == 200
            return list(Frames(response))

    def status(self, session_id: str, run_id: str, **query: Any) -> dict[str, Any]:
        answer = self.client.get(f"/api/v1/sessions/{session_id}/runs/{run_id}", params=query)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body
