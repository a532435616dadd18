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


def keep_messages(
    connection: Connection, *, run_id: UUID, messages: Sequence[Any], standing: Sequence[Any] | None = None
) -> None:
    """Keep the language model's messages of the run's turn (its first, if it waited in between).

    ``standing`` are the messages by which the agent knows this turn and all before it, where they are not
    simply all their messages: after a summary, or a start from an earlier checkpoint.
    """
    connection.execute(
        text(
            """UPDATE conversation_turns t
                  SET messages = CAST(:messages AS json), standing = CAST(:standing AS json)
                WHERE t.run_id = :run AND t.number = (SELECT min(number) FROM conversation_turns WHERE run_id = :run)"""
        ),
        {
            "run": run_id,
            "messages": dumps(list(messages)).decode(),
            "standing": None if standing is None else dumps(list(standing)).decode(),
        },
    )


def keep_summary(connection: Connection, *, session_id: UUID, standing: Sequence[Any]) -> None:
    """Have ``standing`` stand for all turns of the session so far."""
    connection.execute(
        text(
            """UPDATE conversation_turns SET standing = CAST(:standing AS json) WHERE session_id = :session
                  AND number = (SELECT max(number) FROM conversation_turns
                                 WHERE session_id = :session AND kind <> 'resume_feedback')"""
        ),
        {"session": session_id, "standing": dumps(list(standing)).decode()},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierTurn:
    """A turn as a later one sees it. ``messages`` is None where its run came to no end of its own."""

    run_id: UUID
    content: str
    messages: Sequence[Any] | None


def earlier_turns(connection: Connection, *, session_id: UUID, run_id: UUID | None) -> list[EarlierTurn]:
    """The turns before this run's (all, without a run), oldest first, from the last one that stands for others."""
    rows = connection.execute(
        text(
            """WITH own AS (SELECT min(number) AS number FROM conversation_turns
                             WHERE session_id = :session AND run_id = :run),
                    past AS (SELECT t.* FROM conversation_turns t, own
                              WHERE t.session_id = :session AND t.kind <> 'resume_feedback'
                                AND t.number < coalesce(own.number, 2147483647))
               SELECT run_id, content, coalesce(standing, messages) AS messages FROM past
                WHERE number >= coalesce((SELECT max(number) FROM past WHERE standing IS NOT NULL), 0)
                ORDER BY number"""
        ),
        {"session": session_id, "run": run_id},
    )
    return [EarlierTurn(run_id=row.run_id, content=row.content, messages=row.messages) for row in rows]


def is_interrupted(connection: Connection, *, run_id: UUID) -> bool:
    """Whether somebody asked the run to stop after the step it is at."""
    return bool(
        connection.execute(
            text(
                """SELECT 1 FROM conversation_turns
                    WHERE run_id = :run AND details @> '{"softInterrupt": true}' LIMIT 1"""
            ),
            {"run": run_id},
        ).first()
    )
