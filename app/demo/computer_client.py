"""A client of the OpenComputer API with nothing but HTTP in its hands."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import httpx2

from app.demo.client import LONGEST_SILENCE_SECONDS, accepted
from app.demo.frames import frames
from app.demo.page import Page, opened_page

USER = "user_123"


class ComputerClient:
    """Speaks to the API at ``url`` with ``key``. Every method raises httpx2.HTTPError when it is refused."""

    def __init__(self, url: str, key: str) -> None:
        self._key = key
        self._http = httpx2.Client(
            base_url=f"{url}/v1", headers={"X-API-Key": key}, timeout=LONGEST_SILENCE_SECONDS, trust_env=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._http.close()

    def create(self, prompt: str) -> dict[str, Any]:
        """A new session, as its 201 tells it."""
        return self._told("POST", "/sessions", json={"prompt": prompt, "user_id": USER})

    def session(self, session_id: str) -> dict[str, Any]:
        return self._told("GET", f"/sessions/{session_id}", params={"user_id": USER})

    def say(self, session_id: str, message: str) -> dict[str, Any]:
        """Send a message; the session with it."""
        return self._told("POST", f"/sessions/{session_id}/messages", json={"message": message, "user_id": USER})

    def end(self, session_id: str) -> dict[str, Any]:
        return self._told("DELETE", f"/sessions/{session_id}", params={"user_id": USER})

    @contextmanager
    def events(self, session_id: str, *, since: int | None = None) -> Iterator[Iterator[bytes]]:
        """The session's frames as EventSource asks for them: the key in the address, behind the last id it saw.

        None come, and the stream is over, once the session has ended and all was seen.
        """
        headers = {} if since is None else {"Last-Event-ID": str(since)}
        query = {"api_key": self._key, "user_id": USER}
        with self._http.stream("GET", f"/sessions/{session_id}/events", params=query, headers=headers) as answer:
            if answer.is_error:
                answer.read()
            yield frames(accepted(answer).iter_bytes())

    def open_page(self, url: str) -> Page:
        """A preview's page."""
        return opened_page(url, timeout=LONGEST_SILENCE_SECONDS)

    def _told(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        told: dict[str, Any] = accepted(self._http.request(method, path, **request)).json()
        return told
