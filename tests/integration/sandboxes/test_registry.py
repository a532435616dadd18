"""A build reaches the npm registry, nothing but the registry, and only to read."""

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from app.sandboxes.contract import Sandbox
from app.sandboxes.local.provider import LocalProvider
from app.sandboxes.profiles import NODE_BUILD
from app.settings import Settings
from app.storage.identifiers import new_id
from tests.integration.sandboxes.conftest import MIB, Attack

BUILD = replace(NODE_BUILD, node=False, wall_seconds=60, memory_bytes=512 * MIB, processes=32)
ARCHIVE = bytes(range(256)) * 4096

ASK = """
    import os, urllib.request, urllib.error
    headers = {"Authorization": "Bearer stolen", "Cookie": "a=b", "X-Own": "c", "Accept": "application/json"}
    address, method = "http://127.0.0.1:4873" + os.environ["ASKED"], os.environ.get("METHOD", "GET")
    request = urllib.request.Request(address, method=method, headers=headers)
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
            body = answer.read()
            print(answer.status, len(body), body[:500].decode("latin-1"), dict(answer.headers), flush=True)
    except urllib.error.HTTPError as error:
        print(error.code)
"""


class Registry(ThreadingHTTPServer):
    """A registry below /npm/ of its host, whose archives lie elsewhere on the same host."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.seen: list[tuple[str, str, dict[str, str]]] = []
        self.origin = f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Registry

    def do_GET(self) -> None:
        self.server.seen.append(
            (self.command, self.path, {name.lower(): value for name, value in self.headers.items()})
        )
        origin = self.server.origin
        tarballs = {
            "one": f"{origin}/npm/thing/-/thing-1.tgz",
            "two": f"{origin}/files/thing-2.tgz",
            "far": "http://elsewhere.example/thing-3.tgz",
        }
        document = {"versions": {name: {"dist": {"tarball": url}} for name, url in tarballs.items()}}
        if self.path == "/npm/thing":
            self._answer(200, json.dumps(document).encode(), {"Content-Type": "application/json", "Set-Cookie": "s=1"})
        elif self.path in {"/npm/thing/-/thing-1.tgz", "/files/thing-2.tgz"}:
            self._answer(200, ARCHIVE, {"Content-Type": "application/octet-stream"})
        elif self.path == "/npm/moved":
            self._answer(302, b"", {"Location": "/files/thing-2.tgz"})
        elif self.path == "/npm/astray":
            self._answer(302, b"", {"Location": "http://127.0.0.1:1/secret"})
        elif self.path == "/npm/circle":
            self._answer(302, b"", {"Location": "/npm/circle"})
        else:
            self._answer(404, b"{}", {"Content-Type": "application/json"})

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def registry() -> Iterator[Registry]:
    server = Registry()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def provider(settings: Settings, registry: Registry) -> LocalProvider:
    address = f"http://somebody:secret@127.0.0.1:{registry.server_port}/npm/"
    return LocalProvider(replace(settings, npm_registry=address))


@pytest.fixture
def sandbox(provider: LocalProvider) -> Iterator[Sandbox]:
    made = provider.create(new_id())
    yield made
    provider.destroy(made.id)


def test_a_document_names_archives_where_the_inside_finds_them(registry: Registry, attack: Attack) -> None:
    output = attack(ASK, profile=BUILD, ASKED="/thing").output

    assert "http://127.0.0.1:4873/thing/-/thing-1.tgz" in output
    assert "http://127.0.0.1:4873/-/host/files/thing-2.tgz" in output
    assert "http://elsewhere.example/thing-3.tgz" in output
    assert registry.origin not in output
    assert "Set-Cookie" not in output


@pytest.mark.parametrize("path", ["/thing/-/thing-1.tgz", "/-/host/files/thing-2.tgz", "/moved"])
def test_archives_come_whole(attack: Attack, path: str) -> None:
    assert attack(ASK, profile=BUILD, ASKED=path).output.startswith(f"200 {len(ARCHIVE)} ")


def test_nothing_is_sent_along(registry: Registry, attack: Attack) -> None:
    attack(ASK, profile=BUILD, ASKED="/thing")
    [(method, path, headers)] = registry.seen

    assert (method, path) == ("GET", "/npm/thing")
    assert not {"authorization", "cookie", "x-own"} & set(headers)
    assert "stolen" not in str(headers)
    assert "secret" not in str(headers)
    assert headers["accept"] == "application/json"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "CONNECT", "HEAD"])
def test_nothing_can_be_changed(registry: Registry, attack: Attack, method: str) -> None:
    assert attack(ASK, profile=BUILD, ASKED="/thing", METHOD=method).output == "501\n"
    assert registry.seen == []


@pytest.mark.parametrize("path", ["/../admin", "/-/host/../admin", "/a/%2e%2e/../../b", "/a\\b"])
def test_no_path_leads_off_the_registry(registry: Registry, attack: Attack, path: str) -> None:
    assert attack(ASK, profile=BUILD, ASKED=path).output == "403\n"
    assert registry.seen == []


@pytest.mark.parametrize(("path", "status"), [("/astray", "403"), ("/circle", "403"), ("/unknown", "404")])
def test_a_redirect_leads_nowhere_else(attack: Attack, path: str, status: str) -> None:
    assert attack(ASK, profile=BUILD, ASKED=path).output == f"{status}\n"


def test_the_proxy_fetches_no_other_address(attack: Attack, registry: Registry) -> None:
    """A client that takes it for a proxy of the web."""
    result = attack(
        """
        import socket
        connection = socket.create_connection(("127.0.0.1", 4873))
        connection.sendall(b"GET http://169.254.169.254/latest HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n")
        print(connection.recv(100)[:12])
        """,
        profile=BUILD,
    )
    assert result.output == "b'HTTP/1.1 403'\n"
    assert registry.seen == []


def test_without_the_registry_in_its_profile_a_program_has_none(attack: Attack) -> None:
    result = attack("import socket; socket.create_connection(('127.0.0.1', 4873))")

    assert "ConnectionRefusedError" in result.output


def test_thousands_of_connections_harm_nobody(attack: Attack, registry: Registry) -> None:
    result = attack(
        """
        import socket
        held = []
        for _ in range(300):
            try:
                held.append(socket.create_connection(("127.0.0.1", 4873), timeout=5))
            except OSError:
                pass
        print(len(held) > 0)
        """,
        profile=BUILD,
    )
    assert result.output == "True\n"
    assert len([each for each in threading.enumerate() if "process_request_thread" in each.name]) <= 32


@pytest.mark.node
def test_npm_installs_through_it(registry: Registry, sandbox: Sandbox, shell: Attack) -> None:
    profile = replace(NODE_BUILD, wall_seconds=90)
    result = shell(
        "npm config get registry; npm config get ignore-scripts; npm view thing 2>&1 | tail -3", profile=profile
    )

    assert result.output.splitlines()[:2] == ["http://127.0.0.1:4873/", "true"]
    assert [path for _, path, _ in registry.seen] == ["/npm/thing"]
