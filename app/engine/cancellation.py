"""Cancelling a run and all that it started: explicit, idempotent, final within seconds.

What no worker holds ends at once. What a worker holds is asked to end; its worker looks for such
requests every half second. A run that waits for children ends when the last of them has ended, so that
nothing comes behind its ``done``.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text

from app.engine.live_channel import LiveChannel
from app.engine.queue import RunQueue
from app.engine.run_endings import cancelled, end_elsewhere, lock_parent
from app.errors import NotFound


def cancel_run(
    connection: Connection, *, queue: RunQueue, live_channel: LiveChannel, tenant_id: UUID, run_id: UUID
) -> None:
    """Cancel the run with its descendants. A run that has ended stays as it is.

    Raises:
        NotFound: no such run in this tenant.
    """
    family = _lock_family(connection, tenant_id=tenant_id, run_id=run_id)
    if not family:
        raise NotFound("Run not found")
    connection.execute(
        text(
            """UPDATE runs SET cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp())
                WHERE id = ANY(:ids) AND state IN ('queued', 'running', 'waiting')"""
        ),
        {"ids": [run.id for run in family]},
    )
    for run in sorted(family, key=lambda run: run.depth, reverse=True):
        if _can_end_now(connection, run):
            end_elsewhere(connection, run=run, ending=cancelled(), queue=queue, live_channel=live_channel)


_FAMILY = """WITH RECURSIVE family AS (
               SELECT id, 0 AS depth FROM runs WHERE id = :id AND tenant_id = :tenant
               UNION ALL SELECT r.id, f.depth + 1 FROM runs r JOIN family f ON r.parent_run_id = f.id)
             SELECT r.id, r.tenant_id, r.session_id, r.parent_run_id, r.agent, r.budget_id, f.depth
               FROM runs r JOIN family f ON f.id = r.id ORDER BY r.id FOR NO KEY UPDATE OF r"""


_AHEAD = """SELECT 1 FROM runs
             WHERE session_id = (SELECT session_id FROM runs WHERE id = :id AND tenant_id = :tenant AND behind)
               AND parent_run_id IS NULL AND NOT behind AND state IN ('queued', 'running', 'waiting')
               FOR NO KEY UPDATE"""


def _lock_family(connection: Connection, *, tenant_id: UUID, run_id: UUID) -> Sequence[Row[Any]]:
    # The end of a run calls the next one when it holds the session's head, which an end of that one needs as well.
    connection.execute(text(_AHEAD), {"id": run_id, "tenant": tenant_id})
    lock_parent(connection, run_id=run_id)
    return connection.execute(text(_FAMILY), {"id": run_id, "tenant": tenant_id}).all()


def _can_end_now(connection: Connection, run: Row[Any]) -> bool:
    """Queued or waiting, and without a descendant that a worker still holds."""
    return bool(
        connection.execute(
            text(
                """SELECT state IN ('queued', 'waiting') AND NOT EXISTS (
                          SELECT 1 FROM runs c WHERE c.parent_run_id = r.id
                             AND c.state IN ('queued', 'running', 'waiting'))
                     FROM runs r WHERE r.id = :id"""
            ),
            {"id": run.id},
        ).scalar_one()
    )
