"""Where programs cannot be confined none is run, unless the settings say so in so many words."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from app.errors import SandboxRefused
from app.sandboxes.contract import Command, Sandbox
from app.sandboxes.local import bubblewrap
from app.sandboxes.local.provider import LocalProvider
from app.settings import Settings
from app.storage.identifiers import new_id
from tests.integration.sandboxes.conftest import SMALL
from tests.integration.sandboxes.test_bombs import DAEMON

Break = Callable[[str], None]


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[Break]:
    """Puts a program in bubblewrap's place that fails with these words."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        program = Path(folder) / "bwrap"

        def with_words(words: str) -> None:
            program.write_text(f"#!/bin/sh\necho '{words}' >&2\nexit 1\n")
            program.chmod(0o755)
            monkeypatch.setattr(bubblewrap, "_program", lambda account: program)

        yield with_words


def shell(line: str) -> Command:
    return Command(arguments=["sh", "-c", line], profile=replace(SMALL, address_space=False))


def test_the_reason_is_told_word_for_word(settings: Settings, broken: Break) -> None:
    broken("bwrap: No permissions to create a new namespace")
    provider = LocalProvider(settings)
    sandbox = provider.create(new_id())

    for refused in (
        provider.check,
        lambda: sandbox.start(shell("touch ran")),
        lambda: sandbox.serve(shell("x"), port=1),
    ):
        with pytest.raises(SandboxRefused, match="No permissions to create a new namespace"):
            refused()
    assert [entry.path for entry in sandbox.list()] == []


def test_without_bubblewrap_it_says_how_to_get_it(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    bubblewrap._program.cache_clear()
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SandboxRefused, match="bubblewrap is not installed"):
        LocalProvider(settings).check()
    bubblewrap._program.cache_clear()


def test_files_work_where_programs_do_not(settings: Settings, broken: Break) -> None:
    broken("no")
    sandbox = LocalProvider(settings).create(new_id())
    sandbox.write({"a": b"1"})

    assert sandbox.read("a") == b"1"


def test_a_check_leaves_nothing_behind(settings: Settings, confinable: None) -> None:
    LocalProvider(settings).check()

    assert not Path(settings.workspaces_dir).exists()


class TestUnconfined:
    """What is left when the owner of a machine accepts that there are no walls."""

    @pytest.fixture
    def sandbox(self, settings: Settings, broken: Break) -> Sandbox:
        broken("no walls here")
        return LocalProvider(replace(settings, run_code_unconfined=True)).create(new_id())

    def test_each_command_is_warned_of(self, sandbox: Sandbox) -> None:
        with capture_logs() as logs:
            result = sandbox.start(shell("echo ran > made; pwd; echo $SECRET")).wait(60)

        assert result.succeeded
        assert sandbox.read("made") == b"ran\n"
        [warning] = [line for line in logs if line["event"] == "code_runs_unconfined"]
        assert warning["log_level"] == "warning"
        assert "no walls here" in warning["reason"]

    def test_it_inherits_no_environment(self, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", "secret")

        assert "secret" not in sandbox.start(shell("env")).wait(60).output

    def test_time_output_and_files_are_limited(self, sandbox: Sandbox) -> None:
        slow = replace(shell("sleep 1000"), profile=replace(SMALL, wall_seconds=0.5))

        assert sandbox.start(slow).wait(60).ended == "time"
        assert sandbox.start(shell("yes")).wait(60).ended == "output"
        assert sandbox.start(shell("exec dd if=/dev/zero of=large bs=1M count=20")).wait(60).ended == "disk"

    def test_a_daemon_ends_with_its_command(self, sandbox: Sandbox) -> None:
        files = sandbox._folder.root  # type: ignore[attr-defined]
        sandbox.write({"attack.py": DAEMON.replace("/workspace", str(files)).replace("\n    ", "\n").encode()})
        assert sandbox.start(shell("python3 attack.py")).wait(60).succeeded
        size = len(sandbox.read("beat"))
        sandbox.start(shell("sleep 0.2")).wait(60)

        assert len(sandbox.read("beat")) == size

    def test_stopping_ends_all_of_it(self, sandbox: Sandbox) -> None:
        running = sandbox.start(shell("sleep 1000 & sleep 1000"))
        running.stop()

        assert running.wait(60).ended == "stopped"
