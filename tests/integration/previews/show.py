"""A running previews process, and sandboxes to look at through it."""

import os
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx

from app.commands.running_part import Part
from app.commands.stack import Listener, listen
from app.sandboxes.local.provider import LocalProvider
from app.sandboxes.names import MAIN_PORT, parsed_host
from app.sandboxes.records import Site, sandbox_of_session, set_sites
from app.settings import Settings, read_settings
from tests.integration.previews.own_provider import folder_of
from tests.integration.rig import Rig
from tests.support.stack import StackProcess, until

PROGRAM = Path(__file__).parent / "program.py"
ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Shown:
    """A sandbox with a preview; ``folder`` is what its programs see as their own."""

    id: UUID
    session_id: UUID
    name: str
    host: str
    folder: Path


class Show:
    """Requests go to 127.0.0.1, with the Host header that a browser would send."""

    def __init__(self, settings: Settings, listener: Listener, process: StackProcess) -> None:
        self.settings = settings
        self.port = listener.port
        self.process = process
        self.provider = LocalProvider(settings)
        self.rig: Rig

    def sandbox(self, files: Mapping[str, str | bytes], *, site: Site | None = None, port: int = MAIN_PORT) -> Shown:
        """A sandbox that shows ``site``; without one, the folder of all its files."""
        session_id = self.rig.session()
        with self.rig.transaction() as connection:
            record = sandbox_of_session(
                connection, tenant_id=self.rig.tenant_id, session_id=session_id, label="shown", provider="local"
            )
            set_sites(connection, sandbox_id=record.id, sites={port: site or Site(folder="")})
        sandbox = self.provider.create(record.id)
        sandbox.write({path: text.encode() if isinstance(text, str) else text for path, text in files.items()})
        host = f"{record.name}-p{port}.preview.localhost:{self.port}"
        assert parsed_host(host, self.settings) == (record.name, port)
        return Shown(record.id, session_id, record.name, host, folder_of(sandbox))

    def program(self, manner: str = "plain") -> Shown:
        """A sandbox that shows what a program serves; see ``program.py`` for its manners."""
        command = [sys.executable, str(PROGRAM), manner]
        return self.sandbox({"work/note": "here"}, site=Site(folder="work", command=command))

    def set_site(self, shown: Shown, site: Site, *, port: int = MAIN_PORT) -> None:
        with self.rig.transaction() as connection:
            set_sites(connection, sandbox_id=shown.id, sites={port: site})

    def ask(self, host: str, path: str = "/", method: str = "GET", **options: object) -> httpx.Response:
        headers = {"Host": host, "Accept-Encoding": "identity", **options.pop("headers", {})}  # type: ignore[dict-item]
        url = f"http://127.0.0.1:{self.port}{path}"
        return httpx.request(method, url, headers=headers, timeout=60, trust_env=False, **options)  # type: ignore[arg-type]

    def raw(self, request: bytes) -> bytes:
        """All that comes back for these bytes until the connection is closed."""
        with self.connection() as client:
            client.sendall(request)
            client.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: client.recv(65536), b""))

    def connection(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def starts(self, shown: Shown) -> list[int]:
        """The process ids of the programs that were started for it."""
        told = shown.folder / "work/starts"
        return [int(line) for line in told.read_text().split()] if told.exists() else []


@contextmanager
def running_show(database_url: str, folder: Path, *, bare: bool = True, **environment: str) -> Iterator[Show]:
    """A previews process; ``environment`` overrides its settings by the names of their variables."""
    module = ["tests.integration.previews.process"] if bare else ["app", "previews", "--fd"]
    with listen("127.0.0.1", 0).listening as listening:
        listener = Listener(listening)
        chosen = {
            "DATABASE_URL": database_url,
            "PREVIEW_PORT": str(listener.port),
            "BATON_WORKSPACES_DIR": str(folder / "workspaces"),
            **environment,
        }
        part = Part(
            name="previews",
            command=[sys.executable, "-m", *module, str(listening.fileno())],
            environment={**os.environ, "PYTHONPATH": str(ROOT), **chosen},
            keep_open=[listening.fileno()],
        )
        process = StackProcess(part, folder / "previews.log")
        process.start()
        try:
            yield Show(read_settings(chosen), listener, process)
        finally:
            process.stop()


def gone(pid: int) -> bool:
    """Whether a process has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def wait_until_gone(pid: int) -> None:
    until(lambda: gone(pid), what=f"process {pid} has ended")
