"""A sandbox as a step sees it: calls that do not block the run's loop, and programs that end with the run."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from uuid import UUID

from sqlalchemy import Connection, Engine

from app.errors import NotFound
from app.sandboxes.contract import Command, CommandResult, FileEntry, RunningCommand, Sandbox, SandboxProvider
from app.sandboxes.names import parsed_url, preview_url
from app.sandboxes.records import SandboxRecord, Site, owned_sandbox, sandbox_of_session, set_sites
from app.settings import Settings
from app.storage.database import transaction
from workers.agents.agent import DomainWrite

LONGEST_LINE = 500
"""Characters of a program's line that a step is told."""

OnLine = Callable[[str], Awaitable[None]]


async def open_sandbox(
    *,
    engine: Engine,
    provider: SandboxProvider,
    settings: Settings,
    tenant_id: UUID,
    session_id: UUID,
    label: str,
    url: str | None,
) -> "OpenSandbox":
    """The session's sandbox, or the tenant's own at ``url``; see ``StepContext.sandbox``."""

    def opened() -> OpenSandbox:
        with transaction(engine) as connection:
            if url is None:
                record = sandbox_of_session(
                    connection, tenant_id=tenant_id, session_id=session_id, label=label, provider=provider.name
                )
            else:
                record = _at(connection, url, tenant_id=tenant_id, settings=settings)
        return OpenSandbox(record, provider.create(record.id), settings)

    return await asyncio.to_thread(opened)


def _at(connection: Connection, url: str, *, tenant_id: UUID, settings: Settings) -> SandboxRecord:
    name = parsed_url(url, settings)
    record = owned_sandbox(connection, tenant_id=tenant_id, name=name) if name else None
    if record is None:
        raise NotFound("There is no sandbox at this sandboxUrl")
    return record


class OpenSandbox:
    """One sandbox in the hands of one step; the one implementation of ``StepSandbox``."""

    def __init__(self, record: SandboxRecord, sandbox: Sandbox, settings: Settings) -> None:
        self.id = record.id
        self.name = record.name
        self.sites = record.sites
        self.url = preview_url(record.name, settings)
        self._sandbox = sandbox
        self._settings = settings

    def url_of(self, port: int) -> str:
        return preview_url(self.name, self._settings, port=port)

    async def write(self, files: Mapping[str, str | bytes]) -> None:
        contents = {path: content.encode() if isinstance(content, str) else content for path, content in files.items()}
        await asyncio.to_thread(self._sandbox.write, contents)

    async def read(self, path: str) -> bytes:
        return await asyncio.to_thread(self._sandbox.read, path)

    async def list(self, folder: str = "", *, recursive: bool = False) -> Sequence[FileEntry]:
        return await asyncio.to_thread(partial(self._sandbox.list, folder, recursive=recursive))

    async def remove(self, path: str) -> None:
        await asyncio.to_thread(self._sandbox.remove, path)

    async def run(self, command: Command, *, on_line: OnLine | None = None) -> CommandResult:
        lines: asyncio.Queue[str | None] = asyncio.Queue()
        program = _Program(self._sandbox, command, lines)
        telling = asyncio.create_task(_tell(lines, on_line))
        try:
            result = await asyncio.to_thread(program.run)
            await telling
        finally:
            program.stop()
            telling.cancel()
        return result

    def show(self, sites: Mapping[int, Site]) -> DomainWrite:
        return partial(set_sites, sandbox_id=self.id, sites=dict(sites))


async def _tell(lines: "asyncio.Queue[str | None]", on_line: OnLine | None) -> None:
    while (line := await lines.get()) is not None:
        if on_line is not None:
            await on_line(line)


class _Program:
    """A program from its start to its end on a thread, which the run's loop may stop at any moment between."""

    def __init__(self, sandbox: Sandbox, command: Command, lines: "asyncio.Queue[str | None]") -> None:
        self._sandbox = sandbox
        self._command = command
        self._lines = lines
        self._loop = asyncio.get_running_loop()
        self._lock = threading.Lock()
        self._running: RunningCommand | None = None
        self._stopped = False
        self._rest = b""

    def run(self) -> CommandResult:
        running = self._sandbox.start(self._command, on_output=self._feed)
        with self._lock:
            self._running = running
            if self._stopped:
                running.stop()
        result = running.wait()
        self._say(self._rest)
        self._put(None)
        return result

    def stop(self) -> None:
        with self._lock:
            self._stopped = True
            if self._running is not None:
                self._running.stop()

    def _feed(self, output: bytes) -> None:
        *whole, rest = (self._rest + output).split(b"\n")
        self._rest = rest[-2_000:]
        for line in whole:
            self._say(line)

    def _say(self, line: bytes) -> None:
        text = line.decode(errors="replace").strip()[:LONGEST_LINE]
        if text:
            self._put(text)

    def _put(self, line: str | None) -> None:
        with self._lock:
            if not self._stopped:  # afterwards the loop may be gone
                self._loop.call_soon_threadsafe(self._lines.put_nowait, line)
