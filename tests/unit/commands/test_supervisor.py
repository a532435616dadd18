"""The supervisor with small programs as its parts."""

import os
import select
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.child_process import command_line
from app.commands.running_part import Part
from app.commands.supervisor import Supervisor
from tests.support.stack import until

SLEEPER = "import time; print('up', flush=True); time.sleep(600)"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPER
ROOT = Path(__file__).parents[3]


class Log:
    """What the parts said, in order."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []

    def write(self, name: str, line: str) -> None:
        self.lines.append((name, line))

    def says(self, *wanted: tuple[str, str]) -> Callable[[], bool]:
        return lambda: all(self.lines.count(line) >= wanted.count(line) for line in wanted)


def part(name: str, code: str, stage: int = 0) -> Part:
    return Part(name=name, command=[sys.executable, "-c", code], environment=dict(os.environ), stage=stage)


@pytest.fixture
def log() -> Iterator[Log]:
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)}
    yield Log()
    assert handlers == {number: signal.getsignal(number) for number in handlers}


def test_each_line_of_a_part_carries_its_name_even_without_a_last_newline(log: Log) -> None:
    code = "print('one\\ntwo'); print('three', end='', flush=True)"
    with Supervisor([part("web", code)], write=log.write) as supervisor:
        assert supervisor.run(until=log.says(("web", "one"), ("web", "two"), ("web", "three")))


def test_a_part_that_dies_starts_again_and_again_and_waits_longer_each_time(log: Log) -> None:
    again = [f"ended with status 3; starts again in {delay} s" for delay in ("0.2", "0.4")]
    with Supervisor([part("web", "raise SystemExit(3)")], write=log.write) as supervisor:
        assert supervisor.run(until=log.says(*(("web", line) for line in again)))


def test_a_killed_part_starts_again(log: Log) -> None:
    code = "import os; print(os.getpid(), flush=True); " + SLEEPER
    with Supervisor([part("web", code)], write=log.write) as supervisor:
        assert supervisor.run(until=log.says(("web", "up")))
        os.kill(int(log.lines[0][1]), signal.SIGKILL)
        assert supervisor.run(until=log.says(("web", "up"), ("web", "up")))
    assert ("web", "ended with status -9; starts again in 0.2 s") in log.lines


def test_a_program_that_does_not_exist_says_so(log: Log) -> None:
    missing = Part(name="web", command=["/no/such/program"], environment=dict(os.environ))
    with Supervisor([missing], write=log.write) as supervisor:
        assert supervisor.run(until=log.says(("web", "/no/such/program: No such file or directory")))


def test_sigterm_stops_the_parts_stage_by_stage(log: Log) -> None:
    goodbye = textwrap.dedent(
        """
        import os, signal, sys, time
        def leave(*_):
            os.write(1, b'leaving\\n')  # print may be interrupted in the middle of its 'up'
            sys.exit()
        signal.signal(signal.SIGTERM, leave)
        print('up', flush=True)
        time.sleep(600)
        """
    )
    parts = [part("worker", goodbye, stage=1), part("web", goodbye, stage=0)]
    with Supervisor(parts, write=log.write) as supervisor:
        assert supervisor.run(until=log.says(("worker", "up"), ("web", "up")))
        os.kill(os.getpid(), signal.SIGTERM)
        assert not supervisor.run()
    assert [name for name, line in log.lines if line == "leaving"] == ["web", "worker"]


def test_a_part_that_does_not_listen_is_killed_with_all_it_started(log: Log) -> None:
    code = (
        "import subprocess, sys; "
        f"child = subprocess.Popen([sys.executable, '-c', {SLEEPER!r}], stdout=subprocess.DEVNULL); "
        "print(child.pid, flush=True); " + DEAF
    )
    deaf = replace(part("web", code), grace_seconds=0.1)
    with Supervisor([deaf], write=log.write) as supervisor:
        assert supervisor.run(until=log.says(("web", "up")))
    # The kernel takes a killed process away in its own time.
    until(lambda: command_line(int(log.lines[0][1])) == "", what="the end of what the part had started")


def test_a_frozen_part_still_ends(log: Log) -> None:
    code = "import os, signal; print('up', flush=True); os.kill(os.getpid(), signal.SIGSTOP)"
    with Supervisor([part("web", code)], write=log.write) as supervisor:
        assert supervisor.run(until=log.says(("web", "up")))


def test_the_watch_runs_while_the_parts_do(log: Log) -> None:
    looks: list[int] = []
    with Supervisor([part("web", SLEEPER)], write=log.write, watch=lambda: looks.append(1)) as supervisor:
        assert supervisor.run(until=lambda: len(looks) > 2)


def test_kill_9_of_the_supervisor_ends_its_parts() -> None:
    program = textwrap.dedent(
        """
        import os, sys
        from app.commands.running_part import Part
        from app.commands.supervisor import Supervisor
        code = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
        part = Part(name="web", command=[sys.executable, "-c", code], environment=dict(os.environ))
        with Supervisor([part], write=lambda name, line: print(line, flush=True)) as supervisor:
            supervisor.run()
        """
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=ROOT, text=True) as supervisor:
        assert supervisor.stdout is not None
        watched = os.pidfd_open(int(supervisor.stdout.readline()))
        supervisor.kill()
    assert _ends(watched)


def _ends(process_descriptor: int) -> bool:
    ended, _, _ = select.select([process_descriptor], [], [], 30)
    os.close(process_descriptor)
    return bool(ended)
