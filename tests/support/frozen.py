"""Processes that are held still for a while, so that it is certain which one does what."""

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.support.stack import Stack, until


def api_processes(stack: Stack) -> list[int]:
    """The processes that serve the stack's API."""
    master = stack.processes["api"].pid
    return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


@contextmanager
def frozen(pid: int) -> Iterator[None]:
    """Have the process do nothing meanwhile."""
    os.kill(pid, signal.SIGSTOP)
    try:
        until(lambda: _state(pid) == "T", what=f"{pid} stands still")
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@contextmanager
def only(stack: Stack, process: int) -> Iterator[None]:
    """Have one process of the API alone answer what is connected to meanwhile."""
    with ExitStack() as others:
        for pid in set(api_processes(stack)) - {process}:
            others.enter_context(frozen(pid))
        yield


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
