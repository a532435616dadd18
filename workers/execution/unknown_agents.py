"""Runs of agents that no running worker knows: ended with a reason, instead of being sent for ever.

While workers of two versions run side by side, a new agent's run may come to an old one first. So it is
given up only after it has been sent several times, which takes minutes.
"""

from uuid import UUID

import structlog
from sqlalchemy import text

from app.engine.run_endings import end_elsewhere, failed, lock_parent
from app.storage.database import transaction
from workers.execution.worker_process import WorkerProcess

SENDS_UNTIL_GIVEN_UP = 5

_log = structlog.get_logger(__name__)


def give_up_unknown(process: WorkerProcess, *, run_id: UUID, agent: str) -> bool:
    """Fail a queued run of an agent that is not known here, if it was sent often enough. Whether it was."""
    with transaction(process.engine) as connection:
        lock_parent(connection, run_id=run_id)
        run = connection.execute(
            text(
                """SELECT id, tenant_id, session_id, parent_run_id, agent, budget_id FROM runs
                    WHERE id = :id AND state = 'queued' AND NOT behind AND sends >= :sends FOR NO KEY UPDATE"""
            ),
            {"id": run_id, "sends": SENDS_UNTIL_GIVEN_UP},
        ).first()
        if run is None:
            return False
        _log.error("agent_unknown", run_id=str(run_id), agent=agent)
        error = {"code": "agent_unknown", "message": f"No running worker knows the agent {agent}", "checkpoint": None}
        ending = failed(error=error)
        end_elsewhere(connection, run=run, ending=ending, queue=process.queue, live_channel=process.live_channel)
    return True
