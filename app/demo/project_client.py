"""A client of the Praetor API with nothing but HTTP in its hands."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import httpx2

from app.demo.client import LONGEST_SILENCE_SECONDS, accepted
from app.demo.frames import frames


class ProjectClient:
    """Speaks to the API at ``url`` with a session token. Every method raises httpx2.HTTPError when it is refused."""

    def __init__(self, url: str, token: str) -> None:
        self._http = httpx2.Client(
            base_url=f"{url}/api",
            headers={"Authorization": f"Bearer {token}"},
            timeout=LONGEST_SILENCE_SECONDS,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._http.close()

    def create_project(self, name: str, description: str) -> str:
        """A new project's id."""
        return str(self._told("POST", "/projects", {"name": name, "description": description})["id"])

    def start_flow(self, project_id: str) -> dict[str, Any]:
        return self._told("POST", "/flow/start", {"projectId": project_id})

    def next_question(self, project_id: str) -> dict[str, Any] | None:
        """The question to be answered next; None when all of the phase are."""
        question: dict[str, Any] | None = self._told("POST", "/flow/get-next-question", {"projectId": project_id})[
            "question"
        ]
        return question

    def answer(self, project_id: str, question_id: str, value: Any) -> dict[str, Any]:
        body = {"projectId": project_id, "questionId": question_id, "answer": {"value": value}}
        return self._told("POST", "/flow/answer-question", body)

    def generate(self, project_id: str, **options: Any) -> str:
        """Start an execution; its id."""
        body = {"projectId": project_id, "options": options}
        return str(self._told("POST", "/agents/generate-spec", body)["executionId"])

    def status(self, execution_id: str) -> dict[str, Any]:
        return self._told("GET", f"/agents/execution/{execution_id}/status")

    def resume(self, execution_id: str, checkpoint: str, budget: Mapping[str, Any]) -> None:
        body = {"checkpoint": checkpoint, "budget": dict(budget)}
        self._told("POST", f"/agents/execution/{execution_id}/resume", body)

    def memory(self, execution_id: str) -> dict[str, Any]:
        return self._told("GET", f"/agents/memory?sessionId={execution_id}")

    @contextmanager
    def events(self, execution_id: str, *, since: int = 0) -> Iterator[Iterator[bytes]]:
        """The execution's frames behind the event ``since``, to the end of what is under way."""
        path = f"/agents/execution/{execution_id}/events"
        with self._http.stream("GET", path, params={"since": since}) as answer:
            if answer.is_error:
                answer.read()
            yield frames(accepted(answer).iter_bytes())

    def _told(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        sent = {} if body is None else {"json": body}
        told: dict[str, Any] = accepted(self._http.request(method, path, **sent)).json()["data"]
        return told
