"""What keeps runs going when processes die: reaping, sending again, clearing up.

Everything here works in Postgres alone, since it is needed most while the broker is down; each sweep
is one short transaction, guarded by the states it expects, and may run anywhere and any time.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Connection, Engine, Row, text

from app.engine import bookings, leases
from app.engine.live_channel import LiveChannel
from app.engine.queue import RunQueue
from app.engine.run_claims import requeue_after_death
from app.engine.run_endings import cancelled, end_elsewhere, failed, lock_parent
from app.engine.run_states import DEATHS_UNTIL_ALONE
from app.storage.database import transaction

_LEADER_LOCK = 21_078
_SENDS_PER_SWEEP = 500

_log = structlog.get_logger(__name__)


def try_to_lead(connection: Connection) -> bool:
    """Become the one housekeeper, for as long as this connection lives."""
    return bool(
        connection.execute(text("SELECT pg_try_advisory_lock(:class, 1)"), {"class": _LEADER_LOCK}).scalar_one()
    )


def reap(engine: Engine, *, queue: RunQueue, live_channel: LiveChannel) -> int:
    """Put the runs of dead processes back into the queue, or end those that keep killing. Returns how many."""
    with transaction(engine) as connection:
        keys = leases.dead_workers(connection)
        runs = connection.execute(
            text("SELECT id FROM runs WHERE state = 'running' AND worker_key = ANY(:keys)"), {"keys": list(keys)}
        ).all()
    for run in runs:
        with transaction(engine) as connection:
            _reap_one(connection, run_id=run.id, dead=keys, queue=queue, live_channel=live_channel)
    return len(runs)


_LOCK_ONE = """SELECT id, tenant_id, session_id, parent_run_id, agent, budget_id, deaths, cancel_requested_at,
                      (SELECT c.id FROM checkpoints c WHERE c.run_id = r.id ORDER BY c.step DESC LIMIT 1) AS checkpoint
                 FROM runs r WHERE id = :id AND state = 'running' AND worker_key = ANY(:dead) FOR NO KEY UPDATE OF r"""


def _reap_one(
    connection: Connection, *, run_id: UUID, dead: Sequence[int], queue: RunQueue, live_channel: LiveChannel
) -> None:
    lock_parent(connection, run_id=run_id)
    run = connection.execute(text(_LOCK_ONE), {"id": run_id, "dead": list(dead)}).first()
    if run is None:
        return
    _log.info("run_reaped", run_id=str(run_id), agent=run.agent, deaths=run.deaths + 1)
    if run.cancel_requested_at is not None:
        end_elsewhere(connection, run=run, ending=cancelled(), queue=queue, live_channel=live_channel)
    elif run.deaths >= DEATHS_UNTIL_ALONE:
        end_elsewhere(connection, run=run, ending=failed(error=_killer(run)), queue=queue, live_channel=live_channel)
    else:
        requeue_after_death(connection, run_id=run_id)


def _killer(run: Row[Any]) -> dict[str, Any]:
    return {
        "code": "worker_died",
        "message": "The worker process died in the same step three times, the last time with this run alone",
        "checkpoint": None if run.checkpoint is None else str(run.checkpoint),
    }


_DUE = f"""UPDATE runs SET sends = sends + 1,
                  dispatch_at = now() + least(60, 5 * power(2, least(sends, 6))) * interval '1 second'
            WHERE id IN (SELECT id FROM runs WHERE state = 'queued' AND NOT behind AND dispatch_at <= now()
                          ORDER BY dispatch_at LIMIT {_SENDS_PER_SWEEP} FOR UPDATE SKIP LOCKED)
        RETURNING id, agent"""


def send_due(engine: Engine, *, queue: RunQueue) -> int:
    """Send the runs whose message is due: never sent, lost by the broker, or put back. Returns how many were sent."""
    with transaction(engine) as connection:
        due = connection.execute(text(_DUE)).all()
    unsent = [run.id for run in due if not queue.send(run_id=run.id, agent=run.agent)]
    if unsent:
        with transaction(engine) as connection:
            connection.execute(
                text("UPDATE runs SET dispatch_at = now() WHERE id = ANY(:ids) AND state = 'queued'"), {"ids": unsent}
            )
    return len(due) - len(unsent)


def clear_up(engine: Engine, *, idempotency_days: int) -> None:
    """Forget what is over: old keys, silent processes, holds of runs that no worker executes."""
    with transaction(engine) as connection:
        connection.execute(
            text("DELETE FROM idempotency_keys WHERE created_at < now() - :days * interval '1 day'"),
            {"days": idempotency_days},
        )
        leases.forget_dead_workers(connection)
        orphans = (
            connection.execute(
                text(
                    """SELECT DISTINCT h.run_id FROM budget_holds h JOIN runs r ON r.id = h.run_id
                    WHERE r.state <> 'running' AND h.created_at < now() - interval '1 minute'"""
                )
            )
            .scalars()
            .all()
        )
    for run_id in orphans:
        with transaction(engine) as connection:
            connection.execute(text("SELECT 1 FROM runs WHERE id = :id FOR NO KEY UPDATE"), {"id": run_id})
            bookings.book_lost(connection, run_id=run_id)
