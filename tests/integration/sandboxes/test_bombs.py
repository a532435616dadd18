"""A hostile program tries to use up the machine. It is stopped at its limits, and nothing of it is left."""

import fcntl
import os
import threading
import time
from dataclasses import replace

import pytest

from app.sandboxes.contract import Command, Sandbox
from app.sandboxes.local import confined
from tests.integration.sandboxes.conftest import MIB, SMALL, Attack
from tests.support.stack import until

NO_BOUND_EACH = replace(SMALL, address_space=False, memory_bytes=96 * MIB)


@pytest.fixture(params=["control group", "watched"])
def memory(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the kernel's control group where one can be had, and without."""
    if request.param == "watched":
        monkeypatch.setattr(confined, "memory_group", lambda most: None)


@pytest.fixture(autouse=True)
def nothing_left(sandbox: Sandbox) -> object:
    """After each test nobody is in the sandbox any more: the lock that all of it held is free."""
    yield
    lock = os.open(sandbox._house.folder / "lock", os.O_RDONLY)  # type: ignore[attr-defined]
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(lock)


def test_a_fork_bomb_gets_no_more_processes_than_its_limit(attack: Attack) -> None:
    result = attack(
        """
        import os, time
        made = 0
        try:
            while made < 500:
                if os.fork() == 0:
                    time.sleep(1000)
                made += 1
        except BlockingIOError:
            print(made)
        """
    )
    assert result.ended == "exited"
    assert 0 < int(result.output) <= SMALL.processes


def test_a_fork_bomb_that_never_stops_is_stopped(attack: Attack) -> None:
    result = attack(
        """
        import os
        while True:
            try:
                os.fork()
            except OSError:
                pass
        """,
        profile=replace(SMALL, wall_seconds=2),
    )
    assert result.ended == "time"


def test_threads_count_as_processes(attack: Attack) -> None:
    result = attack(
        """
        import threading, time
        try:
            for number in range(500):
                threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
        except RuntimeError:
            print(number, flush=True)
        __import__("os")._exit(0)
        """
    )
    assert 0 < int(result.output) <= SMALL.processes


def test_one_process_gets_no_more_memory_than_its_limit(attack: Attack) -> None:
    assert "MemoryError" in attack("held = bytearray(600 * 1024 * 1024)").output


GROUPS = {
    "one process": "held = [bytearray(b'x' * 4_000_000) for _ in range(1000)]",
    "many processes": """
    for _ in range(8):
        if os.fork() == 0:
            held = bytearray(b"x" * 20_000_000)
            time.sleep(1000)
    time.sleep(1000)""",
    "shared pages": """
    held = mmap.mmap(-1, 400_000_000)
    for at in range(0, 400_000_000, 4096):
        held[at] = 1
    time.sleep(1000)""",
    "files in memory": """
    for folder in ("/tmp", "/dev/shm"):
        for number in range(100):
            try:
                open(f"{folder}/{number}", "wb").write(bytes(4_000_000))
            except OSError:
                pass
    held = [bytearray(b"x" * 4_000_000) for _ in range(30)]
    time.sleep(1000)""",
    "empty files in memory": """
    number = 0
    while True:
        number += 1
        open(f"/tmp/{number}", "w").close()""",
}


@pytest.mark.parametrize("source", GROUPS.values(), ids=GROUPS.keys())
def test_all_together_get_no_more_memory_than_the_limit(attack: Attack, memory: None, source: str) -> None:
    result = attack(f"    import mmap, os, time\n    {source.strip()}", profile=NO_BOUND_EACH)

    assert result.ended == "memory"
    assert result.exit_code is None


def test_memory_that_forks_share_counts_once(attack: Attack, memory: None) -> None:
    result = attack(
        """
        import os, time
        held = bytearray(b"x" * 40_000_000)
        children = []
        for _ in range(6):
            child = os.fork()
            if child == 0:
                time.sleep(0.5)
                os._exit(0)
            children.append(child)
        print([os.waitpid(child, 0)[1] for child in children])
        """,
        profile=NO_BOUND_EACH,
    )
    assert result.output == "[0, 0, 0, 0, 0, 0]\n"


def test_large_files_fill_no_more_than_the_sandbox(sandbox: Sandbox, attack: Attack) -> None:
    result = attack(
        """
        import itertools
        for number in itertools.count():
            with open(f"{number}.bin", "wb") as file:
                for _ in range(7):
                    file.write(b"x" * 1024 * 1024)
        """
    )
    assert result.ended == "disk"
    assert sandbox.usage().bytes < 4096 * MIB


def test_small_files_are_no_more_than_the_sandbox_may_have(sandbox: Sandbox, attack: Attack) -> None:
    result = attack(
        """
        import itertools, os
        for number in itertools.count():
            if number % 500 == 0:
                os.mkdir(f"{number}")
            open(f"{number // 500 * 500}/{number}", "w").close()
        """
    )
    assert result.ended == "disk"
    assert sandbox.usage().files == sandbox.usage().max_files + 1


def test_a_tree_without_end_counts_as_full(sandbox: Sandbox, attack: Attack) -> None:
    profile = replace(SMALL, wall_seconds=30)
    result = attack(
        """
        import os
        while True:
            os.mkdir("a"); os.chdir("a")
        """,
        profile=profile,
    )
    assert result.ended in {"disk", "exited"}  # the kernel knows a longest path as well
    assert sandbox.usage().files > sandbox.usage().max_files


def test_one_file_is_no_larger_than_its_limit(sandbox: Sandbox, shell: Attack) -> None:
    assert shell("exec dd if=/dev/zero of=large bs=1M count=20").ended == "disk"
    assert sandbox.list()[0].size == 8 * MIB


def test_output_is_cut_and_ends_the_program(shell: Attack) -> None:
    result = shell("yes")

    assert result.ended == "output"
    assert len(result.output) == SMALL.output_bytes


def test_a_gigabyte_of_output_costs_no_memory_here(sandbox: Sandbox, confinable: None) -> None:
    heard: list[int] = []
    command = Command(arguments=["dd", "if=/dev/zero", "bs=1M", "count=1024", "status=none"], profile=SMALL)
    result = sandbox.start(command, on_output=lambda chunk: heard.append(len(chunk))).wait(60)

    assert result.ended == "output"
    assert sum(heard) == SMALL.output_bytes


def test_time_is_up_when_it_is_up(shell: Attack) -> None:
    result = shell("trap '' TERM INT HUP; while :; do sleep 1; done", profile=replace(SMALL, wall_seconds=0.5))

    assert (result.ended, result.exit_code) == ("time", None)


def test_the_processors_time_is_limited_as_well(attack: Attack) -> None:
    assert attack("while True: pass", profile=replace(SMALL, cpu_seconds=1)).ended == "time"


DAEMON = """
    import os, signal, time
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.close(1); os.close(2)
            while True:
                open("/workspace/beat", "a").write("x")
                time.sleep(0.01)
        os._exit(0)
    while not os.path.exists("/workspace/beat"):
        time.sleep(0.01)
"""


def test_a_daemon_does_not_outlive_its_command(sandbox: Sandbox, attack: Attack) -> None:
    assert attack(DAEMON).succeeded
    size = len(sandbox.read("beat"))
    time.sleep(0.2)

    assert len(sandbox.read("beat")) == size


def test_stopping_takes_everything_at_once(sandbox: Sandbox, confinable: None) -> None:
    sandbox.write({"attack.py": DAEMON.replace("\n    ", "\n").encode() + b"time.sleep(1000)\n"})
    running = sandbox.start(Command(arguments=["python3", "attack.py"], profile=SMALL))
    until(lambda: any(entry.path == "beat" for entry in sandbox.list()), what="the daemon's life sign")
    stopping = threading.Thread(target=running.stop)
    stopping.start()

    assert running.wait(60).ended == "stopped"
    stopping.join()
    size = len(sandbox.read("beat"))
    time.sleep(0.2)
    assert len(sandbox.read("beat")) == size
