"""One embedded server process: started, watched, revived, and stopped with what an earlier life left."""

import os
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from app.child_process import command_line, signal_group, spawn
from app.errors import Unavailable
from app.local_services.place import Place

START_SECONDS = 60.0
ORPHAN_SECONDS = 15.0
STOP_SECONDS = 30.0
LOOK_EVERY_SECONDS = 0.02


class Server(ABC):
    """A program that serves from one folder. Not for use from several threads at once."""

    name: ClassVar[str]
    stop_signal: ClassVar[signal.Signals]
    # Sentences in the log after which another try is worth it: an earlier life is still letting go.
    passing_troubles: ClassVar[tuple[str, ...]] = ()

    def __init__(self, place: Place) -> None:
        self._place = place
        self._process: subprocess.Popen[bytes] | None = None
        self._log = place.data / f"{self.name}.log"
        self._log_start = 0

    @property
    def pid(self) -> int:
        """The process id of the server.

        Raises:
            Unavailable: it was never started, or has been stopped.
        """
        if self._process is None:
            raise Unavailable(f"{self.name} is not running")
        return self._process.pid

    def start(self) -> None:
        """Start and wait until it answers, after stopping what an earlier owner left running.

        Raises:
            Unavailable: with the end of its log.
        """
        self._stop_orphan()
        self._prepare()
        if self._log.exists():
            self._log.replace(self._log.with_suffix(".log.old"))
        self._spawn()
        deadline = time.monotonic() + START_SECONDS
        while not self._is_ready():
            self._retry_or_give_up(deadline)
            time.sleep(LOOK_EVERY_SECONDS)

    def revive(self) -> bool:
        """Start it again if it died, without waiting for it to answer. True if it had died."""
        if self._process is None or self._process.poll() is None:
            return False
        signal_group(self._process.pid, signal.SIGKILL)
        self._spawn()
        return True

    def stop(self, how: signal.Signals | None = None) -> None:
        """End it: ``how`` (its own way by default), then SIGKILL after 30 s. Nothing if it is not running."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(how or self.stop_signal)
        signal_group(process.pid, signal.SIGCONT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        signal_group(process.pid, signal.SIGKILL)
        process.wait()

    def restart(self, how: signal.Signals | None = None) -> None:
        """Stop (with the signal ``how``) and start again at the same address."""
        self.stop(how)
        self.start()

    @abstractmethod
    def _prepare(self) -> None:
        """Write what the program needs before it starts."""

    @abstractmethod
    def _command(self) -> list[str]: ...

    @abstractmethod
    def _is_ready(self) -> bool: ...

    @abstractmethod
    def _recorded_pid(self) -> int | None:
        """The process id that the last server of this folder wrote down."""

    @abstractmethod
    def _mark(self) -> str:
        """What the command line of this folder's server contains, and no other's."""

    @abstractmethod
    def _forget_recorded_pid(self) -> None:
        """Make the record name no process. Called when the process it names is not our server."""

    def _spawn(self) -> None:
        self._disown_stranger()
        with self._log.open("ab") as log:
            self._log_start = log.tell()
            self._process = spawn(
                self._command(),
                account=self._place.account,
                death_signal=self.stop_signal,
                environment={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
                folder=self._place.data,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def _retry_or_give_up(self, deadline: float) -> None:
        if self._process is None or self._process.poll() is None:
            if time.monotonic() < deadline:
                return
            self.stop(signal.SIGKILL)
            raise Unavailable(f"{self.name} did not answer within {START_SECONDS:.0f} s:\n{self._log_end()}")
        if time.monotonic() > deadline or not any(trouble in self._log_end() for trouble in self.passing_troubles):
            self._process = None
            raise Unavailable(f"{self.name} did not start:\n{self._log_end()}")
        self._spawn()

    def _log_end(self) -> str:
        with self._log.open("rb") as log:
            log.seek(self._log_start)
            return log.read().decode(errors="replace")[-2000:]

    def _stop_orphan(self) -> None:
        orphan = self._recorded_pid()
        if orphan is None or not self._is_ours(orphan):
            return
        for number in (self.stop_signal, signal.SIGCONT):
            signal_group(orphan, number)
        if not _wait_until(lambda: not self._is_ours(orphan), ORPHAN_SECONDS):
            signal_group(orphan, signal.SIGKILL)
            _wait_until(lambda: not self._is_ours(orphan), ORPHAN_SECONDS)

    def _disown_stranger(self) -> None:
        recorded = self._recorded_pid()
        if recorded is not None and not self._is_ours(recorded):
            self._forget_recorded_pid()

    def _is_ours(self, process_id: int) -> bool:
        return self._mark() in command_line(process_id)


def write_private(path: Path, text: str, place: Place) -> None:
    """Replace a file in one step; only the services' account may read it."""
    unfinished = path.with_name(path.name + ".new")
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    if place.account:
        os.chown(unfinished, place.account.user, place.account.group)
    unfinished.replace(path)


def _wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_EVERY_SECONDS)
    return True
