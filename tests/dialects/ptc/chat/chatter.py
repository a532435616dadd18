"""A user of the PTC API who chats, and the frames that he gets."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import UUID

from flask import Flask
from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

from app.domain.accounts.key_texts import PTC
from app.domain.accounts.operations import create_key
from app.domain.conversations.turns import keep_messages
from app.engine.sessions import create_session
from app.storage.database import transaction
from app.storage.identifiers import new_id
from tests.dialects.described import check_described

BASE = "/api/v1"


class Frame(NamedTuple):
    id: int | None
    event: str
    data: dict[str, Any]


def parsed(stream: bytes) -> list[Frame]:
    """The frames of a stream, without comments; the last one must be whole."""
    whole, rest = stream.decode().rsplit("\n\n", 1)
    assert rest == ""
    return [_frame(text) for text in whole.split("\n\n") if not text.startswith(":")]


def _frame(text: str) -> Frame:
    fields = dict(line.split(": ", 1) for line in text.split("\n"))
    assert list(fields) in (["id", "event", "data"], ["event", "data"])
    return Frame(int(fields["id"]) if "id" in fields else None, fields["event"], json.loads(fields["data"]))


def events(frames: list[Frame]) -> list[str]:
    return [frame.event for frame in frames]


def said(frames: list[Frame]) -> str:
    """What a client that only joins message chunks ends with."""
    return "".join(frame.data["content"] for frame in frames if frame.event == "message_chunk")


class Chatter:
    """One user of one tenant. ``workspace`` is his."""

    def __init__(self, app: Flask, owner: Engine, *, key: str | None = None, user: str | None = "ada") -> None:
        self.app = app
        self.owner = owner
        if key is None:
            with transaction(owner) as connection:
                made = create_key(connection, owner=f"Owner {new_id()}", family=PTC)
            key, self.tenant_id = made.text, made.record.tenant_id
        self.key = key
        self.user = user
        self.workspace = ""

    def on(self, app: Flask) -> "Chatter":
        """The same user at another process of the API."""
        other = Chatter(app, self.owner, key=self.key, user=self.user)
        other.workspace = self.workspace
        return other

    def as_user(self, user: str | None) -> "Chatter":
        other = Chatter(self.app, self.owner, key=self.key, user=user)
        other.workspace = self.workspace
        return other

    def make_workspace(self, name: str = "My Project") -> str:
        """A workspace without its sandbox: conversations need no more of it."""
        with transaction(self.owner) as connection:
            session = create_session(connection, tenant_id=self.tenant_id, kind="workspace")
            connection.execute(
                text(
                    """INSERT INTO workspaces (id, tenant_id, user_id, name, status)
                       VALUES (:id, :tenant, :user, :name, 'running')"""
                ),
                {"id": session.id, "tenant": self.tenant_id, "user": self.user, "name": name},
            )
        self.workspace = str(session.id)
        return self.workspace

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """One request, whose stream is not read yet; any JSON must be as the document says."""
        own = {"Authorization": f"Bearer {self.key}"} | ({"X-User-Id": self.user} if self.user else {})
        own |= {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        answer = self.app.test_client().open(BASE + path, method=method, data=raw, headers=own)
        if answer.mimetype == "application/json":
            check_described(self.app, answer, method=method, path=BASE + path.partition("?")[0])
        return answer

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        return self.send("POST", path, body, **headers)

    def json(self, path: str) -> Any:
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def chat(self, message: Any, *, thread: str | None = None, key: str | None = None, **body: Any) -> TestResponse:
        """Say something: a text, or a dictionary for the test agent."""
        content = message if isinstance(message, str) else json.dumps(message)
        request = {"workspace_id": self.workspace, "messages": [{"role": "user", "content": content}], **body}
        if thread is not None:
            request["thread_id"] = thread
        return self.post("/chat/stream", request, **({"Idempotency-Key": key} if key else {}))

    @contextmanager
    def talking(self, message: Any, **parameters: Any) -> Iterator[str]:
        """The thread of a message whose stream nobody reads."""
        with self.chat(message, **parameters) as response:
            assert response.status_code == 200, response.data
            yield response.headers["X-Thread-Id"]

    def start(self, message: Any, **parameters: Any) -> str:
        with self.talking(message, **parameters) as thread:
            return thread

    def told(self, message: Any, **parameters: Any) -> tuple[str, list[Frame]]:
        """The thread and all frames of a message's stream."""
        with self.chat(message, **parameters) as response:
            assert response.status_code == 200, response.data
            return response.headers["X-Thread-Id"], parsed(response.data)

    def decide(self, thread: str, kind: str, *, key: str | None = None, **more: Any) -> TestResponse:
        """Answer the test agent's plan."""
        decision = {"decisions": [{"type": kind, **more}]}
        body = {"workspace_id": self.workspace, "thread_id": thread, "hitl_response": {"plan-1": decision}}
        return self.post("/chat/stream", body, **({"Idempotency-Key": key} if key else {}))

    def rejoined(self, thread: str, since: int | None = None) -> list[Frame]:
        """All frames of a reconnect, from an id or without one."""
        query = "" if since is None else f"?last_event_id={since}"
        with self.get(f"/chat/stream/{thread}/reconnect{query}") as response:
            assert response.status_code == 200, response.data
            return parsed(response.data)

    def replayed(self, thread: str) -> list[Frame]:
        with self.get(f"/threads/{thread}/replay") as response:
            assert response.status_code == 200, response.data
            return parsed(response.data)

    def run_of(self, thread: str) -> UUID:
        """The thread's last run."""
        with transaction(self.owner) as connection:
            found: UUID = connection.execute(
                text("SELECT run_id FROM conversation_turns WHERE session_id = :id ORDER BY number DESC LIMIT 1"),
                {"id": UUID(thread)},
            ).scalar_one()
        return found

    def rejoinable(self, thread: str) -> bool:
        """Whether the thread has spoken yet."""
        with transaction(self.owner) as connection:
            statement = text("SELECT last_cursor > 0 FROM session_heads WHERE session_id = :id")
            return bool(connection.execute(statement, {"id": UUID(thread)}).scalar_one())

    def remember(self, thread: str, *, messages: int) -> None:
        """Give the thread's last run so many messages for the language model."""
        run_id = self.run_of(thread)
        with transaction(self.owner) as connection:
            keep_messages(connection, run_id=run_id, messages=[{"number": number} for number in range(messages)])

    def item(self, thread: str) -> Any:
        [item] = [each for each in self.json("/conversations?limit=100")["threads"] if each["thread_id"] == thread]
        return item


def refusal(response: TestResponse) -> tuple[int, Any]:
    """Status and detail of an error in PTC's shape."""
    body = response.get_json()
    assert set(body) == {"detail"}
    return response.status_code, body["detail"]
