"""What all runs of one worker process share: connections, the event writer, signs of life, and its end."""

import os
import threading
import time
from collections.abc import Callable
from typing import Protocol
from uuid import UUID

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from app.domain.market_data.quotes import open_quotes
from app.engine import leases
from app.engine.event_log import Fence
from app.engine.group_commit import GroupCommit
from app.engine.live_channel import LiveChannel
from app.engine.queue import RunQueue
from app.errors import FenceLost
from app.sandboxes.providers import provider_of
from app.settings import Settings
from app.storage import database, redis
from app.storage.database import is_outage
from workers.execution.admission import Admission
from workers.execution.prompt_shelf import PromptShelf
from workers.execution.stop_reasons import CancelRequested, Draining

_BEAT_SECONDS = 0.5
_DRAIN_SECONDS = 20.0

_log = structlog.get_logger(__name__)


class Stoppable(Protocol):
    """An execution, as the process sees it. ``attempt`` is None until it has claimed its run."""

    run_id: UUID
    attempt: int | None

    def stop(self, reason: BaseException) -> None: ...


class WorkerProcess:
    """One worker process. Threads of its pool execute runs; this object knows them all."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.engine = database.connect(
            settings.database_url, pool_size=settings.worker_threads + 4, application="baton-worker"
        )
        self.hasty = database.connect(
            settings.database_url, pool_size=settings.worker_threads, application="baton-worker-hasty", hasty=True
        )
        self.live_channel = LiveChannel(redis.connect(settings.redis_url))
        self.queue = RunQueue(settings.redis_url)
        self.sandboxes = provider_of(settings)
        self.prompts = PromptShelf(self.engine, settings)
        self.quotes = open_quotes(settings, redis.connect(settings.redis_url))
        self.admission = Admission()
        self.draining = False
        self.events = GroupCommit(engine=self.engine, live_channel=self.live_channel, on_lost=self._on_lost)
        self._executions: set[Stoppable] = set()
        self._strays: set[UUID] = set()
        self._dispossessed: set[Stoppable] = set()
        self._lock = threading.Lock()
        self._signs = SignsOfLife(settings, beat=self._beat)
        self.key = self._signs.key

    def enter(self, execution: Stoppable) -> None:
        """Take note of an execution before it claims its run. A message that came twice makes two of one run."""
        with self._lock:
            self._executions.add(execution)
            if self.draining:
                execution.stop(Draining())

    def leave(self, execution: Stoppable) -> None:
        with self._lock:
            self._executions.discard(execution)

    def drain(self) -> None:
        """Hand every run back and end the process, after 20 seconds at the latest."""
        _log.info("worker_draining", runs=len(self._executions))
        with self._lock:
            self.draining = True
            for execution in self._executions:
                execution.stop(Draining())
        deadline = time.monotonic() + _DRAIN_SECONDS
        while self._executions and time.monotonic() < deadline:
            time.sleep(0.05)
        self.events.stop()
        self._signs.leave()
        os._exit(0)

    def _on_lost(self, fence: Fence, reason: BaseException) -> None:
        for execution in self._executions_of(fence.run_id):
            if execution.attempt == fence.attempt:
                execution.stop(reason)

    def _executions_of(self, run_id: UUID) -> list[Stoppable]:
        with self._lock:
            return [execution for execution in self._executions if execution.run_id == run_id]

    def _beat(self, connection: Connection) -> None:
        if not (self.events.alive or self.draining):
            # No run of this process will ever end; as a dead process it is helped by others.
            _log.critical("writer_died")
            os._exit(1)
        leases.renew(connection, key=self.key, draining=self.draining)
        held = leases.held_runs(connection, key=self.key)
        for run_id, cancel in held.items():
            for execution in self._executions_of(run_id) if cancel else ():
                execution.stop(CancelRequested())
        self._give_back_strays(connection, set(held))
        self._stop_dispossessed(set(held))

    def _give_back_strays(self, connection: Connection, held: set[UUID]) -> None:
        """Runs that carry our key but that nobody executes: a claim whose answer was lost with the connection."""
        strays = {run_id for run_id in held if not self._executions_of(run_id)}
        for run_id in strays & self._strays:
            _log.warning("stray_run_given_back", run_id=str(run_id))
            connection.execute(
                text(
                    """UPDATE runs SET state = 'queued', worker_key = NULL, dispatch_at = now()
                        WHERE id = :id AND worker_key = :key AND state = 'running'"""
                ),
                {"id": run_id, "key": self.key},
            )
        self._strays = strays

    def _stop_dispossessed(self, held: set[UUID]) -> None:
        """Executions whose run is no longer ours: deleted with its session, taken over, or a claim that a crash undid.

        Their next write would tell them; one that has nothing to say would keep its slot until its deadline.
        """
        with self._lock:
            found = {one for one in self._executions if one.attempt is not None and one.run_id not in held}
        for execution in found & self._dispossessed:
            execution.stop(FenceLost())
        self._dispossessed = found


class SignsOfLife:
    """A thread that holds the process's lock on a connection of its own and beats twice a second."""

    def __init__(self, settings: Settings, *, beat: Callable[[Connection], None]) -> None:
        self._engine = database.connect(settings.database_url, pool_size=1, application="baton-worker-life")
        self._beat = beat
        self._left = threading.Event()
        self._connection: Connection | None
        self._connection, self.key = self._entered()
        self._thread = threading.Thread(target=self._loop, name="signs-of-life", daemon=True)
        self._thread.start()

    def leave(self) -> None:
        """Take the process off the list."""
        self._left.set()
        self._thread.join(2)
        try:
            with self._open() as connection:
                leases.leave(connection, key=self.key)
        except DBAPIError:
            _log.warning("worker_left_unnoticed")
        self._engine.dispose()

    def _entered(self) -> tuple[Connection, int]:
        """Enter the process once Postgres is there, however long that takes, and also when it goes meanwhile."""
        while True:
            try:
                return self._registered()
            except Exception as error:
                if not is_outage(error):
                    raise
                _log.warning("postgres_unreachable", reason=type(error).__name__)
            time.sleep(_BEAT_SECONDS)

    def _registered(self) -> tuple[Connection, int]:
        connection = self._open()
        try:
            return connection, leases.register(connection)
        except Exception:
            connection.invalidate()
            connection.close()
            raise

    def _open(self) -> Connection:
        return self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    def _loop(self) -> None:
        while not self._left.wait(_BEAT_SECONDS):
            try:
                if self._connection is None:
                    self._connection = self._open()
                    leases.hold_lock(self._connection, key=self.key)
                self._beat(self._connection)
            except Exception as error:
                # Whatever it was: without signs of life the process would be taken for dead and go on all the same.
                _log.warning("sign_of_life_failed", reason=type(getattr(error, "orig", None) or error).__name__)
                self._lose_connection()
        if self._connection is not None:
            self._connection.close()

    def _lose_connection(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
        self._connection = None
