"""Sandboxes outlive the processes that use them, and what runs in them does not."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

import pytest

from app.sandboxes.local.provider import LocalProvider
from app.settings import Settings
from app.storage.identifiers import new_id
from tests.support.stack import until

WORKER = """
import sys
from dataclasses import replace
from uuid import UUID
from app.sandboxes.contract import Command
from app.sandboxes.local.provider import LocalProvider
from app.sandboxes.profiles import CODE
from app.settings import read_settings
provider = LocalProvider(replace(read_settings({}), workspaces_dir=sys.argv[1]))
beat = "import time\\nwhile True:\\n open('beat', 'a').write('x'); time.sleep(0.01)"
running = provider.open(UUID(sys.argv[2])).start(Command(arguments=["python3", "-c", beat], profile=CODE))
print(running.wait().ended, flush=True)
"""


@pytest.fixture
def provider(settings: Settings) -> LocalProvider:
    return LocalProvider(settings)


def worker(settings: Settings, sandbox_id: UUID) -> "subprocess.Popen[str]":
    """Another process in which a program runs; its life sign has been seen."""
    started = subprocess.Popen(
        [sys.executable, "-c", WORKER, settings.workspaces_dir, str(sandbox_id)],
        cwd=Path(__file__).parents[3],
        stdout=subprocess.PIPE,
        text=True,
    )
    beat = Path(settings.workspaces_dir) / str(sandbox_id) / "files" / "beat"
    until(beat.exists, what="the program's life sign")
    return started


def is_empty(settings: Settings, sandbox_id: UUID) -> bool:
    descriptor = os.open(Path(settings.workspaces_dir) / str(sandbox_id) / "lock", os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def test_what_runs_elsewhere_ends_when_the_sandbox_is_destroyed(
    settings: Settings, provider: LocalProvider, confinable: None
) -> None:
    sandbox_id = provider.create(new_id()).id
    elsewhere = worker(settings, sandbox_id)
    provider.destroy(sandbox_id)

    assert list(provider.existing()) == []
    assert elsewhere.communicate(timeout=60)[0] == "stopped\n"


def test_what_runs_elsewhere_ends_when_the_sandbox_is_stopped_and_a_worker_that_hangs_is_waited_for_again(
    settings: Settings, provider: LocalProvider, confinable: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = provider.create(new_id())
    elsewhere = worker(settings, sandbox.id)
    elsewhere.send_signal(signal.SIGSTOP)
    with monkeypatch.context() as hasty:
        hasty.setattr("app.sandboxes.local.house._LEAVING_SECONDS", 0.2)
        for _ in range(2):
            with pytest.raises(OSError, match="does not end"):
                provider.stop(sandbox.id)
    elsewhere.send_signal(signal.SIGCONT)
    provider.stop(sandbox.id)

    assert elsewhere.communicate(timeout=60)[0] == "stopped\n"
    assert sandbox.read("beat")
    provider.destroy(sandbox.id)


def test_nothing_outlives_a_worker_that_is_killed(
    settings: Settings, provider: LocalProvider, confinable: None
) -> None:
    sandbox = provider.create(new_id())
    elsewhere = worker(settings, sandbox.id)
    assert not is_empty(settings, sandbox.id)
    elsewhere.send_signal(signal.SIGKILL)
    elsewhere.communicate()
    until(lambda: is_empty(settings, sandbox.id), what="the end of what it ran")
    size = len(sandbox.read("beat"))
    time.sleep(0.2)

    assert len(sandbox.read("beat")) == size
    provider.destroy(sandbox.id)


def test_a_worker_that_hangs_holds_nobody_up_for_ever(
    settings: Settings, provider: LocalProvider, confinable: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its program goes on until it wakes, in a workspace that is out of everybody's sight."""
    monkeypatch.setattr("app.sandboxes.local.house._LEAVING_SECONDS", 0.2)
    sandbox_id = provider.create(new_id()).id
    elsewhere = worker(settings, sandbox_id)
    elsewhere.send_signal(signal.SIGSTOP)
    with contextlib.suppress(OSError):  # the program wrote while we deleted; the next sweep tries again
        provider.destroy(sandbox_id)
    elsewhere.send_signal(signal.SIGCONT)

    assert elsewhere.communicate(timeout=60)[0] == "stopped\n"
    for left in provider.existing():
        provider.destroy(left)
    assert list(provider.existing()) == []


def test_a_destruction_that_was_interrupted_is_finished_later(settings: Settings, provider: LocalProvider) -> None:
    sandbox = provider.create(new_id())
    sandbox.write({"a": b"1"})
    folder = Path(settings.workspaces_dir) / str(sandbox.id)
    folder.rename(folder.with_name(f"{sandbox.id}.gone-0123"))

    assert list(provider.existing()) == [sandbox.id]
    provider.destroy(sandbox.id)
    assert list(provider.existing()) == []
