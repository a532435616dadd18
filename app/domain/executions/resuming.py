"""Going on with an execution that has stopped."""

from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.executions.operations import ExecutionRecord, last_run
from app.domain.projects.caps import cap_of_project, check_room
from app.domain.projects.queries import get_project
from app.engine.budgets import Limits
from app.engine.queue import RunQueue
from app.engine.resumption import keep_run, resume_run
from app.engine.runs import RunStatus, get_run
from app.errors import Conflict


def stopped_run(connection: Connection, *, execution: ExecutionRecord, idempotency_key: str | None) -> RunStatus:
    """The run to go on with: the last one, or for a request that is made again the one that it meant before."""
    last = last_run(connection, execution=execution)
    if last.resumed_from is None or idempotency_key is None:
        return last
    known = connection.execute(
        text("SELECT 1 FROM idempotency_keys WHERE run_id = :run AND right(key, length(:end)) = :end"),
        {"run": last.id, "end": f":{last.resumed_from}:{idempotency_key}"},
    ).first()
    return last if known is None else get_run(connection, tenant_id=last.tenant_id, run_id=last.resumed_from)


def resume_execution(
    connection: Connection,
    *,
    queue: RunQueue,
    execution: ExecutionRecord,
    stopped: RunStatus,
    checkpoint: UUID | None,
    limits: Limits,
    idempotency_key: str | None = None,
) -> None:
    """Start a run that goes on behind what ``stopped`` has finished; a timeout counts anew.

    Raises:
        NotFound: its project has just been deleted.
        Conflict: it has not stopped, or not at this checkpoint.
        InvalidRequest: the limits lie below what has been used.
        BudgetExceeded: the cap of the project or of its organization is used up.
    """
    if checkpoint not in (None, stopped.checkpoint_id):
        raise Conflict("This is not the checkpoint at which the execution stopped")
    keep_run(connection, run_id=stopped.id)
    project = get_project(connection, tenant_id=execution.tenant_id, project_id=execution.project_id)
    cap_id = cap_of_project(connection, project=project)
    accepted = resume_run(
        connection,
        queue=queue,
        tenant_id=execution.tenant_id,
        run_id=stopped.id,
        limits=limits,
        idempotency_key=idempotency_key,
        seconds=execution.options.get("timeout"),
    )
    if accepted.is_new:
        check_room(connection, cap_id=cap_id)
