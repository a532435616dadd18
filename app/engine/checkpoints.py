"""Checkpoints: what finished steps have left, so that nothing finished is ever done twice."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.engine import bookings
from app.engine.event_log import Fence, Write
from app.storage.database import driver_of
from app.storage.identifiers import new_id
from app.storage.json import dumps


def step_write(
    fence: Fence, *, step: int, name: str, output: Any, next_step: str | None, total: int | None = None
) -> Write:
    """The write that finishes step number ``step`` (from 1): its checkpoint, its ledger line, the run's progress.

    ``total`` is the number of steps, which nobody may have noted yet.
    """

    def write(connection: Connection, last_cursor: int) -> None:
        made = (new_id(), fence.tenant_id, fence.run_id, step, name, dumps(output).decode(), last_cursor)
        progress = (step, next_step, last_cursor, total, fence.run_id)
        (holds,) = driver_of(connection).execute(_FINISH, (*made, *progress), prepare=True).fetchone()
        if holds:
            bookings.book_step(connection, run_id=fence.run_id, attempt=fence.attempt, step=step)

    return write


_INSERT = """INSERT INTO checkpoints (id, tenant_id, run_id, step, name, output, cursor)
             VALUES (%s, %s, %s, %s, %s, CAST(%s AS json), %s)"""

_FINISH = f"""WITH made AS ({_INSERT})
              UPDATE runs SET step = %s, current_step = %s, step_cursor = %s, deaths = 0,
                     total_steps = coalesce(%s, total_steps) WHERE id = %s RETURNING {bookings.HOLDS}"""


def outputs_of(connection: Connection, *, run_id: UUID) -> dict[str, Any]:
    """The outputs of the run's finished steps, by name, in their order."""
    rows = connection.execute(
        text("SELECT name, output FROM checkpoints WHERE run_id = :run ORDER BY step"), {"run": run_id}
    )
    return {row.name: row.output for row in rows}


def copy_checkpoints(connection: Connection, *, from_run: UUID, to_run: UUID, up_to: int) -> None:
    """Give ``to_run`` the finished steps of ``from_run`` up to number ``up_to``."""
    rows = connection.execute(
        text("SELECT tenant_id, step, name, output, cursor FROM checkpoints WHERE run_id = :run AND step <= :step"),
        {"run": from_run, "step": up_to},
    ).all()
    for row in rows:
        copied = (new_id(), row.tenant_id, to_run, row.step, row.name, dumps(row.output).decode(), row.cursor)
        connection.exec_driver_sql(_INSERT, copied)
