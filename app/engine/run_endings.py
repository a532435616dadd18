"""How a run ends: one terminal event, then ``done``, and everything that its end sets free.

An ending is an :class:`~app.engine.event_log.Entry`, whoever writes it: the worker adds it to its last
step's commit, the API and the housekeeper append it on their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, text

from app.engine import bookings, budgets
from app.engine.event_log import Entry, Fence, NewEvent, Write, append
from app.engine.live_channel import LiveChannel
from app.engine.queue import RunQueue
from app.storage.database import after_commit, driver_of
from app.storage.json import dumps


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The last word on a run. ``error`` is {code, message, …} for ``failed`` and None otherwise."""

    state: Literal["completed", "failed", "cancelled"]
    terminal: NewEvent
    result: Mapping[str, Any] | None = None
    error: Mapping[str, Any] | None = None


def completed(*, terminal: str, result: Mapping[str, Any]) -> Ending:
    return Ending(state="completed", terminal=NewEvent.of(terminal, result), result=result)


def failed(*, error: Mapping[str, Any]) -> Ending:
    return Ending(state="failed", terminal=NewEvent.of("error", error), error=error)


def cancelled() -> Ending:
    return Ending(state="cancelled", terminal=NewEvent.of("cancelled", {}))


def last_events(ending: Ending, *, run_id: UUID, parent_run_id: UUID | None, agent: str) -> Sequence[NewEvent]:
    """A root run ends its stream; a child's end is one event in its family's stream."""
    if parent_run_id is None:
        return (ending.terminal, NewEvent.of("done", _done(ending, run_id)))
    summary = {"runId": str(run_id), "agent": agent, "state": ending.state, "error": ending.error}
    return (NewEvent.of("child_run_ended", summary),)


def _done(ending: Ending, run_id: UUID) -> dict[str, Any]:
    """What ``done`` says: also why, if the result names a ``stopReason`` or the run has failed.

    A reader of ``done`` alone then knows how the run ended.
    """
    reason = (ending.result or {}).get("stopReason") or (ending.error or {}).get("code")
    return {"runId": str(run_id), "state": ending.state, **({"stopReason": reason} if reason else {})}


def end_write(ending: Ending, *, run_id: UUID, parent_run_id: UUID | None, queue: RunQueue) -> Write:
    """The write that ends the run's row and wakes whoever waited for it."""

    def write(connection: Connection, last_cursor: int) -> None:
        ended = driver_of(connection).execute(_END, _end_parameters(ending, run_id=run_id), prepare=True).fetchone()
        if ended is None:
            return
        holds, others_stand_behind = ended
        if holds:
            bookings.book_lost(connection, run_id=run_id)
        if parent_run_id is not None:
            _wake_parent(connection, parent_run_id=parent_run_id, queue=queue)
        elif others_stand_behind:
            _call_next(connection, run_id=run_id, last_cursor=last_cursor, queue=queue)

    return write


def lock_parent(connection: Connection, *, run_id: UUID) -> None:
    """Lock the row of the run's parent, if it has one: parents are older and always locked first."""
    connection.execute(
        text("SELECT 1 FROM runs WHERE id = (SELECT parent_run_id FROM runs WHERE id = :id) FOR NO KEY UPDATE"),
        {"id": run_id},
    )


def end_elsewhere(
    connection: Connection, *, run: Any, ending: Ending, queue: RunQueue, live_channel: LiveChannel
) -> None:
    """End a run that no worker holds. The caller has locked its row (and its parent's) and checked its state.

    ``run`` has id, tenant_id, session_id, parent_run_id, agent and budget_id.
    """
    events = last_events(ending, run_id=run.id, parent_run_id=run.parent_run_id, agent=run.agent)
    entry = Entry(
        Fence(run.id, run.session_id, run.tenant_id, 0, 0),
        events,
        [end_write(ending, run_id=run.id, parent_run_id=run.parent_run_id, queue=queue)],
        budgets=budgets.chain_ids(connection, budget_id=run.budget_id),
        fenced=False,
    )
    appended = append(connection, entries=[entry])
    after_commit(connection, lambda: live_channel.publish(appended.published))


# Whoever puts a run behind this one has locked this one's row for it, as has, before this statement, who ends it:
# so whatever stands behind is seen here.
_END = f"""UPDATE runs SET state = %(state)s, finished_at = clock_timestamp(), worker_key = NULL, waiting_for = NULL,
                 behind = false, dispatch_at = NULL,
                 result = CAST(%(result)s AS jsonb), error = CAST(%(error)s AS jsonb),
                 current_step = CASE WHEN %(state)s = 'completed' THEN NULL ELSE current_step END
           WHERE id = %(id)s AND state IN ('queued', 'running', 'waiting')
       RETURNING {bookings.HOLDS},
                 EXISTS (SELECT 1 FROM runs b
                          WHERE b.session_id = runs.session_id AND b.behind AND b.state = 'queued')"""


def _end_parameters(ending: Ending, *, run_id: UUID) -> dict[str, Any]:
    return {
        "id": run_id,
        "state": ending.state,
        "result": None if ending.result is None else dumps(dict(ending.result)).decode(),
        "error": None if ending.error is None else dumps(dict(ending.error)).decode(),
    }


_WAKE = """UPDATE runs SET state = 'queued', waiting_for = NULL, dispatch_at = now(), sends = 0
            WHERE id = :parent AND state = 'waiting' AND waiting_for = 'children'
              AND NOT EXISTS (SELECT 1 FROM runs c WHERE c.parent_run_id = :parent
                                 AND c.state IN ('queued', 'running', 'waiting'))
        RETURNING id, agent"""


def _wake_parent(connection: Connection, *, parent_run_id: UUID, queue: RunQueue) -> None:
    """The end of the last child puts the parent back into the queue."""
    woken = connection.execute(text(_WAKE), {"parent": parent_run_id}).first()
    if woken is not None:
        after_commit(connection, lambda: _send(queue, run_id=woken.id, agent=woken.agent))


_NEXT = """UPDATE runs SET behind = false, dispatch_at = now(), accepted_cursor = %(cursor)s, step_cursor = %(cursor)s
            WHERE id = (SELECT id FROM runs WHERE session_id = (SELECT session_id FROM runs WHERE id = %(ended)s)
                           AND behind AND state = 'queued' ORDER BY created_at, id LIMIT 1 FOR UPDATE)
              AND NOT EXISTS (SELECT 1 FROM runs a WHERE a.session_id = runs.session_id AND a.parent_run_id IS NULL
                                 AND NOT a.behind AND a.state IN ('queued', 'running', 'waiting'))
        RETURNING id, agent"""


def _call_next(connection: Connection, *, run_id: UUID, last_cursor: int, queue: RunQueue) -> None:
    """The end of a session's run lets the next one come forward, unless what ended stood behind another itself."""
    called = connection.exec_driver_sql(_NEXT, {"ended": run_id, "cursor": last_cursor}).first()
    if called is not None:
        after_commit(connection, lambda: _send(queue, run_id=called.id, agent=called.agent))


def _send(queue: RunQueue, *, run_id: UUID, agent: str) -> None:
    queue.send(run_id=run_id, agent=agent)
