"""Checkpoints: what finished steps have left, so that nothing finished is ever done twice."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.engine import bookings
from app.engine.event_log import Fence, Write
from app.storage.identifiers import new_id
from app.storage.json import dumps


def step_write(
    fence: Fence, *, step: int, name: str, output: Any, next_step: str | None, total: int | None = None
) -> Write:
    """The write that finishes step number ``step`` (from 1): its checkpoint, its ledger line, the run's progress.

    ``total`` is the number of steps, which nobody may have noted yet.
    """

    def write(connection: Connection, last_cursor: int) -> None:
        connection.execute(
            text(
                """INSERT INTO checkpoints (id, tenant_id, run_id, step, name, output, cursor)
                   VALUES (:id, :tenant, :run, :step, :name, CAST(:output AS jsonb), :cursor)"""
            ),
            {
                "id": new_id(),
                "tenant": fence.tenant_id,
                "run": fence.run_id,
                "step": step,
                "name": name,
                "output": dumps(output).decode(),
                "cursor": last_cursor,
            },
        )
        bookings.book_step(connection, run_id=fence.run_id, attempt=fence.attempt, step=step)
        connection.execute(
            text(
                """UPDATE runs SET step = :step, current_step = :next, step_cursor = :cursor, deaths = 0,
                          total_steps = coalesce(:total, total_steps) WHERE id = :run"""
            ),
            {"step": step, "total": total, "next": next_step, "cursor": last_cursor, "run": fence.run_id},
        )

    return write


def outputs_of(connection: Connection, *, run_id: UUID) -> dict[str, Any]:
    """The outputs of the run's finished steps, by name, in their order."""
    rows = connection.execute(
        text("SELECT name, output FROM checkpoints WHERE run_id = :run ORDER BY step"), {"run": run_id}
    )
    return {row.name: row.output for row in rows}


def copy_checkpoints(connection: Connection, *, from_run: UUID, to_run: UUID) -> None:
    """Give ``to_run`` the finished steps of ``from_run``."""
    rows = connection.execute(
        text("SELECT tenant_id, step, name, output, cursor FROM checkpoints WHERE run_id = :run"), {"run": from_run}
    ).all()
    for row in rows:
        connection.execute(
            text(
                """INSERT INTO checkpoints (id, tenant_id, run_id, step, name, output, cursor)
                   VALUES (:id, :tenant_id, :run, :step, :name, CAST(:output AS jsonb), :cursor)"""
            ),
            {**row._mapping, "id": new_id(), "run": to_run, "output": dumps(row.output).decode()},
        )
