"""The previews process itself: how it starts, and that nothing outlives it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx

from app.commands.migrate import migrate
from app.local_services import Services
from app.sandboxes.records import Site
from tests.integration.previews.show import ROOT, running_show, wait_until_gone
from tests.integration.rig import Rig


def test_sigterm_ends_it_and_all_programs_while_requests_are_open(rig: Rig, tmp_path: Path) -> None:
    with running_show(rig.services.database_url, tmp_path) as show:
        show.rig = rig
        shown = show.program()
        pid = show.ask(shown.host).json()["pid"]
        with show.connection() as waiting, show.connection() as silent:
            waiting.sendall(f"GET /stream HTTP/1.1\r\nHost: {shown.host}\r\n\r\n".encode())
            assert waiting.recv(15) == b"HTTP/1.1 200 OK"
            silent.sendall(b"GET / HTT")

            assert show.process.stop() == 0

        wait_until_gone(pid)


def test_kill_9_ends_its_programs_too(rig: Rig, tmp_path: Path) -> None:
    with running_show(rig.services.database_url, tmp_path) as show:
        show.rig = rig
        shown = show.program()
        pid = show.ask(shown.host).json()["pid"]

        os.kill(show.process.pid, signal.SIGKILL)

        wait_until_gone(pid)


def test_clients_wait_while_it_is_started_again(rig: Rig, tmp_path: Path) -> None:
    with running_show(rig.services.database_url, tmp_path, bare=False) as show:
        show.rig = rig
        shown = show.sandbox({"index.html": "Hello"})
        assert show.ask(shown.host).text == "Hello"
        show.process.kill()
        with show.connection() as early:
            early.sendall(f"GET / HTTP/1.1\r\nHost: {shown.host}\r\nConnection: close\r\n\r\n".encode())
            show.process.start()
            assert b"Hello" in b"".join(iter(lambda: early.recv(65536), b""))


def test_a_frame_is_allowed_to_those_that_the_setting_names(rig: Rig, tmp_path: Path) -> None:
    ancestors = {"BATON_PREVIEW_FRAME_ANCESTORS": "'self' https://app.example.com"}
    with running_show(rig.services.database_url, tmp_path, bare=False, **ancestors) as show:
        policy = show.ask("example.com").headers["content-security-policy"]

    assert policy.endswith("frame-ancestors 'self' https://app.example.com")


def test_without_a_database_it_says_so_and_a_taken_port_names_its_setting(
    engine_services: Services, tmp_path: Path
) -> None:
    migrate(engine_services.database_url)

    def ended(**environment: str) -> str:
        own = {"PATH": os.environ["PATH"], "PREVIEW_PORT": "0", **environment}
        command = [sys.executable, "-m", "app", "previews"]
        done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        return done.stderr

    assert "DATABASE_URL" in ended()
    with running_show(engine_services.database_url, tmp_path, bare=False) as show:
        taken = ended(DATABASE_URL=engine_services.database_url, PREVIEW_PORT=str(show.port))
    assert "choose another PREVIEW_PORT" in taken


def test_it_reads_a_site_of_the_worker_without_any_program(rig: Rig, tmp_path: Path) -> None:
    """The command as it ships: where nothing confines programs, files are shown all the same."""
    with running_show(rig.services.database_url, tmp_path, bare=False) as show:
        show.rig = rig
        shown = show.sandbox({"a.txt": "file"}, site=Site(folder=""))

        assert show.ask(shown.host, "/a.txt").text == "file"
        assert httpx.get(f"http://127.0.0.1:{show.port}/healthz", trust_env=False).text == "ok\n"
