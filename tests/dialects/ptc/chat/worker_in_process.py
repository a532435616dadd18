"""A worker in this process: it executes whatever is queued, as the one that Celery starts would."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, text

from app.engine.agent_names import CHAT, SUMMARIZE
from app.settings import Settings
from app.storage.database import transaction
from tests.integration.workers.bench import ObservedProcess
from workers.execution.run_executor import execute
from workers.execution.stop_reasons import DeadlinePassed, Draining

LOOK_SECONDS = 0.02
AGENTS = [CHAT, SUMMARIZE, "test.words"]


class WorkerInProcess:
    """Looks for queued runs of ``agents`` and executes them, several at once."""

    def __init__(self, settings: Settings, owner: Engine, agents: Sequence[str] = AGENTS) -> None:
        self._agents = list(agents)
        self.process = ObservedProcess(settings)
        self._owner = owner
        self._pool = ThreadPoolExecutor(8)
        self._since: Any = None
        self._taken: set[tuple[UUID, int]] = set()
        self._closing = threading.Event()
        self._looking = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def working(self) -> "WorkerInProcess":
        """Take what is queued from now on; what other tests have left lying is theirs."""
        with transaction(self._owner) as connection:
            self._since = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        self._looking.set()
        return self

    def pause(self) -> None:
        """Take no more runs: other tests of this database play the worker themselves."""
        self._looking.clear()
        for execution in list(self.process.executing):
            execution.stop(Draining())

    def time_out(self, run_id: UUID) -> None:
        """Have the run's deadline pass."""
        for execution in self.process.executing:
            if execution.run_id == run_id:
                execution.stop(DeadlinePassed())

    def close(self) -> None:
        self.pause()
        self._closing.set()
        self._looking.set()
        self._thread.join()
        self._pool.shutdown()
        self.process.close()

    def _look(self) -> None:
        while not self._closing.wait(LOOK_SECONDS):
            self._looking.wait()
            if self._closing.is_set():
                return
            with transaction(self._owner) as connection:
                queued = connection.execute(
                    text(
                        """SELECT id, attempt FROM runs
                            WHERE state = 'queued' AND NOT behind AND created_at > :since AND agent = ANY(:agents)"""
                    ),
                    {"since": self._since, "agents": self._agents},
                ).all()
            for run in queued:
                if (run.id, run.attempt) not in self._taken:
                    self._taken.add((run.id, run.attempt))
                    self._pool.submit(execute, self.process, run.id)
