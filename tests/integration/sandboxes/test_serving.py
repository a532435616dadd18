"""A program that listens in its sandbox is reached through a Unix socket, and through nothing else."""

import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.sandboxes.contract import Command, RunningServer, Sandbox, SandboxProvider
from tests.integration.sandboxes.conftest import SMALL
from tests.support.stack import until

WEB = """
import os
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), SimpleHTTPRequestHandler).serve_forever()
"""


@pytest.fixture
def server(sandbox: Sandbox, confinable: None) -> Iterator[RunningServer]:
    sandbox.write({"web.py": WEB.encode(), "page.txt": b"the page", "large.bin": bytes(range(256)) * 20_000})
    running = sandbox.serve(Command(arguments=["python3", "-u", "web.py"], profile=SMALL), port=3000)
    yield running
    running.stop()
    until(lambda: not running.alive, what="the server's end")


def get(server: RunningServer, path: str) -> bytes:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(60)
        connection.connect(str(server.address))
        connection.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        return b"".join(iter(lambda: connection.recv(65536), b"")).partition(b"\r\n\r\n")[2]


def test_the_first_connection_waits_until_the_program_listens(server: RunningServer) -> None:
    assert get(server, "/page.txt") == b"the page"
    assert server.alive


def test_whole_files_come_through_also_to_many_at_once(server: RunningServer) -> None:
    assert get(server, "/large.bin") == bytes(range(256)) * 20_000
    with_head = [socket.socket(socket.AF_UNIX) for _ in range(20)]
    for connection in with_head:
        connection.connect(str(server.address))
    assert get(server, "/page.txt") == b"the page"
    for connection in with_head:
        connection.close()


def test_what_it_prints_is_kept_to_its_end(sandbox: Sandbox, confinable: None) -> None:
    profile = replace(SMALL, output_bytes=1024 * 1024)
    command = Command(arguments=["sh", "-c", "seq 1 20000; echo last words; sleep 1000"], profile=profile)
    running = sandbox.serve(command, port=3000)
    until(lambda: running.output().endswith("last words\n"), what="the last words")
    assert len(running.output()) == 64 * 1024
    running.stop()
    until(lambda: not running.alive, what="the server's end")


def test_a_stopped_server_is_gone_with_its_socket(server: RunningServer) -> None:
    get(server, "/page.txt")
    server.stop()
    server.stop()
    until(lambda: not server.alive, what="the server's end")

    assert not server.address.exists()


def test_a_program_that_ends_is_not_alive(sandbox: Sandbox, confinable: None) -> None:
    running = sandbox.serve(Command(arguments=["sh", "-c", "echo it went wrong; exit 1"], profile=SMALL), port=3000)
    until(lambda: not running.alive, what="its end")

    assert running.output() == "it went wrong\n"
    assert not running.address.exists()


def test_the_socket_cannot_be_replaced_from_inside(sandbox: Sandbox, server: RunningServer) -> None:
    look = Command(arguments=["sh", "-c", "find / -name '*.sock' -not -path '/proc/*' 2>/dev/null"], profile=SMALL)

    assert sandbox.start(look).wait(60).output == ""


def test_a_connection_to_a_program_that_never_listens_is_closed(sandbox: Sandbox, confinable: None) -> None:
    running = sandbox.serve(Command(arguments=["sleep", "1000"], profile=SMALL), port=3000)

    assert get(running, "/") == b""
    running.stop()
    until(lambda: not running.alive, what="the server's end")


def test_destroying_stops_servers_too(provider: SandboxProvider, sandbox: Sandbox, server: RunningServer) -> None:
    get(server, "/page.txt")
    provider.destroy(sandbox.id)
    until(lambda: not server.alive, what="the server's end")

    assert list(provider.existing()) == []
    assert not server.address.parent.exists()
