"""Ending a session without deleting it: nothing runs in it any more, and everything in it can still be read.

All its runs end in one transaction, also those that a worker holds (which thereby loses its fence), so that
the event which tells of the end is the last one that the session will ever have.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text

from app.engine.event_log import Entry, Fence, NewEvent, Write, append
from app.engine.live_channel import LiveChannel
from app.engine.queue import RunQueue
from app.engine.run_endings import cancelled, end_elsewhere
from app.engine.sessions import merge_state
from app.storage.database import after_commit

SESSION_ENDED = "session_ended"


def end_session(
    connection: Connection, *, queue: RunQueue, live_channel: LiveChannel, tenant_id: UUID, session_id: UUID
) -> None:
    """Cancel what runs and what stands behind it, and append the session's last event.

    The caller has seen that the session is the tenant's, and that it has not ended before.
    """
    for run in _to_end(connection, session_id=session_id):
        end_elsewhere(connection, run=run, ending=cancelled(), queue=queue, live_channel=live_channel)
    append_to_session(
        connection,
        live_channel=live_channel,
        tenant_id=tenant_id,
        session_id=session_id,
        event=NewEvent.of(SESSION_ENDED),
        write=merge_state(session_id, {"ended": True}),
    )


def append_to_session(
    connection: Connection,
    *,
    live_channel: LiveChannel,
    tenant_id: UUID,
    session_id: UUID,
    event: NewEvent,
    write: Write | None = None,
) -> None:
    """Append an event that belongs to no run; it bears the session's id in the run's place."""
    fence = Fence(session_id, session_id, tenant_id, 0, 0)
    entry = Entry(fence, [event], [write] if write else [], fenced=False)
    appended = append(connection, entries=[entry])
    after_commit(connection, lambda: live_channel.publish(appended.published))


def _to_end(connection: Connection, *, session_id: UUID) -> list[Row[Any]]:
    """The runs that have not ended, locked, in the order in which they may end: children before their parents,
    and last of all the one at whose end another would be called forward (but that one is locked first: its end, if
    it is under way, goes on to lock what stands behind it)."""
    runs = connection.execute(
        text(
            """SELECT id, tenant_id, session_id, parent_run_id, agent, budget_id, behind FROM runs
                WHERE session_id = :session AND state IN ('queued', 'running', 'waiting')
                ORDER BY behind, CASE WHEN behind THEN created_at END, id FOR NO KEY UPDATE"""
        ),
        {"session": session_id},
    ).all()
    return sorted(runs, key=lambda run: (run.parent_run_id is None and not run.behind, -run.id.int))
