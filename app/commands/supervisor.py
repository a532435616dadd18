"""Keeps the parts of the stack running, and leaves nothing behind.

Runners such as honcho stop everything when one part ends; here a part that dies is started again
(after 0.2 s, doubling up to 5 s, from the beginning once it has lived for 10 s). One thread does it all:
it waits on the parts' logs and on signals at once, and because it is the main thread, the kernel kills
the parts when this process dies, kill -9 included.
"""

import os
import selectors
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType, TracebackType
from typing import Any, Self

from app.commands.running_part import Part, RunningPart

LOOK_EVERY_SECONDS = 0.2
ASK_TO_STOP = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def print_line(name: str, line: str) -> None:
    """Write one log line, headed by the name of the part that it came from."""
    try:
        print(f"{name:<12} | {line}", flush=True)
    except BrokenPipeError:
        # Nobody reads any more; that is no reason to stop serving.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Supervisor:
    """Runs parts until asked to stop. To be used as a context, in the main thread; leaving it stops them."""

    def __init__(
        self,
        parts: Sequence[Part],
        *,
        write: Callable[[str, str], None] = print_line,
        watch: Callable[[], None] = lambda: None,
    ) -> None:
        """``watch`` is called several times a second while the parts run and must not block."""
        self._parts = [RunningPart(part, write) for part in parts]
        self._write = write
        self._watch = watch
        self._requests_to_stop = 0
        self._selector = selectors.DefaultSelector()
        self._wake, self._waker = socket.socketpair()
        self._handlers: dict[signal.Signals, Any] = {}
        self._old_waker = -1

    def __enter__(self) -> Self:
        for end in (self._wake, self._waker):
            end.setblocking(False)
        self._selector.register(self._wake, selectors.EVENT_READ, None)
        self._old_waker = signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        for number in ASK_TO_STOP:
            self._handlers[number] = signal.signal(number, self._asked_to_stop)
        self._handlers[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            self._stop_all()
        finally:
            for number, handler in self._handlers.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(self._old_waker)
            for resource in (self._selector, self._wake, self._waker):
                resource.close()

    def run(self, until: Callable[[], bool] = lambda: False) -> bool:
        """Keep the parts running until ``until`` says True (True) or somebody asks to stop (False)."""
        while not self._requests_to_stop:
            if until():
                return True
            self._watch()
            for part in self._parts:
                self._keep_running(part)
            self._wait()
        return False

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._requests_to_stop += 1

    def _keep_running(self, running: RunningPart) -> None:
        if running.has_ended():
            status, delay = self._bury(running)
            self._write(running.part.name, f"ended with status {status}; starts again in {delay:.1f} s")
        if running.start_if_due():
            self._selector.register(running.output, selectors.EVENT_READ, running)

    def _bury(self, running: RunningPart) -> tuple[int, float]:
        self._forget(running)
        return running.bury()

    def _forget(self, running: RunningPart) -> None:
        if running.output in self._selector.get_map():
            self._selector.unregister(running.output)

    def _wait(self) -> None:
        for key, _ in self._selector.select(LOOK_EVERY_SECONDS):
            if key.data is None:
                self._wake.recv(4096)
            elif not key.data.read():
                self._forget(key.data)

    def _stop_all(self) -> None:
        for stage in sorted({running.part.stage for running in self._parts}):
            self._stop([running for running in self._parts if running.part.stage == stage and running.alive])

    def _stop(self, parts: list[RunningPart]) -> None:
        for running in parts:
            running.ask_to_stop()
        deadline = time.monotonic() + max((running.part.grace_seconds for running in parts), default=0.0)
        # Asked a second time, the person at the keyboard does not want to wait.
        while any(running.alive for running in parts) and time.monotonic() < deadline and self._requests_to_stop < 2:
            self._wait()
            self._bury_ended(parts)
        for running in parts:
            running.kill()
        while any(running.alive for running in parts):
            self._wait()
            self._bury_ended(parts)

    def _bury_ended(self, parts: list[RunningPart]) -> None:
        for running in parts:
            if running.has_ended():
                self._bury(running)
