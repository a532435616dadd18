"""Carries HTTP requests from a Unix socket to a port of a cloud's sandbox, with the headers that open it.

Clouds reach into their machines by HTTP alone. So a connection here is one request, whose head is
rewritten for the cloud's proxy, and then bytes in both directions until either side ends it: what
upgrades to a WebSocket works like any other. A cloud's proxy answers also where nothing listens yet, so
the first connections wait until something does.
"""

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

import structlog

from app.errors import BatonError
from app.sandboxes.remote.cloud import Way
from app.sandboxes.remote.desk import Asleep, Desk

LISTENS_WITHIN = 5.0
_MOST_CONNECTIONS = 64
_LONGEST_HEAD = 64 * 1024
_HEAD_SECONDS = 30.0
_PIECE = 64 * 1024
_OF_ONE_CONNECTION = {b"connection", b"keep-alive", b"proxy-connection", b"host"}

_log = structlog.get_logger(__name__)


class Relay:
    """Serves a listener from a thread of its own, until ``close``."""

    def __init__(self, listener: socket.socket, desk: Desk, *, port: int) -> None:
        self._listener = listener
        self._desk = desk
        self._port = port
        self._way: Way | None = None
        self._finding = asyncio.Lock()
        self._places = asyncio.Semaphore(_MOST_CONNECTIONS)
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name=f"relay-{port}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End all connections."""
        with contextlib.suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self._over.set)
        if self._thread is not threading.current_thread():
            self._thread.join()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_unix_server(self._serve_one, sock=self._listener, limit=_LONGEST_HEAD)
        await self._over.wait()
        server.close()  # the runner cancels what still goes on

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with self._places:
                await self._carry(reader, writer)
        except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # either side has gone, or speaks no HTTP
        except asyncio.CancelledError:
            pass
        except Exception:
            _log.exception("relay_failed")
        finally:
            writer.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(_HEAD_SECONDS):
            head = await reader.readuntil(b"\r\n\r\n")
        way = await self._found_way()
        if way is None:
            return
        outer_reader, outer_writer = await _connected(way)
        try:
            outer_writer.write(rewritten(head, way))
            there = asyncio.create_task(_pump(reader, outer_writer))
            await _pump(outer_reader, writer)
            there.cancel()
            await asyncio.wait([there])
        finally:
            outer_writer.close()

    async def _found_way(self) -> Way | None:
        """The way to the port, once something listens there; None when nothing does within a few seconds."""
        async with self._finding:
            if self._way is None:
                self._way = await asyncio.to_thread(self._way_if_listening)
            return self._way

    def _way_if_listening(self) -> Way | None:
        try:
            if not self._desk.ask("listening", port=self._port, seconds=LISTENS_WITHIN, wake=False):
                return None
            return self._desk.way_to(self._port)
        except (BatonError, Asleep):
            return None


def rewritten(head: bytes, way: Way) -> bytes:
    """A request's head as the cloud's proxy wants it. Raises ValueError for what is no request's head."""
    line, *fields = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    method, target, version = line.split(b" ")
    if not target.startswith(b"/"):
        raise ValueError("the target is no path")
    parts = urlsplit(way.url)
    named = {_name(field) for field in fields}
    taken = _OF_ONE_CONNECTION | {name.lower().encode() for name in way.headers}
    kept = [field for field in fields if _name(field) not in taken]
    own: Mapping[str, str] = {
        "Host": parts.netloc,
        "Connection": "Upgrade" if b"upgrade" in named else "close",
        **way.headers,
    }
    added = [f"{name}: {value}".encode() for name, value in own.items()]
    path = parts.path.rstrip("/").encode() + target
    return b"\r\n".join([b" ".join([method, path, version]), *added, *kept, b"", b""])


def _name(field: bytes) -> bytes:
    return field.partition(b":")[0].strip().lower()


async def _connected(way: Way) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = urlsplit(way.url)
    secure = ssl.create_default_context() if parts.scheme == "https" else None
    port = parts.port or (443 if secure else 80)
    return await asyncio.open_connection(parts.hostname, port, ssl=secure)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """From one to the other until the end, or until the other does not take any more."""
    with contextlib.suppress(OSError):
        while piece := await reader.read(_PIECE):
            writer.write(piece)
            await writer.drain()
