"""A client of the ProductOS API with nothing but HTTP in its hands."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx2

from app.demo.frames import frames
from app.demo.page import Page, opened_page

# The API comments on a silent stream every 15 s, so this much silence means that it is gone.
LONGEST_SILENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class RunStream:
    """An agent's stream: which run it shows, and its frames as they arrive."""

    run_id: str
    frames: Iterator[bytes]


class Client:
    """Speaks to the API at ``url`` with ``key``. Every method raises httpx2.HTTPError when it is refused."""

    def __init__(self, url: str, key: str) -> None:
        self._http = httpx2.Client(
            base_url=f"{url}/api/v1",
            headers={"Authorization": f"Bearer {key}"},
            timeout=LONGEST_SILENCE_SECONDS,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._http.close()

    def create_session(self, idea: str) -> str:
        """A new session about ``idea``; its id."""
        answer = self._http.post("/sessions", json={"idea": idea})
        return str(accepted(answer).json()["sessionId"])

    @contextmanager
    def run_agent(self, session_id: str, agent: str, body: Mapping[str, Any]) -> Iterator[RunStream]:
        """Start ``agent`` and stream what it does."""
        path = f"/sessions/{session_id}/{agent}-agent"
        with self._http.stream("POST", path, json=dict(body)) as answer:
            if answer.is_error:
                answer.read()
            accepted(answer)
            yield RunStream(run_id=answer.headers["X-Run-Id"], frames=frames(answer.iter_bytes()))

    def run_status(self, session_id: str, run_id: str) -> dict[str, Any]:
        """The run's state, progress and budget."""
        status: dict[str, Any] = accepted(self._http.get(f"/sessions/{session_id}/runs/{run_id}")).json()
        return status

    def open_page(self, url: str) -> Page:
        """A preview's page."""
        return opened_page(url, timeout=LONGEST_SILENCE_SECONDS)

    def replay(self, session_id: str) -> list[bytes]:
        """Every frame of the session from its first event."""
        with self._http.stream("GET", f"/sessions/{session_id}/events", params={"since": 0}) as answer:
            if answer.is_error:
                answer.read()
            return list(frames(accepted(answer).iter_bytes()))


def accepted(answer: httpx2.Response) -> httpx2.Response:
    """The answer, if it is a good one; else raises httpx2.HTTPError."""
    if answer.is_error:
        raise httpx2.HTTPError(
            f"{answer.request.method} {answer.request.url} answered {answer.status_code}: {answer.text}"
        )
    return answer
