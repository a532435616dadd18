"""One sandbox's own server: from the request that starts it to its end."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from http import HTTPStatus
from pathlib import Path
from uuid import UUID

import structlog

from app.errors import BatonError, SandboxRefused
from app.previews.messages import Refused
from app.previews.previewed_sites import Place
from app.previews.unix_sockets import connected
from app.sandboxes.contract import Command, RunningServer, Sandbox
from app.sandboxes.profiles import SERVE

START_SECONDS = 30.0
RETRY_SECONDS = 0.1
QUESTION = b"HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
SHOWN_LINES = 20

OpenSandbox = Callable[[UUID], Sandbox]
"""Finds a sandbox; blocks, and raises BatonError."""

_log = structlog.get_logger(__name__)


class Program:
    """A place's program. Making one starts it, once everything in ``after`` has ended."""

    def __init__(
        self, place: Place, open_sandbox: OpenSandbox, threads: Executor, *, after: Sequence[Awaitable[None]] = ()
    ) -> None:
        self.place = place
        self.users = 0
        self.used_at = _now()
        """In seconds of the loop's clock: when the last of its users left."""
        self._open_sandbox = open_sandbox
        self._threads = threads
        self._unwanted = False
        self._ended_at = 0.0
        self._starting = asyncio.create_task(self._start(after))
        self._starting.add_done_callback(self._started)

    async def address(self) -> Path:
        """Its socket, once it listens. Raises Refused, with what it said, when it does not."""
        return (await asyncio.shield(self._starting)).address

    @property
    def is_starting(self) -> bool:
        return not self._starting.done()

    def has_died(self, *, seconds: float) -> bool:
        """Whether it has ended by itself, or failed to start ``seconds`` ago or longer."""
        if self.is_starting:
            return False
        if self._starting.exception() is not None:
            return _now() - self._ended_at >= seconds
        return not self._starting.result().alive

    def idle_seconds(self) -> float:
        """For how long nobody has used it; 0 while somebody does."""
        return 0.0 if self.users or self.is_starting else _now() - self.used_at

    async def stop(self) -> None:
        """End it, also in the middle of its start."""
        self._unwanted = True
        await asyncio.wait([self._starting])
        if self._starting.exception() is None:
            await self._end(self._starting.result())
            _log.info("preview_program_stopped", sandbox_id=str(self.place.sandbox_id), port=self.place.port)

    async def _start(self, after: Sequence[Awaitable[None]]) -> RunningServer:
        for other in after:
            await other
        server = await asyncio.get_running_loop().run_in_executor(self._threads, self._serve)
        try:
            await self._until_it_listens(server)
        except BaseException:
            await self._end(server)
            raise
        _log.info("preview_program_started", sandbox_id=str(self.place.sandbox_id), port=self.place.port)
        return server

    def _started(self, starting: "asyncio.Task[RunningServer]") -> None:
        self.used_at = self._ended_at = _now()
        if (error := starting.exception()) is not None and not isinstance(error, Refused):
            _log.error("preview_program_failed", sandbox_id=str(self.place.sandbox_id), exc_info=error)

    def _serve(self) -> RunningServer:
        site = self.place.site
        command = Command(arguments=site.command or (), profile=SERVE, folder=site.folder)
        try:
            return self._open_sandbox(self.place.sandbox_id).serve(command, port=self.place.port)
        except SandboxRefused as error:
            raise Refused(HTTPStatus.BAD_GATEWAY, error.message) from None
        except (BatonError, OSError) as error:
            _log.warning("preview_program_not_started", sandbox_id=str(self.place.sandbox_id), error=str(error))
            raise Refused(HTTPStatus.BAD_GATEWAY, "It could not be started.") from None

    async def _until_it_listens(self, server: RunningServer) -> None:
        deadline = _now() + START_SECONDS
        while not await _answers(server.address, until=lambda: self._is_hopeless(server, deadline)):
            if self._is_hopeless(server, deadline):
                raise self._refusal(server)
            await asyncio.sleep(RETRY_SECONDS)

    def _is_hopeless(self, server: RunningServer, deadline: float) -> bool:
        return self._unwanted or not server.alive or _now() > deadline

    def _refusal(self, server: RunningServer) -> Refused:
        if self._unwanted:
            return Refused(HTTPStatus.SERVICE_UNAVAILABLE)
        if server.alive:
            text = f"It did not listen within {START_SECONDS:.0f} seconds."
            return Refused(HTTPStatus.BAD_GATEWAY, text, _last_lines(server))
        return Refused(HTTPStatus.BAD_GATEWAY, "It ended before it listened.", _last_lines(server))

    async def _end(self, server: RunningServer) -> None:
        await asyncio.get_running_loop().run_in_executor(self._threads, server.stop)


async def _answers(address: Path, *, until: Callable[[], bool]) -> bool:
    """Whether a question is answered, by whatever words. Waits for that until ``until`` says True.

    That a connection can be made says nothing: the sandbox may hold it until its program listens. A
    question that was put too early may be dropped, and is then put again.
    """
    try:
        client = await connected(address, seconds=1.0)
    except OSError:
        return False
    answer = asyncio.create_task(_ask(client))
    try:
        while not answer.done() and not until():
            await asyncio.wait([answer], timeout=RETRY_SECONDS)
        return answer.done() and answer.result()
    finally:
        answer.cancel()
        await asyncio.wait([answer])
        client.close()


async def _ask(client: socket.socket) -> bool:
    loop = asyncio.get_running_loop()
    try:
        await loop.sock_sendall(client, QUESTION)
        return await loop.sock_recv(client, 1) != b""
    except OSError:
        return False


def _last_lines(server: RunningServer) -> str:
    return "\n".join(server.output().splitlines()[-SHOWN_LINES:])


def _now() -> float:
    return asyncio.get_running_loop().time()
