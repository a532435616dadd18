"""Viewers as real clients are: they keep the frames' bytes, and come back with their cursor when cut off."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import httpx

from tests.support.productos import Frames, ProductOS, parsed
from tests.support.stack import Stack, until

_PAUSE_SECONDS = 0.1
_LONGEST_SECONDS = 240.0


def told_as(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """A body for ProductOS's agents that gives a test agent its parameters."""
    return {"messages": [{"role": "user", "content": json.dumps(parameters)}]}


def replay_of(stack: Stack, session_id: str) -> list[bytes]:
    """All stored frames, asked for again where the API says 503: it finds out about dead connections by using one."""
    with stack.client() as client:
        path = f"/api/v1/sessions/{session_id}"
        until(lambda: client.get(path).status_code == 200, what=f"an answer about session {session_id}")
        return ProductOS(client).replay(session_id)


class Watcher(threading.Thread):
    """Starts a run (or comes to a started one) and sees it to its ``done``, through any number of connections.

    ``stay`` says for how many frames each connection is kept; None: as long as it lasts.
    """

    def __init__(
        self,
        stack: Stack,
        session_id: str,
        *,
        agent: str | None = None,
        parameters: Mapping[str, Any] | None = None,
        key: str = "",
        run_id: str | None = None,
        stay: Callable[[], int | None] = lambda: None,
    ) -> None:
        super().__init__(daemon=True)
        self.session_id = session_id
        self.run_id = run_id
        self.frames: list[bytes] = []
        self.connections = 0
        self.done = False
        self.gone = False
        self.refused: str | None = None
        self.stopping = threading.Event()
        self._stack = stack
        self._agent = agent
        self._body = told_as(parameters or {})
        self._key = key
        self._stay = stay
        self._cursor = 0

    @property
    def over(self) -> bool:
        """Whether there is nothing more to come."""
        return self.done or self.gone or self.refused is not None

    def run(self) -> None:
        with self._stack.client() as client:
            while not self.over and not self.stopping.is_set():
                with suppress(httpx.HTTPError):
                    self._watch_once(client)
                if not self.over:
                    self.stopping.wait(_PAUSE_SECONDS)

    def finish(self) -> list[bytes]:
        """Wait for the end; all frames."""
        self.join(_LONGEST_SECONDS)
        assert not self.is_alive(), f"still watching {self.session_id} after {len(self.frames)} frames"
        return self.frames

    def _watch_once(self, client: httpx.Client) -> None:
        with self._connected(client) as response:
            if response.status_code != 200:
                self._note_refusal(response)
                return
            self.connections += 1
            self.run_id = response.headers.get("X-Run-Id", self.run_id)
            left = self._stay()
            for frame in Frames(response):
                self._take(frame)
                left = None if left is None else left - 1
                if self.done or self.stopping.is_set() or left == 0:
                    return

    @contextmanager
    def _connected(self, client: httpx.Client) -> Iterator[httpx.Response]:
        base = f"/api/v1/sessions/{self.session_id}"
        if self.run_id is None:
            headers = {"Idempotency-Key": self._key} if self._key else {}
            with client.stream("POST", f"{base}/{self._agent}", json=self._body, headers=headers) as response:
                yield response
        else:
            with client.stream("GET", f"{base}/events", params={"since": self._cursor}) as response:
                yield response

    def _note_refusal(self, response: httpx.Response) -> None:
        response.read()
        if response.status_code == 404:
            self.gone = True
        elif response.status_code < 500:
            self.refused = f"{response.status_code} {response.text}"

    def _take(self, frame: bytes) -> None:
        event = parsed(frame)
        self.frames.append(frame)
        self._cursor = event["cursor"]
        self.done = event["type"] == "done" and event["runId"] == self.run_id
