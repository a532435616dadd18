"""Starting and following runs past the API, for agents and situations that no dialect offers yet."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import redis as redis_client

from app.engine.budgets import Limits
from app.engine.cancellation import cancel_run
from app.engine.event_log import Event, read
from app.engine.live_channel import LiveChannel
from app.engine.queue import RunQueue
from app.engine.resumption import resume_run
from app.engine.run_acceptance import AcceptedRun, RunRequest, accept_run
from app.engine.runs import RunStatus, get_run
from app.engine.sessions import create_session
from app.engine.waiting import answer_run
from app.storage.database import transaction
from app.storage.redis import connect
from tests.support.productos import ProductOS
from tests.support.stack import Stack, until

NO_LIMITS = Limits(None, None)


class Runs:
    """Runs of one stack, all of the shared key's tenant."""

    def __init__(self, stack: Stack) -> None:
        self.engine = stack.engine
        self.queue = RunQueue(stack.redis_url)
        self.redis: redis_client.Redis = connect(stack.redis_url)
        self._live_channel = LiveChannel(self.redis)
        with stack.client() as client:
            self.tenant_id = self._tenant_of(UUID(ProductOS(client).create()))

    def session(self) -> UUID:
        """A new session of the public API."""
        with transaction(self.engine) as connection:
            return create_session(connection, tenant_id=self.tenant_id, kind="productos", state={"idea": "bikes"}).id

    def start(
        self,
        agent: str,
        input: Mapping[str, Any] | None = None,
        *,
        session_id: UUID | None = None,
        limits: Limits = NO_LIMITS,
        cap_id: UUID | None = None,
    ) -> AcceptedRun:
        """Accept a run, in a session of its own unless told otherwise."""
        request = RunRequest(
            tenant_id=self.tenant_id,
            session_id=session_id or self.session(),
            agent=agent,
            input=dict(input or {}),
            limits=limits,
            cap_id=cap_id,
        )
        with transaction(self.engine) as connection:
            return accept_run(connection, queue=self.queue, request=request)

    def status(self, run_id: UUID) -> RunStatus:
        with transaction(self.engine) as connection:
            return get_run(connection, tenant_id=self.tenant_id, run_id=run_id)

    def ended(self, run: AcceptedRun) -> RunStatus:
        """Wait for the run's end."""
        until(lambda: self.status(run.id).ended, what=f"the end of run {run.id}")
        return self.status(run.id)

    def reach(self, run: AcceptedRun, state: str) -> RunStatus:
        """Wait until the run is in ``state``."""
        until(lambda: self.status(run.id).state == state, what=f"run {run.id} to be {state}")
        return self.status(run.id)

    def events(self, session_id: UUID) -> list[Event]:
        """Everything that is stored of a session."""
        with transaction(self.engine) as connection:
            return read(connection, session_id=session_id, since=0, limit=1_000_000)

    def said(self, run: AcceptedRun, count: int) -> None:
        """Wait until the run's session holds at least ``count`` events: it is in the middle of things."""
        until(lambda: len(self.events(run.session_id)) >= count, what=f"{count} events of run {run.id}")

    def cancel(self, run_id: UUID) -> None:
        with transaction(self.engine) as connection:
            cancel_run(
                connection,
                queue=self.queue,
                live_channel=self._live_channel,
                tenant_id=self.tenant_id,
                run_id=run_id,
            )

    def answer(self, run_id: UUID, answer: Any) -> None:
        with transaction(self.engine) as connection:
            answer_run(
                connection,
                queue=self.queue,
                live_channel=self._live_channel,
                tenant_id=self.tenant_id,
                run_id=run_id,
                answer=answer,
            )

    def resume(self, run_id: UUID, limits: Limits) -> AcceptedRun:
        with transaction(self.engine) as connection:
            return resume_run(connection, queue=self.queue, tenant_id=self.tenant_id, run_id=run_id, limits=limits)

    def value(self, statement: str, *parameters: Any) -> Any:
        """One value from the tables."""
        with transaction(self.engine) as connection:
            return connection.exec_driver_sql(statement, parameters).scalar()

    def holder(self, run: AcceptedRun) -> int | None:
        """The process id of the worker that holds the run."""
        found = self.value("SELECT w.pid FROM runs r JOIN workers w ON w.key = r.worker_key WHERE r.id = %s", run.id)
        return None if found is None else int(found)

    def _tenant_of(self, session_id: UUID) -> UUID:
        return UUID(str(self.value("SELECT tenant_id FROM sessions WHERE id = %s", session_id)))
