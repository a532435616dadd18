"""A worker in this process that executes what is queued when a test says so, and nothing before."""

from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text

from app.engine.budgets import Limits
from app.engine.run_acceptance import RunRequest, accept_run
from app.engine.sessions import create_session
from app.settings import Settings
from app.storage.database import transaction
from tests.dialects.quiet import QuietQueue
from tests.integration.workers.bench import ObservedProcess
from workers.execution.run_executor import execute


class Workshop:
    """Executes the runs of one tenant."""

    def __init__(self, settings: Settings, owner: Engine) -> None:
        self.process = ObservedProcess(settings)
        self._owner = owner

    def work(self, tenant_id: UUID) -> int:
        """Execute queued runs until there are none; how many that were."""
        done = 0
        while run_ids := self._queued(tenant_id):
            for run_id in run_ids:
                execute(self.process, run_id)
                done += 1
        return done

    def run(self, tenant_id: UUID, agent: str, project: str) -> UUID:
        """Have an agent work for the project until it ends or waits; the run's id."""
        with transaction(self._owner) as connection:
            session = create_session(connection, tenant_id=tenant_id, kind="execution", state={"projectId": project})
            request = RunRequest(
                tenant_id=tenant_id,
                session_id=session.id,
                agent=agent,
                input={"projectId": project},
                limits=Limits(tokens=None, cost=None),
            )
            accepted = accept_run(connection, queue=QuietQueue(), request=request)
        self.work(tenant_id)
        return accepted.id

    def row(self, run_id: UUID) -> Any:
        with transaction(self._owner) as connection:
            return connection.execute(text("SELECT * FROM runs WHERE id = :id"), {"id": run_id}).one()

    def _queued(self, tenant_id: UUID) -> list[UUID]:
        with transaction(self._owner) as connection:
            rows = connection.execute(
                text("SELECT id FROM runs WHERE state = 'queued' AND tenant_id = :tenant ORDER BY created_at"),
                {"tenant": tenant_id},
            )
            return [row.id for row in rows]
