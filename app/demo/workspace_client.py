"""A client of the PTC API with nothing but HTTP in its hands."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import httpx2

from app.demo.client import LONGEST_SILENCE_SECONDS, accepted
from app.demo.frames import frames

USER = "user-123"


class WorkspaceClient:
    """Speaks to the API at ``url``, on loopback without a key. Every method raises httpx2.HTTPError when refused."""

    def __init__(self, url: str) -> None:
        self._http = httpx2.Client(
            base_url=f"{url}/api/v1", headers={"X-User-Id": USER}, timeout=LONGEST_SILENCE_SECONDS, trust_env=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._http.close()

    def create_workspace(self, name: str) -> dict[str, Any]:
        return self._told("POST", "/workspaces", json={"name": name})

    @contextmanager
    def chat(self, body: Mapping[str, Any]) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Say something; the thread's id, and the frames as they come."""
        with self._http.stream("POST", "/chat/stream", json={"user_id": USER, **body}) as answer:
            if answer.is_error:
                answer.read()
            accepted(answer)
            yield answer.headers["X-Thread-Id"], frames(answer.iter_bytes())

    def reconnect(self, thread_id: str, *, since: int) -> list[bytes]:
        """What comes behind the event ``since``, to the end of what is under way."""
        path = f"/chat/stream/{thread_id}/reconnect"
        with self._http.stream("GET", path, params={"last_event_id": since}) as answer:
            return list(frames(accepted(answer).iter_bytes()))

    def status(self, thread_id: str) -> dict[str, Any]:
        return self._told("GET", f"/workflow/{thread_id}/status")

    def read_file(self, workspace_id: str, path: str) -> str:
        """A file's text."""
        told = self._told("GET", f"/workspaces/{workspace_id}/files/read", params={"path": path})
        return str(told["content"])

    def replay(self, thread_id: str) -> list[bytes]:
        """The conversation's frames as they stand."""
        with self._http.stream("GET", f"/threads/{thread_id}/replay") as answer:
            return list(frames(accepted(answer).iter_bytes()))

    def delete_workspace(self, workspace_id: str) -> None:
        accepted(self._http.delete(f"/workspaces/{workspace_id}"))

    def _told(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        told: dict[str, Any] = accepted(self._http.request(method, path, **request)).json()
        return told
