"""Processes beside the stack's own, and what a process has used."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.child_process import spawn
from app.commands.stack import child_environment
from tests.support.stack import Stack


@contextmanager
def bare_process(
    words: Sequence[str], *, stack: Stack, environment: Mapping[str, str], keep_open: Sequence[int] = ()
) -> Iterator[None]:
    """A baseline's process, gone at the end."""
    with (stack.folder / "baseline.log").open("ab") as log:
        process = spawn(
            words,
            environment={**child_environment(stack.settings), **environment},
            stdout=log,
            stderr=log,
            keep_open=keep_open,
        )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


class ApiProcess:
    """The one process that serves: gunicorn's worker, below its arbiter. Read from /proc, so on Linux alone."""

    def __init__(self, stack: Stack) -> None:
        arbiter = stack.processes["api"].pid
        (child,) = Path(f"/proc/{arbiter}/task/{arbiter}/children").read_text().split()
        self._folder = Path(f"/proc/{child}")

    def cpu_seconds(self) -> float:
        """User and system time so far."""
        fields = (self._folder / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def own_bytes(self) -> int:
        """Memory that would be free if the process ended."""
        lines = (self._folder / "smaps_rollup").read_text().splitlines()
        return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Private_"))
