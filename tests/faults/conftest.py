"""A stack for the fault tests, whole again before each of them and checked after each."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dialects.clients import SECRET_KEY
from tests.faults.checker import check
from tests.faults.runs import Runs
from tests.support.stack import Stack, running_stack, until


@pytest.fixture(scope="package")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that holds agents where it says, while it is there."""
    return tmp_path_factory.mktemp("gate") / "gate"


@pytest.fixture(scope="package")
def struck_stack(gate: Path) -> Iterator[Stack]:
    """Two workers with test agents behind ProductOS's names. Tests may kill anything of it."""
    more = {
        "BATON_EXTRA_AGENTS": "tests.faults.paying_agents,tests.faults.gated_discovery",
        "BATON_SECRET_KEYS": SECRET_KEY,
        "TEST_GATE": str(gate),
    }
    with running_stack(workers=2, threads=10, **more) as running:
        yield running


@pytest.fixture
def house(struck_stack: Stack) -> Iterator[Stack]:
    """The stack with all its processes up; afterwards everything that must hold is looked at."""
    revive(struck_stack)
    struck_stack.wait_until_ready()
    yield struck_stack
    revive(struck_stack)
    until(lambda: not _active(struck_stack), what="every run of the test to end")
    assert [str(trouble) for trouble in check(struck_stack.engine)] == []


@pytest.fixture
def runs(house: Stack) -> Runs:
    """Runs past the API, on the same stack."""
    return Runs(house)


def revive(stack: Stack) -> None:
    """What a supervisor does: start again whatever is not there."""
    for process in stack.processes.values():
        process.signal(signal.SIGCONT)
        if not process.alive:
            process.start()


def _active(stack: Stack) -> int:
    with stack.engine.connect() as connection:
        return int(
            connection.exec_driver_sql(
                "SELECT count(*) FROM runs WHERE state IN ('queued', 'running', 'waiting')"
            ).scalar_one()
        )
