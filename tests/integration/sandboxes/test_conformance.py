"""What every provider of sandboxes does alike, whatever it is made of."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest

from app.errors import InvalidRequest, NotFound, SandboxFull
from app.sandboxes.contract import Command, Sandbox, SandboxProvider
from app.sandboxes.local.provider import LocalProvider
from app.settings import Settings
from app.storage.identifiers import new_id
from tests.integration.sandboxes.conftest import MIB, SMALL, Attack
from tests.integration.sandboxes.doubles.blaxel import blaxel
from tests.integration.sandboxes.doubles.daytona import daytona

OUTSIDE = ["/etc/passwd", "../x", "a/../../x", "a/..", "x\0y", "a" * 300, "/".join("ab" * 400)]


@pytest.fixture(params=["local", "daytona", "blaxel"])
def provider(request: pytest.FixtureRequest, settings: Settings) -> Iterator[SandboxProvider]:
    """Each provider that there is, those at clouds at doubles of them; all of them pass the same tests."""
    if request.param == "local":
        yield LocalProvider(settings)
        return
    request.getfixturevalue("confinable")
    provider, web = {"daytona": daytona, "blaxel": blaxel}[request.param](settings)
    yield provider
    web.stop()


def _tell(event: threading.Event, _output: bytes) -> None:
    event.set()


def command(*arguments: str, **changes: object) -> Command:
    return replace(Command(arguments=arguments, profile=SMALL), **changes)  # type: ignore[arg-type]


def test_what_was_written_is_read_and_listed(sandbox: Sandbox) -> None:
    sandbox.write({"a/b/c.txt": b"one", "d.bin": bytes(range(256))})

    assert sandbox.read("a/b/c.txt") == b"one"
    assert sandbox.read("./a//b/c.txt") == b"one"
    assert sandbox.read("d.bin") == bytes(range(256))
    assert [(entry.path, entry.kind, entry.size) for entry in sandbox.list()] == [
        ("a", "folder", 0),
        ("d.bin", "file", 256),
    ]
    assert [entry.path for entry in sandbox.list("a", recursive=True)] == ["a/b", "a/b/c.txt"]
    assert len(sandbox.list(recursive=True, limit=2)) == 2


def test_writing_again_replaces(sandbox: Sandbox) -> None:
    sandbox.write({"a": b"first and long"})
    sandbox.write({"a": b"second"})

    assert sandbox.read("a") == b"second"
    assert [entry.path for entry in sandbox.list()] == ["a"]


def test_a_removed_folder_is_gone_with_all_that_it_held(sandbox: Sandbox) -> None:
    sandbox.write({"a/b/c": b"1", "a/d": b"2", "e": b"3"})
    sandbox.remove("a")
    sandbox.remove("a")
    sandbox.remove("nothing/here")

    assert [entry.path for entry in sandbox.list(recursive=True)] == ["e"]


def test_no_path_leads_outside(sandbox: Sandbox) -> None:
    for path in OUTSIDE:
        for call in (sandbox.read, sandbox.list, sandbox.remove, sandbox.open_file):
            with pytest.raises(InvalidRequest):
                call(path)
        with pytest.raises(InvalidRequest):
            sandbox.write({"fine": b"", path: b"x"})
    assert sandbox.list() == []


def test_what_is_not_there_is_told_apart_from_what_is_no_file(sandbox: Sandbox) -> None:
    sandbox.write({"folder/file": b"x" * 100})
    with pytest.raises(NotFound):
        sandbox.read("nothing")
    with pytest.raises(NotFound):
        sandbox.list("nothing")
    with pytest.raises(InvalidRequest):
        sandbox.read("folder")
    with pytest.raises(InvalidRequest):
        sandbox.read("folder/file", limit=99)
    with pytest.raises(InvalidRequest):
        sandbox.list("folder/file")
    with pytest.raises(InvalidRequest):
        sandbox.remove("")


def test_what_does_not_fit_is_not_written_at_all(sandbox: Sandbox) -> None:
    sandbox.write({"a": b"1"})
    with pytest.raises(SandboxFull):
        sandbox.write({"small": b"1", "large": bytes(65 * MIB)})
    with pytest.raises(SandboxFull):
        sandbox.write({f"many/{number}": b"" for number in range(3_001)})

    assert [entry.path for entry in sandbox.list()] == ["a"]


def test_room_that_was_given_back_can_be_used_again(sandbox: Sandbox) -> None:
    for _ in range(3):
        sandbox.write({"large": bytes(40 * MIB)})
        sandbox.remove("large")

    assert sandbox.usage().bytes < MIB
    assert sandbox.usage().files == 0


def test_usage_counts_files_and_bytes(sandbox: Sandbox) -> None:
    sandbox.write({"a/one": bytes(10_000), "a/two": b""})
    usage = sandbox.usage()

    assert usage.files == 3
    assert 10_000 <= usage.bytes < 100_000
    assert (usage.max_bytes, usage.max_files) == (64 * MIB, 3_000)


def test_a_sandbox_is_made_once_and_found_again(provider: SandboxProvider) -> None:
    sandbox_id = new_id()
    provider.create(sandbox_id).write({"a": b"1"})

    assert provider.create(sandbox_id).read("a") == b"1"
    assert provider.open(sandbox_id).read("a") == b"1"
    assert set(provider.existing()) == {sandbox_id}
    provider.destroy(sandbox_id)
    provider.destroy(sandbox_id)
    assert set(provider.existing()) == set()
    with pytest.raises(NotFound):
        provider.open(sandbox_id)


def test_sandboxes_belong_to_the_database_that_asked_first(provider: SandboxProvider) -> None:
    assert not provider.belongs_to("nobody's, since there are none")
    provider.create(new_id())

    assert provider.belongs_to("one")
    assert provider.belongs_to("one")
    assert not provider.belongs_to("another")


def test_a_program_ends_with_its_status_and_output(sandbox: Sandbox, confinable: None) -> None:
    heard: list[bytes] = []
    running = sandbox.start(command("sh", "-c", "echo out; echo err >&2; exit 3"), on_output=heard.append)
    result = running.wait(60)

    assert (result.ended, result.exit_code, result.succeeded) == ("exited", 3, False)
    assert result.output == b"".join(heard).decode() == "out\nerr\n"
    assert result == running.wait()


def test_a_program_sees_the_workspace_and_changes_it(sandbox: Sandbox, attack: Attack) -> None:
    sandbox.write({"in/a.txt": b"hello"})
    result = attack("open('out.txt', 'w').write(open('in/a.txt').read().upper()); print(__import__('os').getcwd())")

    assert result.succeeded
    assert result.output == "/workspace\n"
    assert sandbox.read("out.txt") == b"HELLO"
    sandbox.write({"out.txt": b"ours again"})
    sandbox.remove("in")


def test_a_program_runs_in_the_folder_and_with_the_variables_it_was_given(sandbox: Sandbox, confinable: None) -> None:
    sandbox.write({"a/b/c": b""})
    given = command("sh", "-c", "pwd; echo $GREETING; cat", folder="a/b", environment={"GREETING": "hello"})

    assert sandbox.start(given).wait(60).output == "/workspace/a/b\nhello\n"


def test_a_signals_end_is_told_as_such(attack: Attack) -> None:
    assert attack("import os; os.kill(os.getpid(), 15)").exit_code == -15


def test_a_program_that_is_not_there_ends_with_127(sandbox: Sandbox, confinable: None) -> None:
    result = sandbox.start(command("no-such-program")).wait(60)

    assert (result.ended, result.exit_code) == ("exited", 127)
    assert "no-such-program: No such file" in result.output


def test_a_command_that_is_none_is_refused(sandbox: Sandbox) -> None:
    for wrong in (command(), command("a\0b"), command("true", folder="../x")):
        with pytest.raises(InvalidRequest):
            sandbox.start(wrong)


def test_a_file_is_open_for_reading_wherever_one_likes(sandbox: Sandbox) -> None:
    sandbox.write({"file": b"first"})
    file = sandbox.open_file("file")
    sandbox.write({"file": b"second"})
    with contextlib.closing(file):
        assert file.content.seek(2) == 2
        assert (file.content.read(), file.size) == (b"rst", 5)
    with contextlib.closing(sandbox.open_file("file")) as other:
        assert other.version != file.version
        assert other.modified >= file.modified


def test_waiting_may_give_up_while_the_command_goes_on(sandbox: Sandbox, confinable: None) -> None:
    running = sandbox.start(command("sleep", "1000"))
    with pytest.raises(TimeoutError):
        running.wait(0.01)
    running.stop()
    running.stop()

    assert running.wait(60).ended == "stopped"
    running.stop()


def test_several_commands_run_at_once_in_one_sandbox(sandbox: Sandbox, confinable: None) -> None:
    runs = [sandbox.start(command("sh", "-c", f"sleep 0.1; echo {number} > {number}")) for number in range(5)]

    assert all(run.wait(60).succeeded for run in runs)
    assert len(sandbox.list()) == 5


def test_a_listener_that_fails_leaves_the_command_to_its_limits(sandbox: Sandbox, confinable: None) -> None:
    def fail(_output: bytes) -> None:
        raise RuntimeError("nobody listens any more")

    assert sandbox.start(command("sh", "-c", "echo a; echo b"), on_output=fail).wait(60).succeeded


def test_destroying_ends_what_runs(provider: SandboxProvider, confinable: None) -> None:
    sandbox = provider.create(new_id())
    heard = threading.Event()
    running = sandbox.start(command("sh", "-c", "echo here; sleep 1000"), on_output=lambda _: heard.set())
    heard.wait(60)
    provider.destroy(sandbox.id)

    assert running.wait(60).ended == "stopped"
    with pytest.raises(NotFound):
        sandbox.start(command("true"))


def test_stopping_ends_what_runs_and_keeps_the_files(provider: SandboxProvider, confinable: None) -> None:
    sandbox = provider.create(new_id())
    heard = [threading.Event(), threading.Event()]
    running = [
        sandbox.start(command("sh", "-c", "echo here > file; echo here; sleep 1000"), on_output=partial(_tell, event))
        for event in heard
    ]
    for event in heard:
        event.wait(60)
    provider.stop(sandbox.id)

    assert [each.wait(60).ended for each in running] == ["stopped", "stopped"]
    assert provider.open(sandbox.id).read("file") == b"here\n"
    provider.stop(sandbox.id)
    assert sandbox.start(command("cat", "file")).wait(60).output == "here\n"
    provider.destroy(sandbox.id)
    provider.stop(sandbox.id)


def test_what_starts_after_a_stop_is_left_alone(sandbox: Sandbox, provider: SandboxProvider, confinable: None) -> None:
    provider.stop(sandbox.id)
    running = sandbox.start(command("sh", "-c", "sleep 0.5; echo done"))

    assert (running.wait(60).ended, running.wait().output) == ("exited", "done\n")
