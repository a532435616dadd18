"""Resuming: a new run that takes over what a failed or cancelled one has finished.

The old run keeps its one terminal event; the new one has a larger budget, in which what the old one
used counts, and starts behind the last checkpoint. If that checkpoint's step had started runs of which
some did not complete, it starts in front of it: the step names its children again, those that have
completed are taken over as they are (``app.engine.waiting``), and only the others run.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.engine import bookings
from app.engine.budgets import Limits
from app.engine.checkpoints import copy_checkpoints
from app.engine.queue import RunQueue
from app.engine.run_acceptance import AcceptedRun, RunRequest, accept_run
from app.engine.runs import RunStatus, children_of, get_run
from app.errors import Conflict, InvalidRequest


def resume_run(
    connection: Connection,
    *,
    queue: RunQueue,
    tenant_id: UUID,
    run_id: UUID,
    limits: Limits,
    idempotency_key: str | None = None,
    seconds: float | None = None,
) -> AcceptedRun:
    """Start a run that goes on where ``run_id`` stopped, and has ``seconds`` to end, if they are given.

    Raises:
        NotFound: no such run in this tenant.
        Conflict: it has not failed and was not cancelled, or (SessionBusy) another run is active.
        InvalidRequest: the new limits lie below what has been used.
    """
    stopped = get_run(connection, tenant_id=tenant_id, run_id=run_id)
    if stopped.state not in ("failed", "cancelled") or stopped.parent_run_id is not None:
        raise Conflict("Only a failed or cancelled run can be resumed")
    _check_room(stopped, limits)
    accepted = accept_run(
        connection,
        queue=queue,
        request=RunRequest(
            tenant_id=tenant_id,
            session_id=stopped.session_id,
            agent=stopped.agent,
            input=dict(stopped.input),
            limits=limits,
            cap_id=_cap_of(connection, stopped),
            idempotency_key=None if idempotency_key is None else f"resume:{run_id}:{idempotency_key}",
            seconds=seconds,
        ),
    )
    if accepted.is_new:
        _take_over(connection, stopped=stopped, run_id=accepted.id)
    return accepted


def keep_run(connection: Connection, *, run_id: UUID) -> None:
    """Keep the run from being deleted: for who locks what stands behind runs before the run is resumed."""
    connection.execute(text("SELECT 1 FROM runs WHERE id = :id FOR KEY SHARE"), {"id": run_id})


def _check_room(stopped: RunStatus, limits: Limits) -> None:
    if limits.tokens is not None and limits.tokens <= stopped.tokens_used:
        raise InvalidRequest(
            f"{stopped.tokens_used} tokens are used already: a larger budget is needed",
            details={"tokensUsed": stopped.tokens_used},
        )
    if limits.cost is not None and limits.cost < stopped.cost_used:
        raise InvalidRequest(
            f"{stopped.cost_used.normalize():f} USD are used already: a larger budget is needed",
            details={"costIncurred": float(stopped.cost_used)},
        )


def _cap_of(connection: Connection, stopped: RunStatus) -> UUID | None:
    cap: Any = connection.execute(
        text("SELECT parent_id FROM budgets WHERE id = :id"), {"id": stopped.budget_id}
    ).scalar_one()
    return None if cap is None else UUID(str(cap))


def _take_over(connection: Connection, *, stopped: RunStatus, run_id: UUID) -> None:
    step = _last_whole_step(connection, stopped)
    taken = connection.execute(
        text(
            """UPDATE runs n SET resumed_from = o.id, step = :step, total_steps = o.total_steps, answer = o.answer
                 FROM runs o WHERE n.id = :new AND o.id = :old RETURNING n.budget_id"""
        ),
        {"new": run_id, "old": stopped.id, "step": step},
    ).one()
    copy_checkpoints(connection, from_run=stopped.id, to_run=run_id, up_to=step)
    bookings.carry_over(
        connection,
        from_budget=stopped.budget_id,
        to_budget=taken.budget_id,
        run_id=run_id,
        tenant_id=stopped.tenant_id,
    )


def _last_whole_step(connection: Connection, stopped: RunStatus) -> int:
    """The number of the last step that has done all it set out to do, the runs that it started included."""
    children = children_of(connection, run_id=stopped.id, step=stopped.step)
    return stopped.step - 1 if any(child.state != "completed" for child in children) else stopped.step
