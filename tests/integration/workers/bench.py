"""Runs on a worker process that the test holds in its hands."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from uuid import UUID

from app.engine.budgets import Limits
from app.engine.cancellation import cancel_run
from app.engine.runs import RunStatus
from app.engine.snapshots import folded, text_of
from app.settings import Settings
from tests.integration.rig import NO_LIMITS, Rig
from tests.support.stack import until
from workers.execution.run_executor import execute
from workers.execution.stop_reasons import Draining
from workers.execution.worker_process import Stoppable, WorkerProcess

PATIENCE = 60


class ObservedProcess(WorkerProcess):
    """A worker process that says what it executes, and that ends without ending this process."""

    def __init__(self, settings: Settings) -> None:
        self.executing: list[Stoppable] = []
        super().__init__(settings)

    def enter(self, execution: Stoppable) -> None:
        self.executing.append(execution)
        super().enter(execution)

    def leave(self, execution: Stoppable) -> None:
        super().leave(execution)
        self.executing.remove(execution)

    def close(self) -> None:
        """What :meth:`drain` does at the very end."""
        self.draining = True
        self.events.stop()
        self._signs.leave()
        for engine in (self.engine, self.hasty):
            engine.dispose()


class Bench:
    """Starts runs, executes them here, and looks at what they left."""

    def __init__(self, rig: Rig, process: ObservedProcess) -> None:
        self.rig = rig
        self.process = process
        self._pool = ThreadPoolExecutor(8)

    def close(self) -> None:
        """End what is still executed."""
        for execution in list(self.process.executing):
            execution.stop(Draining())
        self._pool.shutdown()

    def accept(self, agent: str, *, limits: Limits = NO_LIMITS, session_id: UUID | None = None, **input: Any) -> UUID:
        accepted = self.rig.accept(session_id or self.rig.session(), agent=agent, input=input, limits=limits)
        return accepted.id

    def run(self, agent: str, **parameters: Any) -> RunStatus:
        """Accept a run and execute it to where it ends or waits."""
        return self.execute(self.accept(agent, **parameters))

    def execute(self, run_id: UUID) -> RunStatus:
        self.start(run_id).result(PATIENCE)
        return self.rig.status(run_id)

    def start(self, run_id: UUID) -> "Future[None]":
        return self._pool.submit(execute, self.process, run_id)

    def execute_queued(self) -> None:
        """Execute whatever is queued until nothing is: children, and parents that were woken."""
        while queued := self.rig.rows("SELECT id FROM runs WHERE state = 'queued' AND NOT behind ORDER BY id"):
            for future in [self.start(row.id) for row in queued]:
                future.result(PATIENCE)

    def cancel(self, run_id: UUID) -> None:
        with self.rig.transaction() as connection:
            cancel_run(
                connection,
                queue=self.rig.queue,
                live_channel=self.rig.live_channel,
                tenant_id=self.rig.tenant_id,
                run_id=run_id,
            )

    def until_spoken(self, session_id: UUID, events: int) -> None:
        """Wait until the session has so many events."""
        until(lambda: len(self.rig.events(session_id)) >= events, what=f"{events} events")

    def types(self, run: RunStatus) -> list[str]:
        return self.rig.types(run.session_id)

    def text(self, run: RunStatus) -> str:
        """What a client that only joins deltas ends with."""
        return text_of(self.rig.events(run.session_id))

    def folded_text(self, run: RunStatus) -> str:
        return text_of(folded(self.rig.events(run.session_id)))

    def stop(self, run_id: UUID, reason: BaseException) -> None:
        """Have an execution stop as the process itself would."""
        for execution in self.process.executing:
            if execution.run_id == run_id:
                execution.stop(reason)
