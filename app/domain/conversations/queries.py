"""Reading threads and their turns, each with the run that makes its state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, Row, text

from app.domain.conversations.thread_states import LastRun, ThreadStatus
from app.errors import NotFound

SortKey = Literal["created_at", "updated_at"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadRecord:
    """A thread as it stands. ``turn_cursor``: the events of its last turn come behind it."""

    id: UUID
    tenant_id: UUID
    workspace_id: UUID
    workspace_name: str
    sandbox_id: UUID | None
    user_id: str
    number: int
    title: str | None
    is_flash: bool
    first_content: str | None
    turn_cursor: int
    turns: int
    details: Mapping[str, Any]
    created_at: datetime
    updated_at: datetime
    last: LastRun | None

    @property
    def status(self) -> ThreadStatus:
        return self.last.status if self.last else "in_progress"


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRecord:
    """A turn with its run. Its events lie behind ``cursor`` and, if there is a later turn, up to ``end``."""

    id: UUID
    session_id: UUID
    number: int
    cursor: int
    end: int | None
    kind: str
    content: str
    feedback: str | None
    details: Mapping[str, Any]
    created_at: datetime
    was_answered: bool
    """Whether it ended with a question, and the run went on in the next turn, after the answer."""
    run: LastRun
    text: str | None
    """What the run said in the end, as a whole."""


_WISHES = ("mode", "planMode", "locale", "timezone", "model", "backgroundAutoWait")

_RUN = """r.id AS run_id, r.state, r.waiting_for, r.question, r.result->>'stopReason' AS stop_reason,
          r.error->>'code' AS error_code, r.error->>'message' AS error_message, r.created_at AS run_created_at,
          r.started_at, r.finished_at"""

_THREADS = f"""SELECT t.id, t.tenant_id, t.workspace_id, w.name AS workspace_name, t.user_id, t.number, t.title,
                      w.status = 'flash' AS is_flash, t.created_at, t.updated_at,
                      (SELECT s.id FROM sandboxes s WHERE s.session_id = t.workspace_id) AS sandbox_id,
                      (SELECT f.content FROM conversation_turns f WHERE f.session_id = t.id ORDER BY f.number LIMIT 1)
                          AS first_content,
                      coalesce(l.cursor, 0) AS turn_cursor, coalesce(l.number + 1, 0) AS turns,
                      coalesce(l.details, '{{}}') AS details, {_RUN}
                 FROM threads t JOIN workspaces w ON w.id = t.workspace_id
                 LEFT JOIN LATERAL (SELECT run_id, cursor, number, details FROM conversation_turns
                                     WHERE session_id = t.id ORDER BY number DESC LIMIT 1) l ON true
                 LEFT JOIN runs r ON r.id = l.run_id"""

_TURNS = f"""SELECT c.*, {_RUN}, r.result->>'text' AS text
               FROM (SELECT id, session_id, tenant_id, number, cursor, kind, content, feedback,
                            details, created_at, run_id AS turn_run_id, lead(cursor) OVER (ORDER BY number) AS "end",
                            coalesce(lead(run_id) OVER (ORDER BY number) = run_id, false) AS was_answered
                       FROM conversation_turns WHERE session_id = :session) c
               JOIN runs r ON r.id = c.turn_run_id"""


def get_thread(connection: Connection, *, tenant_id: UUID, thread_id: UUID) -> ThreadRecord:
    """The tenant's thread.

    Raises:
        NotFound: there is none with this id in this tenant.
    """
    row = connection.execute(
        text(f"{_THREADS} WHERE t.id = :id AND t.tenant_id = :tenant"), {"id": thread_id, "tenant": tenant_id}
    ).first()
    if row is None:
        raise NotFound(f"Thread not found: {thread_id}")
    return _thread(row)


def list_threads(
    connection: Connection,
    *,
    tenant_id: UUID,
    user_id: str | None = None,
    workspace_id: UUID | None = None,
    sort_by: SortKey = "updated_at",
    descending: bool = True,
    limit: int = 20,
    offset: int = 0,
) -> tuple[list[ThreadRecord], int]:
    """A page of the threads of a user or of a workspace (or of both), and how many there are in all."""
    where = "t.tenant_id = :tenant AND (CAST(:user AS text) IS NULL OR t.user_id = :user)"
    where += " AND (CAST(:workspace AS uuid) IS NULL OR t.workspace_id = :workspace)"
    order = f"t.{sort_by} {'DESC' if descending else 'ASC'}, t.id {'DESC' if descending else 'ASC'}"
    wanted = {"tenant": tenant_id, "user": user_id, "workspace": workspace_id}
    total = connection.execute(text(f"SELECT count(*) FROM threads t WHERE {where}"), wanted).scalar_one()
    rows = connection.execute(
        text(f"{_THREADS} WHERE {where} ORDER BY {order} LIMIT :limit OFFSET :offset"),
        {**wanted, "limit": limit, "offset": offset},
    )
    return [_thread(row) for row in rows], total


def turns_of(connection: Connection, *, session_id: UUID, limit: int = 200, offset: int = 0) -> list[TurnRecord]:
    """The session's turns, oldest first."""
    rows = connection.execute(
        text(f"{_TURNS} ORDER BY c.number LIMIT :limit OFFSET :offset"),
        {"session": session_id, "limit": limit, "offset": offset},
    )
    return [_turn(row) for row in rows]


def get_turn(connection: Connection, *, tenant_id: UUID, turn_id: UUID) -> TurnRecord:
    """The tenant's turn of this id.

    Raises:
        NotFound: there is none.
    """
    session_id = connection.execute(
        text("SELECT session_id FROM conversation_turns WHERE id = :id AND tenant_id = :tenant"),
        {"id": turn_id, "tenant": tenant_id},
    ).scalar()
    if session_id is None:
        raise NotFound("Message not found")
    row = connection.execute(text(f"{_TURNS} WHERE c.id = :id"), {"session": session_id, "id": turn_id}).one()
    return _turn(row)


def last_turn(connection: Connection, *, session_id: UUID) -> TurnRecord | None:
    """The session's last turn; None if nothing was ever asked."""
    row = connection.execute(text(f"{_TURNS} ORDER BY c.number DESC LIMIT 1"), {"session": session_id}).first()
    return None if row is None else _turn(row)


def asked_with(turn: TurnRecord) -> dict[str, Any]:
    """How the turn's request wanted to be answered; what goes on with the same request says it, too."""
    return {name: value for name, value in turn.details.items() if name in _WISHES}


def has_answers(connection: Connection, *, session_id: UUID) -> bool:
    """Whether any turn of the session has left messages for the turns after it."""
    found = connection.execute(
        text("SELECT 1 FROM conversation_turns WHERE session_id = :session AND messages IS NOT NULL LIMIT 1"),
        {"session": session_id},
    )
    return found.first() is not None


def _thread(row: Row[Any]) -> ThreadRecord:
    values = dict(row._mapping)
    last = _run(values)
    return ThreadRecord(**values, last=last)


def _turn(row: Row[Any]) -> TurnRecord:
    values = dict(row._mapping)
    run = _run(values)
    assert run is not None  # a turn goes with its run
    for name in ("turn_run_id", "tenant_id"):
        values.pop(name)
    return TurnRecord(**values, run=run)


_OF_RUN: Sequence[str] = (
    "state",
    "waiting_for",
    "question",
    "stop_reason",
    "error_code",
    "error_message",
    "started_at",
    "finished_at",
)


def _run(values: dict[str, Any]) -> LastRun | None:
    """Take a run's columns out of a row."""
    run_id, created_at = values.pop("run_id"), values.pop("run_created_at")
    own = {name: values.pop(name) for name in _OF_RUN}
    return None if run_id is None else LastRun(id=run_id, created_at=created_at, **own)
