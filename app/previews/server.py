"""The process that serves previews: one asyncio loop of our own on h11, and threads for all that blocks.

Not gunicorn with gevent like the API: a sandbox's provider starts programs and keeps threads and pipes,
which in a patched process would take turns with every connection. Not threads for connections: a page
made by an agent may hold many open, and a slow one must cost a buffer, not a thread. h11 is what our
HTTP client stands on already; it does both ends of the proxy, so that a request is read by one set of
rules and written anew by the same.
"""

import asyncio
import os
import resource
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import NoReturn

import h11
import structlog

from app.previews.connection import Connection, Handler
from app.previews.messages import Headers
from app.previews.previewed_sites import PreviewedSites
from app.previews.programs import Programs
from app.previews.routing import Routing
from app.previews.safety_headers import safety_headers
from app.sandboxes.contract import SandboxProvider
from app.settings import Settings

MOST_CONNECTIONS = 2_000
FILE_THREADS = 8
OPEN_REQUESTS_SECONDS = 2.0
PROGRAMS_SECONDS = 10.0
PAUSE_SECONDS = 0.1

_log = structlog.get_logger(__name__)


def serve(settings: Settings, provider: SandboxProvider, listening: socket.socket) -> NoReturn:
    """Serve previews on ``listening`` until SIGTERM or SIGINT, then end this process with all its programs."""
    _allow_open_files()
    asyncio.run(_serve(settings, provider, listening))
    # A provider's call that hangs must not keep the process; the kernel ends what it has started.
    os._exit(0)


async def _serve(settings: Settings, provider: SandboxProvider, listening: socket.socket) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    sites = PreviewedSites(settings)
    programs = Programs(provider.open, sites, idle_seconds=settings.preview_idle_seconds)
    files = ThreadPoolExecutor(FILE_THREADS, thread_name_prefix="files")
    routing = Routing(sites=sites, programs=programs, open_sandbox=provider.open, file_threads=files)
    connections = _Connections(routing, safety_headers(settings.preview_frame_ancestors))
    _log.info("previews_started", port=listening.getsockname()[1])
    working = [asyncio.create_task(connections.take_from(listening)), asyncio.create_task(programs.look_after())]
    asked = asyncio.create_task(stopped.wait())
    ended, _ = await asyncio.wait([asked, *working], return_when=asyncio.FIRST_COMPLETED)
    for each in working:
        each.cancel()
    await connections.close()
    with suppress(TimeoutError):
        async with asyncio.timeout(PROGRAMS_SECONDS):
            await programs.close()
    sites.close()
    files.shutdown(wait=False, cancel_futures=True)
    _log.info("previews_stopped")
    for over in ended:
        over.result()  # what should have gone on working and did not


class _Connections:
    """All open connections, each served by a task of its own."""

    def __init__(self, handler: Handler, safety: Headers) -> None:
        self._handler = handler
        self._safety = safety
        self._open: dict[asyncio.Task[None], Connection] = {}

    async def take_from(self, listening: socket.socket) -> None:
        """Serve all who come, until cancelled."""
        loop = asyncio.get_running_loop()
        listening.setblocking(False)
        while True:
            try:
                client, _ = await loop.sock_accept(listening)
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            except OSError as error:  # gone again, or there are too many open files
                _log.warning("preview_connection_not_taken", error=str(error))
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            if len(self._open) >= MOST_CONNECTIONS:
                client.close()
            else:
                self._serve(client)

    def _serve(self, client: socket.socket) -> None:
        connection = Connection(client, handler=self._handler, safety=self._safety)
        task = asyncio.create_task(connection.serve())
        self._open[task] = connection
        task.add_done_callback(self._closed)

    async def close(self) -> None:
        """End those that wait for a request at once, the others as soon as they are done, or soon anyway."""
        for task, connection in self._open.items():
            if not connection.busy:
                task.cancel()
        if self._open:
            await asyncio.wait(list(self._open), timeout=OPEN_REQUESTS_SECONDS)
        for task in self._open:
            task.cancel()
        if self._open:
            await asyncio.wait(list(self._open))

    def _closed(self, task: "asyncio.Task[None]") -> None:
        del self._open[task]
        if not task.cancelled() and (error := task.exception()) is not None:
            level = _log.info if isinstance(error, h11.ProtocolError) else _log.error
            level("preview_connection_failed", error=type(error).__name__, exc_info=error)


def _allow_open_files() -> None:
    """Each connection is a file or two, each program some more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4 * MOST_CONNECTIONS if hard == resource.RLIM_INFINITY else min(hard, 4 * MOST_CONNECTIONS)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
