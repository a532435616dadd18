"""Machines for the doubles of clouds: each is a local sandbox in which a daemon runs, as in the real ones."""

import http.client
import json
import secrets
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote
from uuid import UUID

from app.sandboxes.contract import Command, RunningServer
from app.sandboxes.local.provider import LocalProvider
from app.sandboxes.profiles import SERVE
from app.settings import Settings
from app.storage.identifiers import new_id
from tests.integration.sandboxes.doubles.inside import pump

DAEMON = Path(__file__).with_name("inside.py")
PORT = 2280
PROFILE = replace(SERVE, processes=400, file_bytes=512 * 1024 * 1024)


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=60)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(60)
        self.sock.connect(str(self.path))


@dataclass
class Machine:
    """One machine; ``running`` is its daemon, None while it is stopped."""

    name: str
    labels: dict[str, str]
    id: str = field(default_factory=lambda: str(new_id()))
    running: RunningServer | None = None

    def execute(self, command: str, *, wait: bool) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(
            self.call("POST", "/execute", json.dumps({"command": command, "wait": wait}))
        )
        return found

    def call(self, method: str, path: str, body: str | bytes | None = None) -> bytes:
        """Raises FileNotFoundError for what the daemon does not find, ConnectionError when the machine is stopped."""
        if self.running is None:
            raise ConnectionError
        connection = UnixConnection(self.running.address)
        try:
            connection.request(method, path, body)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise ConnectionError from error
        finally:
            connection.close()
        if answer.status != 200:
            raise FileNotFoundError
        return content

    def tunnel(self, port: int) -> socket.socket | None:
        """A connection to a program's port; None where nothing listens."""
        assert self.running is not None
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(str(self.running.address))
        connection.sendall(f"CONNECT {port} HTTP/1.0\r\n\r\n".encode())
        head = b""
        while not head.endswith(b"\r\n\r\n") and (piece := connection.recv(1)):
            head += piece
        if b" 200 " in head:
            return connection
        connection.close()
        return None


class Machines:
    """All machines of an account."""

    def __init__(self, settings: Settings) -> None:
        self.provider = LocalProvider(settings)
        self.held: dict[str, Machine] = {}
        self.previews: list[Preview] = []

    def create(self, name: str, labels: dict[str, str]) -> Machine:
        machine = self.held[name] = Machine(name, labels)
        self.provider.create(UUID(machine.id))
        self.start(machine)
        return machine

    def start(self, machine: Machine) -> None:
        """The daemon is given as an argument, since the files are not its place."""
        command = Command(arguments=["python3", "-c", DAEMON.read_text()], profile=PROFILE)
        machine.running = self.provider.open(UUID(machine.id)).serve(command, port=PORT)

    def stop(self, machine: Machine) -> None:
        running, machine.running = machine.running, None
        if running is not None:
            running.stop()

    def delete(self, machine: Machine) -> None:
        self.held.pop(machine.name, None)
        self.stop(machine)
        self.provider.destroy(UUID(machine.id))

    def preview(self, machine: Machine, port: int, header: str) -> "Preview":
        self.previews.append(Preview(machine, port, header))
        return self.previews[-1]

    def close(self) -> None:
        for preview in self.previews:
            preview.close()
        for machine in list(self.held.values()):
            self.delete(machine)


class Preview:
    """A cloud's proxy for one port, open to those who send its token in ``header``."""

    def __init__(self, machine: Machine, port: int, header: str) -> None:
        self.token = secrets.token_hex(8)
        self.seen: list[bytes] = []
        self._machine, self._port, self._header = machine, port, header
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=self._serve, args=(self._listener.accept()[0],), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head and (piece := client.recv(65536)):
                head += piece
            self.seen.append(head)
            if f"{self._header}: {self.token}\r\n".lower().encode() not in head.lower():
                return client.sendall(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")
            program = self._machine.tunnel(self._port)
            if program is None:
                return client.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            with program:
                program.sendall(head)
                there = threading.Thread(target=pump, args=(client, program), daemon=True)
                there.start()
                pump(program, client)


class Web(ThreadingHTTPServer):
    """An account's API: subclasses of ``Calls`` say what it does. Close it with ``stop``."""

    daemon_threads = True

    def __init__(self, calls: "type[Calls]", machines: Machines) -> None:
        super().__init__(("127.0.0.1", 0), calls)
        self.machines = machines
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()
        self.machines.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is nothing to report."""


class Refused(Exception):
    """The call is answered with this status."""

    def __init__(self, status: int, message: str = "refused") -> None:
        self.status, self.message = status, message


class Calls(BaseHTTPRequestHandler):
    """One call; ``answer`` gives what is said in JSON, or bytes, or raises Refused."""

    server: Web
    protocol_version = "HTTP/1.1"

    def answer(self, method: str, path: str, query: dict[str, str]) -> Any:
        raise Refused(404)

    def do_GET(self) -> None:
        self.do_all()

    def do_POST(self) -> None:
        self.do_all()

    def do_PUT(self) -> None:
        self.do_all()

    def do_DELETE(self) -> None:
        self.do_all()

    def do_all(self) -> None:
        path, _, query = self.path.partition("?")
        self.body = self.rfile.read(int(self.headers.get("content-length", 0)))
        try:
            found = self.answer(self.command, unquote(path), dict(parse_qsl(query)))
            self.say(200, found if isinstance(found, bytes) else json.dumps(found).encode())
        except Refused as refused:
            self.say(refused.status, json.dumps({"message": refused.message}).encode())
        except FileNotFoundError:
            self.say(404, b'{"message": "no such file"}')
        except ConnectionError:
            self.say(502, b'{"message": "the sandbox does not answer"}')

    def say(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    def form(self) -> dict[str, bytes]:
        """The parts of a form by their names."""
        boundary = b"\r\n--" + self.headers["content-type"].partition("boundary=")[2].encode()
        parts = {}
        for part in (b"\r\n" + self.body).split(boundary)[1:-1]:
            head, _, content = part.partition(b"\r\n\r\n")
            parts[head.partition(b'name="')[2].partition(b'"')[0].decode()] = content
        return parts

    def log_message(self, format: str, *args: object) -> None:
        pass
