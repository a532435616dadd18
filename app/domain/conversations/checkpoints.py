"""Checkpoints of a thread: where its runs can be gone on from, and where each of its turns began."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointRecord:
    """A finished step. ``next_step`` is what its run was to do then, if it is still the run's last and not its end."""

    id: UUID
    parent_id: UUID | None
    run_id: UUID
    turn_number: int
    step: int
    name: str
    cursor: int
    created_at: datetime
    next_step: str | None
    error_message: str | None
    waits_for_a_person: bool


def checkpoints_of(connection: Connection, *, session_id: UUID, limit: int = 10) -> list[CheckpointRecord]:
    """The checkpoints of the session's turns, newest first."""
    rows = connection.execute(text(_CHECKPOINTS), {"session": session_id, "limit": limit})
    return [CheckpointRecord(**row._mapping) for row in rows]


def last_checkpoint(connection: Connection, *, session_id: UUID) -> UUID | None:
    """The newest of the session's checkpoints."""
    found = checkpoints_of(connection, session_id=session_id, limit=1)
    return found[0].id if found else None


def checkpoint_before(connection: Connection, *, session_id: UUID, number: int) -> UUID | None:
    """The newest checkpoint of the turns before the one of this number: where things stood when it began."""
    found: UUID | None = connection.execute(
        text(
            """SELECT c.id FROM checkpoints c JOIN conversation_turns t ON t.run_id = c.run_id
                WHERE t.session_id = :session AND t.number < :number ORDER BY t.number DESC, c.step DESC LIMIT 1"""
        ),
        {"session": session_id, "number": number},
    ).scalar()
    return found


_CHECKPOINTS = """SELECT c.id, lag(c.id) OVER w AS parent_id, c.run_id, t.number AS turn_number, c.step, c.name,
                         c.cursor, c.created_at,
                         CASE WHEN lead(c.run_id) OVER w IS DISTINCT FROM c.run_id AND r.state <> 'completed'
                              THEN coalesce(r.current_step, 'agent') END AS next_step,
                         r.error->>'message' AS error_message,
                         coalesce(r.waiting_for = 'person', false) AS waits_for_a_person
                    FROM checkpoints c JOIN runs r ON r.id = c.run_id
                    JOIN (SELECT run_id, min(number) AS number FROM conversation_turns
                           WHERE session_id = :session GROUP BY run_id) t ON t.run_id = c.run_id
                  WINDOW w AS (ORDER BY t.number, c.step)
                   ORDER BY t.number DESC, c.step DESC LIMIT :limit"""
