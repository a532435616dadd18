"""Runs that a step starts on their own: in a session of their own, waited for by nobody."""

from sqlalchemy import Connection, text

from app.engine.budgets import Limits
from app.engine.run_acceptance import RunRequest, accept_run
from app.engine.run_claims import ClaimedRun
from app.engine.sessions import create_session
from workers.agents.agent import DomainWrite, NewRun
from workers.execution.worker_process import WorkerProcess


def start_write(process: WorkerProcess, run: ClaimedRun, new: NewRun) -> DomainWrite:
    """The write that starts ``new`` with a budget of its own, below the cap that ``run`` is under as well."""
    limits = Limits(tokens=process.settings.run_max_tokens, cost=process.settings.run_max_cost_usd)

    def write(connection: Connection) -> None:
        create_session(
            connection,
            tenant_id=run.tenant_id,
            kind=new.session_kind,
            state=new.session,
            session_id=new.session_id,
        )
        cap_id = connection.execute(
            text("SELECT parent_id FROM budgets WHERE id = :id"), {"id": run.budget_id}
        ).scalar_one()
        request = RunRequest(
            tenant_id=run.tenant_id,
            session_id=new.session_id,
            agent=new.agent,
            input=new.input,
            limits=limits,
            cap_id=cap_id,
        )
        accept_run(connection, queue=process.queue, request=request)

    return write
