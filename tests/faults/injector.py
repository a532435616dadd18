"""Strikes faults at a stack, and starts again what died as a supervisor would."""

import os
import signal
import time
from collections.abc import Callable

from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError

from app.storage.redis import connect
from tests.faults.schedule import Fault
from tests.support.stack import Stack

_RESTART_SECONDS = 0.3


class Injector:
    """Does one fault at a time. To be used from the thread that started the stack."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._redis = connect(stack.redis_url)
        self._thaws: list[tuple[float, int, bool]] = []
        self._restarts: dict[str, float] = {}
        self._doomed: set[str] = set()
        self.unbidden: list[str] = []
        """Processes that ended though nobody had struck them."""

    def strike(self, fault: Fault) -> None:
        """Do it. What is frozen already, or dead, is left as it is."""
        acts: dict[str, Callable[[Fault], None]] = {
            "kill": self._kill,
            "stop": self._stop,
            "freeze": self._freeze,
            "flush": self._flush,
            "crash": lambda _fault: self._restart_postgres(crash=True),
            "restart": lambda _fault: self._restart_postgres(crash=False),
            "terminate connections": self._terminate_connections,
        }
        acts[fault.name](fault)

    def supervise(self) -> None:
        """Thaw what has been frozen long enough, start what has been dead for a moment. Call it often."""
        self._thaw(time.monotonic())
        for name, process in self._stack.processes.items():
            if process.alive:
                self._restarts.pop(name, None)
            elif time.monotonic() >= self._restarts.setdefault(name, time.monotonic() + _RESTART_SECONDS):
                if name not in self._doomed:
                    self.unbidden.append(name)
                self._doomed.discard(name)
                process.start()

    def relent(self) -> None:
        """No more faults: thaw everything."""
        self._thaw(float("inf"))

    def _kill(self, fault: Fault) -> None:
        if fault.victim == "valkey":
            self._stack.services.restart_valkey(kill=True)
        else:
            self._doomed.add(fault.victim)
            self._stack.processes[fault.victim].kill()

    def _stop(self, fault: Fault) -> None:
        """SIGTERM: what it holds is handed back while everything else goes on."""
        process = self._stack.processes[fault.victim]
        if process.alive:
            self._doomed.add(fault.victim)
            os.kill(process.pid, signal.SIGTERM)

    def _freeze(self, fault: Fault) -> None:
        valkey = fault.victim == "valkey"
        process = None if valkey else self._stack.processes[fault.victim]
        if process is not None and not process.alive:
            return
        pid = self._stack.services.valkey_pid if process is None else process.pid
        _signal(pid, signal.SIGSTOP, group=not valkey)
        self._thaws.append((time.monotonic() + fault.seconds, pid, not valkey))

    def _thaw(self, now: float) -> None:
        for due, pid, group in self._thaws:
            if due <= now:
                _signal(pid, signal.SIGCONT, group=group)
        self._thaws = [thaw for thaw in self._thaws if thaw[0] > now]

    def _flush(self, _fault: Fault) -> None:
        try:
            self._redis.flushall()
        except (RedisError, OSError):
            return  # it is frozen: there is nothing to forget

    def _restart_postgres(self, *, crash: bool) -> None:
        self._stack.services.restart_postgres(crash=crash)
        self._stack.engine.dispose()

    def _terminate_connections(self, _fault: Fault) -> None:
        statement = (
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE starts_with(application_name, 'baton') AND pid <> pg_backend_pid()"
        )
        try:
            with self._stack.engine.connect() as connection:
                connection.exec_driver_sql(statement)
        except DBAPIError:
            return  # Postgres has just been restarted, which has broken them all
        finally:
            self._stack.engine.dispose()


def _signal(pid: int, number: signal.Signals, *, group: bool) -> None:
    try:
        if group:
            os.killpg(pid, number)
        else:
            os.kill(pid, number)
    except ProcessLookupError:
        return
