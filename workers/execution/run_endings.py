"""What a worker writes last about a run that did not come to its own end."""

from collections.abc import Mapping
from typing import Any

import structlog
from sqlalchemy import Connection

from app.engine import run_endings
from app.engine.event_log import Entry
from app.engine.run_claims import ClaimedRun, hand_back_write
from app.engine.run_endings import Ending
from app.errors import AgentFailed, BatonError, BudgetExceeded, FenceLost, RunTimedOut
from workers.execution.patience import patiently
from workers.execution.stop_reasons import CancelRequested, DeadlinePassed, Draining
from workers.execution.worker_process import WorkerProcess

_log = structlog.get_logger(__name__)


def after_stop(process: WorkerProcess, run: ClaimedRun, *, reason: BaseException) -> Entry | None:
    """The last entry of this attempt, or None when the run is no longer ours."""
    if isinstance(reason, FenceLost):
        return None
    if isinstance(reason, Draining):
        return Entry(run.fence, (), [hand_back_write(run_id=run.id)], budgets=run.budget_chain, leaves=True)
    if isinstance(reason, CancelRequested):
        return ending_entry(process, run, run_endings.cancelled())
    return ending_entry(process, run, run_endings.failed(error=_error(process, run, reason)))


def ending_entry(process: WorkerProcess, run: ClaimedRun, ending: Ending) -> Entry:
    """The entry that ends the run."""
    return Entry(
        run.fence,
        run_endings.last_events(ending, run_id=run.id, parent_run_id=run.parent_run_id, agent=run.agent),
        [run_endings.end_write(ending, run_id=run.id, parent_run_id=run.parent_run_id, queue=process.queue)],
        runs=() if run.parent_run_id is None else (run.parent_run_id,),
        budgets=run.budget_chain,
        leaves=True,
    )


def _error(process: WorkerProcess, run: ClaimedRun, reason: BaseException) -> Mapping[str, Any]:
    """What the client is told: our own errors in their words, others without theirs."""
    known = reason if isinstance(reason, BatonError) else _translated(reason)
    error: dict[str, Any] = {"code": known.code, "message": known.message}
    if known.details:
        error["details"] = known.details
    error["checkpoint"] = _checkpoint(process, run)
    if not isinstance(known, BudgetExceeded):
        _log.error("run_failed", code=known.code, exc_info=reason)
    return error


def _translated(reason: BaseException) -> BatonError:
    if isinstance(reason, DeadlinePassed):
        return RunTimedOut()
    if isinstance(reason, MemoryError):
        return AgentFailed("The agent needed more memory than there is")
    return AgentFailed("The agent ended with an unexpected error")


def _checkpoint(process: WorkerProcess, run: ClaimedRun) -> str | None:
    def last(connection: Connection) -> Any:
        statement = "SELECT id FROM checkpoints WHERE run_id = %s ORDER BY step DESC LIMIT 1"
        return connection.exec_driver_sql(statement, (run.id,)).scalar()

    found = patiently(process.engine, last)
    return None if found is None else str(found)
