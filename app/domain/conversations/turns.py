"""Turns: noted when a request is accepted, completed by the agent that answers it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, text

from app.storage.identifiers import new_id
from app.storage.json import dumps

Kind = Literal["initial", "resume_feedback", "retry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTurn:
    """A request that was accepted in the same transaction. ``cursor``: its events come behind it."""

    tenant_id: UUID
    session_id: UUID
    run_id: UUID
    cursor: int
    content: str
    kind: Kind = "initial"
    feedback: Literal["APPROVED", "DECLINED"] | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def note_turn(connection: Connection, *, turn: NewTurn) -> int:
    """Note the request as the session's next turn; returns its number. The caller holds the session's turn:
    a run of it was accepted, or its waiting run answered, in this transaction."""
    number: int = connection.execute(
        text(
            """INSERT INTO conversation_turns
                      (session_id, number, id, tenant_id, run_id, cursor, kind, content, feedback, details)
               SELECT :session, coalesce(max(number) + 1, 0), :id, :tenant, :run, :cursor, :kind, :content, :feedback,
                      CAST(:details AS jsonb)
                 FROM conversation_turns WHERE session_id = :session
               RETURNING number"""
        ),
        {
            "session": turn.session_id,
            "id": new_id(),
            "tenant": turn.tenant_id,
            "run": turn.run_id,
            "cursor": turn.cursor,
            "kind": turn.kind,
            "content": turn.content,
            "feedback": turn.feedback,
            "details": dumps(dict(turn.details)).decode(),
        },
    ).scalar_one()
    return number


def keep_messages(connection: Connection, *, run_id: UUID, messages: Sequence[Any]) -> None:
    """Keep the language model's messages of the run's turn (its first, if it waited in between)."""
    connection.execute(
        text(
            """UPDATE conversation_turns t SET messages = CAST(:messages AS json)
                WHERE t.run_id = :run AND t.number = (SELECT min(number) FROM conversation_turns WHERE run_id = :run)"""
        ),
        {"run": run_id, "messages": dumps(list(messages)).decode()},
    )


def earlier_messages(connection: Connection, *, session_id: UUID, run_id: UUID) -> list[list[Any]]:
    """What the turns before this run's have left, oldest first."""
    rows = connection.execute(
        text(
            """SELECT messages FROM conversation_turns
                WHERE session_id = :session AND messages IS NOT NULL AND run_id <> :run ORDER BY number"""
        ),
        {"session": session_id, "run": run_id},
    )
    return list(rows.scalars())
