"""A running command: a thread of its own starts it, reads what it prints, holds it to its limits and ends it.

One thread does it all because the kernel ends the command when the thread that started it ends, so it
has to live exactly as long.
"""

import os
import select
import signal
import socket
import threading
import time
from collections.abc import Callable
from typing import Protocol

import structlog

from app.sandboxes.contract import CommandResult, Ended
from app.sandboxes.local.output import Output

_CHECK_SECONDS = 0.1
_CHUNK = 64 * 1024
_BY_SIGNAL: dict[int, Ended] = {-24: "time", -25: "disk"}  # SIGXCPU, SIGXFSZ

_log = structlog.get_logger(__name__)


class Life(Protocol):
    """A program that has been started, with all that belongs to it."""

    output: int
    """The descriptor of what it prints; it ends when the last of its processes has ended."""

    def exceeded(self) -> Ended | None:
        """The limit that it is over, if any."""

    def kill(self) -> None:
        """End all of it at once, without waiting for that."""

    def exit_code(self) -> int | None:
        """How the command ended by itself; call it when the output has ended."""

    def close(self) -> None:
        """Let go of everything; nothing of it is left when this returns."""


class LocalCommand:
    """See ``RunningCommand``."""

    def __init__(
        self,
        begin: Callable[[], Life],
        output: Output,
        *,
        name: str,
        when_over: Callable[[], None] = lambda: None,
    ) -> None:
        """Start it; raises whatever ``begin`` raises."""
        self._begin = begin
        self._when_over = when_over
        self._output = output
        self._woken, self._wake = socket.socketpair()
        self._started = threading.Event()
        self._finished = threading.Event()
        self._refusal: BaseException | None = None
        self._result: CommandResult | None = None
        threading.Thread(target=self._live, name=f"sandbox-{name}", daemon=True).start()
        self._started.wait()
        if self._refusal is not None:
            raise self._refusal

    @property
    def alive(self) -> bool:
        return not self._finished.is_set()

    def wait(self, timeout: float | None = None) -> CommandResult:
        if not self._finished.wait(timeout):
            raise TimeoutError("the command has not ended yet")
        assert self._result is not None
        return self._result

    def stop(self) -> None:
        try:
            self._wake.send(b"x", getattr(socket, "MSG_DONTWAIT", 0))
        except OSError:  # it has ended, or was told already
            return

    def _live(self) -> None:
        began = time.monotonic()
        try:
            life = self._begin()
        except BaseException as error:
            self._refusal = error
        else:
            self._started.set()
            self._result = self._lived(life, began)
        finally:
            self._woken.close()
            self._wake.close()
            self._when_over()
            self._finished.set()
            self._started.set()

    def _lived(self, life: Life, began: float) -> CommandResult:
        ended: Ended | None = "stopped"
        code = None
        try:
            ended = self._watch(life)
            code = life.exit_code() if ended is None else None
            if code == -signal.SIGKILL:  # by the kernel, perhaps, for the memory it held
                ended = life.exceeded()
        except Exception:
            _log.exception("sandbox_watch_failed")
        finally:
            life.kill()
            life.close()
        ended = ended or _BY_SIGNAL.get(code or 0, "exited")
        return CommandResult(
            ended=ended,
            exit_code=code if ended == "exited" else None,
            output=self._output.text(),
            seconds=time.monotonic() - began,
        )

    def _watch(self, life: Life) -> Ended | None:
        """Until its output ends; why we ended it, None if we did not."""
        ended: Ended | None = None
        poll = select.poll()
        poll.register(life.output, select.POLLIN)
        poll.register(self._woken.fileno(), select.POLLIN)
        next_check = 0.0
        while True:
            found = {descriptor for descriptor, _ in poll.poll(_CHECK_SECONDS * 1000)}
            if life.output in found:
                chunk = os.read(life.output, _CHUNK)
                if not chunk:
                    return ended
                if ended is None:
                    self._output.take(chunk)
            if ended is None:
                stopped = self._woken.fileno() in found
                if time.monotonic() >= next_check:
                    ended = life.exceeded()
                    next_check = time.monotonic() + _CHECK_SECONDS
                ended = "stopped" if stopped else "output" if self._output.full else ended
                if ended is not None:
                    poll.unregister(self._woken.fileno())
                    life.kill()
