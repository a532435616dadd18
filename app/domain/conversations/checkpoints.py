"""Checkpoints of a thread: where its runs can be gone on from, and where each of its turns began."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointRecord:
    """A finished step. ``next_step`` is what its run did next, or was to do; None at the run's end.

    ``is_last``: nothing of its run stands behind it, so that the run's error, or its question, is the next step's.
    """

    id: UUID
    parent_id: UUID | None
    run_id: UUID
    turn_number: int
    step: int
    name: str
    cursor: int
    created_at: datetime
    next_step: str | None
    is_last: bool
    error_message: str | None
    waits_for_a_person: bool


def checkpoints_of(connection: Connection, *, session_id: UUID, limit: int = 10) -> list[CheckpointRecord]:
    """The checkpoints of the session's turns, newest first."""
    rows = connection.execute(text(_CHECKPOINTS), {"session": session_id, "limit": limit})
    return [CheckpointRecord(**row._mapping) for row in rows]


def last_checkpoint(connection: Connection, *, session_id: UUID) -> UUID | None:
    """The newest of the session's checkpoints."""
    found: UUID | None = connection.execute(
        text(
            """SELECT c.id FROM conversation_turns t JOIN checkpoints c ON c.run_id = t.run_id
                WHERE t.session_id = :session ORDER BY t.number DESC, c.step DESC LIMIT 1"""
        ),
        {"session": session_id},
    ).scalar()
    return found


def beginnings(connection: Connection, *, session_id: UUID) -> dict[int, UUID | None]:
    """Of each new request of the session, by its turn's number: the newest checkpoint of the turns before it."""
    rows = connection.execute(text(_BEGINNINGS), {"session": session_id})
    return {row.number: row.id for row in rows}


_CHECKPOINTS = """SELECT c.id, lag(c.id) OVER w AS parent_id, c.run_id, t.number AS turn_number, c.step, c.name,
                         c.cursor, c.created_at,
                         CASE WHEN lead(c.run_id) OVER w = c.run_id THEN lead(c.name) OVER w
                              WHEN r.state <> 'completed' THEN coalesce(r.current_step, 'agent') END AS next_step,
                         lead(c.run_id) OVER w IS DISTINCT FROM c.run_id AS is_last,
                         r.error->>'message' AS error_message,
                         coalesce(r.waiting_for = 'person', false) AS waits_for_a_person
                    FROM checkpoints c JOIN runs r ON r.id = c.run_id
                    JOIN (SELECT run_id, min(number) AS number FROM conversation_turns
                           WHERE session_id = :session GROUP BY run_id) t ON t.run_id = c.run_id
                  WINDOW w AS (ORDER BY t.number, c.step)
                   ORDER BY t.number DESC, c.step DESC LIMIT :limit"""

_BEGINNINGS = """SELECT t.number, b.id
                   FROM conversation_turns t
                   LEFT JOIN LATERAL (
                        SELECT c.id FROM conversation_turns e JOIN checkpoints c ON c.run_id = e.run_id
                         WHERE e.session_id = t.session_id AND e.number < t.number
                         ORDER BY e.number DESC, c.step DESC LIMIT 1) b ON true
                  WHERE t.session_id = :session AND t.kind = 'initial' ORDER BY t.number"""
