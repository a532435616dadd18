"""One supervised part: its process, its log lines, and when it may start again."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from app.child_process import signal_group, spawn

FIRST_DELAY = 0.2
LONGEST_DELAY = 5.0
STEADY_SECONDS = 10.0
LONGEST_LINE = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A program to keep running. Parts of a lower ``stage`` are stopped, and gone, before the next stage."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    stage: int = 0
    # Seconds from SIGTERM to SIGKILL; enough for whoever has open work to hand back.
    grace_seconds: float = 25.0
    # File descriptors that it inherits, e.g. the API's listening socket.
    keep_open: Sequence[int] = ()


class RunningPart:
    """The life of a part through all its restarts. ``write`` takes (name, one line of its log)."""

    def __init__(self, part: Part, write: Callable[[str, str], None]) -> None:
        self.part = part
        self._write = write
        self._process: subprocess.Popen[bytes] | None = None
        self._unfinished = b""
        self._started_at = 0.0
        self._delay = FIRST_DELAY
        self._start_at = 0.0

    @property
    def alive(self) -> bool:
        """Whether its process is there, as of the last look."""
        return self._process is not None

    @property
    def output(self) -> int:
        """The descriptor on which its log arrives. Only while it is alive."""
        assert self._process is not None
        assert self._process.stdout is not None
        return self._process.stdout.fileno()

    def start_if_due(self) -> bool:
        """Start it unless it lives or must still wait. True if it was started."""
        if self.alive or time.monotonic() < self._start_at:
            return False
        self._started_at = time.monotonic()
        self._process = spawn(
            self.part.command,
            environment=self.part.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            keep_open=self.part.keep_open,
        )
        os.set_blocking(self.output, False)
        return True

    def read(self) -> bool:
        """Pass on a piece of what it has logged. False once there is nothing more."""
        try:
            chunk = os.read(self.output, LONGEST_LINE)
        except BlockingIOError:
            return False
        self._pass_on(chunk)
        return chunk != b""

    def has_ended(self) -> bool:
        """Whether its process has ended since the last look."""
        return self._process is not None and self._process.poll() is not None

    def bury(self) -> tuple[int, float]:
        """Clear up after an ended process: its exit status, and the seconds until the next may start."""
        process = self._process
        assert process is not None
        assert process.stdout is not None
        signal_group(process.pid, signal.SIGKILL)  # whatever it had started itself
        while self.read():
            pass
        self._flush()
        process.stdout.close()
        self._process = None
        return process.wait(), self._back_off()

    def ask_to_stop(self) -> None:
        """SIGTERM to the process itself: it knows best how to end what it started."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            signal_group(self._process.pid, signal.SIGCONT)  # a frozen process would never hear it

    def kill(self) -> None:
        """SIGKILL to the whole group."""
        if self._process is not None:
            signal_group(self._process.pid, signal.SIGKILL)

    def _back_off(self) -> float:
        now = time.monotonic()
        if now - self._started_at >= STEADY_SECONDS:
            self._delay = FIRST_DELAY
        delay, self._delay = self._delay, min(self._delay * 2, LONGEST_DELAY)
        self._start_at = now + delay
        return delay

    def _pass_on(self, chunk: bytes) -> None:
        *lines, self._unfinished = (self._unfinished + chunk).split(b"\n")
        for line in lines:
            self._write(self.part.name, line.decode(errors="replace"))
        if len(self._unfinished) > LONGEST_LINE:
            self._flush()

    def _flush(self) -> None:
        if self._unfinished:
            self._write(self.part.name, self._unfinished.decode(errors="replace"))
            self._unfinished = b""
