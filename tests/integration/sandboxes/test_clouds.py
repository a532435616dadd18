"""What is particular to sandboxes at clouds: the way to their programs, and everything that a network can do."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace

import httpx2
import pytest

from app.commands.check import Problem, _sandboxes
from app.errors import SandboxRefused, Unavailable
from app.sandboxes.blaxel.cloud import BlaxelCloud
from app.sandboxes.contract import Command, CommandResult, RunningServer, Sandbox, SandboxProvider
from app.sandboxes.daytona.cloud import DaytonaCloud
from app.sandboxes.profiles import Profile
from app.sandboxes.remote.provider import RemoteProvider
from app.sandboxes.remote.sandbox import RemoteSandbox
from app.settings import Settings
from app.storage.identifiers import new_id
from tests.integration.sandboxes.conftest import MIB, SMALL
from tests.integration.sandboxes.doubles import blaxel, daytona
from tests.integration.sandboxes.doubles.machines import Web
from tests.support.stack import until

WEB = """
import os
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
ThreadingHTTPServer(("0.0.0.0", int(os.environ["PORT"])), SimpleHTTPRequestHandler).serve_forever()
"""
DAEMON = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.close(1); os.close(2)
        while True:
            open("beat", "a").write("x")
            time.sleep(0.01)
    os._exit(0)
while not os.path.exists("beat"):
    time.sleep(0.01)
"""

Ran = Callable[..., CommandResult]


@pytest.fixture
def account(
    request: pytest.FixtureRequest, settings: Settings, confinable: None
) -> Iterator[tuple[SandboxProvider, Web]]:
    """A provider and the double that it calls; Daytona's unless a test names another."""
    made, web = getattr(request, "param", daytona.daytona)(settings)
    yield made, web
    web.stop()


@pytest.fixture
def web(account: tuple[SandboxProvider, Web]) -> Web:
    return account[1]


@pytest.fixture
def provider(account: tuple[SandboxProvider, Web]) -> SandboxProvider:
    return account[0]


@pytest.fixture
def ran(sandbox: Sandbox) -> Ran:
    """Runs a Python program to its end."""

    def run(source: str, profile: Profile = SMALL) -> CommandResult:
        return sandbox.start(Command(arguments=["python3", "-c", source], profile=profile)).wait(60)

    return run


def get(server: RunningServer, path: str) -> httpx2.Response:
    with httpx2.Client(transport=httpx2.HTTPTransport(uds=str(server.address))) as client:
        return client.get(f"http://ours.example{path}", timeout=60)


@pytest.mark.parametrize("account", [daytona.daytona, blaxel.blaxel], indirect=True, ids=["daytona", "blaxel"])
def test_a_program_that_listens_is_reached_through_a_socket_here(web: Web, provider: SandboxProvider) -> None:
    sandbox = provider.create(new_id())
    sandbox.write({"web.py": WEB.encode(), "large.bin": bytes(range(256)) * 20_000})
    server = sandbox.serve(Command(arguments=["python3", "-u", "web.py"], profile=SMALL), port=3000)

    assert get(server, "/large.bin").content == bytes(range(256)) * 20_000
    assert get(server, "/web.py?x=1").headers["content-type"] == "text/x-python"
    until(lambda: '"GET /web.py?x=1 HTTP/1.1" 200' in server.output(), what="what the program printed")
    [preview] = web.machines.previews
    assert not any(key in head for head in preview.seen for key in (daytona.KEY.encode(), blaxel.KEY.encode()))
    assert all(f"host: {preview.url[7:]}".encode() in head.lower() for head in preview.seen)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.connect(str(server.address))
        provider.destroy(sandbox.id)
        until(lambda: not server.alive, what="the server's end")
        assert silent.recv(1) == b""
    assert not server.address.parent.exists()


def test_a_connection_to_a_program_that_never_listens_is_closed(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.sandboxes.remote.relay.LISTENS_WITHIN", 0.1)
    server = sandbox.serve(Command(arguments=["sleep", "1000"], profile=SMALL), port=3000)
    with pytest.raises(httpx2.TransportError):
        get(server, "/")
    server.stop()
    server.stop()
    until(lambda: not server.alive, what="the server's end")


def test_a_command_is_held_to_its_limits_and_nothing_outlives_it(sandbox: Sandbox, ran: Ran) -> None:
    assert ran("while True: print('x' * 10_000)").ended == "output"
    assert ran("while True: pass", replace(SMALL, wall_seconds=0.5)).ended == "time"
    assert ran("while True: pass", replace(SMALL, cpu_seconds=1)).ended == "time"
    large = Command(arguments=["dd", "if=/dev/zero", "of=large", "bs=1M", "count=9"], profile=SMALL)
    assert sandbox.start(large).wait(60).ended == "disk"
    roomy = replace(SMALL, address_space=False, memory_bytes=64 * MIB)
    assert ran("import time; held = b'x' * 200_000_000; time.sleep(1000)", roomy).ended == "memory"
    assert ran(DAEMON).succeeded
    size = len(sandbox.read("beat"))
    assert ran("import time; time.sleep(0.2)").succeeded
    assert len(sandbox.read("beat")) == size


def test_a_command_that_nobody_asks_about_any_more_is_ended(
    sandbox: RemoteSandbox, ran: Ran, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the process that started it was killed."""
    monkeypatch.setattr("app.sandboxes.remote.sandbox.UNSEEN_SECONDS", 0.5)
    run = sandbox._launched(Command(arguments=["sleep", "1000"], profile=SMALL))
    monkeypatch.undo()

    ended = ran(f"import os, time\nwhile not os.path.exists('/tmp/baton-runs/{run}/end'): time.sleep(0.05)")
    assert ended.succeeded
    assert sandbox._desk.ask("look", run=run, offset=0)["end"] == {"ended": "stopped", "exit_code": None}


def test_long_requests_and_long_answers_come_whole(sandbox: Sandbox) -> None:
    told = "x" * 100_000
    result = sandbox.start(Command(arguments=["printf", "%s", told], profile=replace(SMALL, output_bytes=MIB))).wait(60)
    assert result.output == told
    names = {f"{number:04}-{'n' * 150}": b"" for number in range(500)}
    sandbox.write(names)
    assert [entry.path for entry in sandbox.list()] == sorted(names)


def test_a_machine_that_the_cloud_stopped_is_woken_and_what_ran_there_has_ended(web: Web, sandbox: Sandbox) -> None:
    sandbox.write({"file": b"kept"})
    running = sandbox.start(Command(arguments=["sh", "-c", "echo here; sleep 1000"], profile=SMALL))
    [machine] = web.machines.held.values()
    web.machines.stop(machine)

    assert running.wait(60).ended == "stopped"
    assert sandbox.read("file") == b"kept"
    assert sandbox.start(Command(arguments=["cat", "file"], profile=SMALL)).wait(60).output == "kept"


@pytest.mark.parametrize("account", [daytona.daytona, blaxel.blaxel], indirect=True, ids=["daytona", "blaxel"])
def test_installations_that_share_an_account_know_only_their_own(
    web: Web, provider: RemoteProvider, settings: Settings
) -> None:
    chosen = replace(provider._settings, sandbox_installation="other")
    other = RemoteProvider(
        DaytonaCloud(chosen) if provider.name == "daytona" else BlaxelCloud(chosen),
        chosen,
    )
    theirs = other.create(new_id()).id
    ours = {provider.create(new_id()).id for _ in range(3)}

    assert set(provider.existing()) == ours
    assert provider.belongs_to("one/1")
    assert not provider.belongs_to("two/2")
    assert set(other.existing()) == {theirs}
    assert other.belongs_to("two/2")


def test_a_key_that_opens_nothing_is_told(web: Web, settings: Settings) -> None:
    wrong = replace(settings, sandbox_provider="daytona", daytona_api_key="wrong", daytona_api_url=web.url)
    provider = RemoteProvider(DaytonaCloud(wrong), wrong)
    with pytest.raises(SandboxRefused, match="daytona refuses the key: 401 Invalid credentials"):
        provider.create(new_id())
    with pytest.raises(Problem, match="daytona refuses the key"):
        _sandboxes(wrong)
    assert _sandboxes(replace(wrong, daytona_api_key=daytona.KEY)) == "at daytona, which answers"


def test_a_cloud_out_of_reach_is_unavailable(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.sandboxes.remote.http._PAUSE_SECONDS", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
    provider = RemoteProvider(DaytonaCloud(replace(settings, daytona_api_url=address)), settings)
    for call in (provider.create, provider.open):
        with pytest.raises(Unavailable):
            call(new_id())
    for end in (provider.stop, provider.destroy):
        with pytest.raises(OSError, match="daytona did not"):
            end(new_id())
    with pytest.raises(Unavailable):
        provider.check()
