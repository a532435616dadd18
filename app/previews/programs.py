"""The servers of sandboxes behind previews: started when somebody looks, stopped when nobody does.

They belong to this process and to no run. A provider's calls block and it keeps threads of its own, so
they are made on real threads, and on ones that live as long as the process: the kernel ends a program
with the thread that started it.
"""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path

import structlog

from app.previews.messages import Refused
from app.previews.previewed_sites import Place, PreviewedSites
from app.previews.program import OpenSandbox, Program

MOST_PROGRAMS = 20
LOOK_EVERY_SECONDS = 2.0
FAILED_SECONDS = 2.0
"""For so long a failed start answers all who ask: a page's many requests are not as many starts."""

_log = structlog.get_logger(__name__)


class Programs:
    """One program for each place, and at most ``most`` of them."""

    def __init__(
        self, open_sandbox: OpenSandbox, sites: PreviewedSites, *, idle_seconds: float, most: int = MOST_PROGRAMS
    ) -> None:
        self._open_sandbox = open_sandbox
        self._sites = sites
        self._idle_seconds = idle_seconds
        self._most = most
        self._held: dict[tuple[object, int], Program] = {}
        self._stopping: set[asyncio.Task[None]] = set()
        self._threads = ThreadPoolExecutor(2 * most, thread_name_prefix="program")

    @asynccontextmanager
    async def listening(self, place: Place) -> AsyncIterator[Path]:
        """The socket of the place's program, which meanwhile is not idle.

        Raises:
            Refused: it did not start, or too many others are in use.
        """
        program = self._current(place)
        program.users += 1
        try:
            yield await program.address()
        finally:
            program.users -= 1
            program.used_at = asyncio.get_running_loop().time()

    @property
    def running(self) -> int:
        """How many there are, those that start included and those that stop left out."""
        return len(self._held)

    async def look_after(self) -> None:
        """Stop what is idle, dead, changed or gone, until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            for program in list(self._held.values()):
                try:
                    if await self._is_over(program):
                        self._stop(program)
                except Exception:  # one that nobody can judge does not keep the others running
                    _log.exception("preview_program_not_looked_after")

    async def close(self) -> None:
        """Stop them all."""
        for program in list(self._held.values()):
            self._stop(program)
        if self._stopping:
            await asyncio.wait(self._stopping)
        self._threads.shutdown(wait=False)

    def _current(self, place: Place) -> Program:
        """The place's program as it has to be now. What must go for it is stopped before it starts."""
        found = self._held.get(_key(place))
        if found is not None and found.place == place and not found.has_died(seconds=FAILED_SECONDS):
            return found
        after = [self._stop(found)] if found is not None else []
        if len(self._held) >= self._most:
            after.append(self._stop(self._longest_idle()))
        made = self._held[_key(place)] = Program(place, self._open_sandbox, self._threads, after=after)
        return made

    def _longest_idle(self) -> Program:
        found = max(self._held.values(), key=Program.idle_seconds)
        if found.users or found.is_starting:
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, headers=[(b"retry-after", b"10")])
        return found

    async def _is_over(self, program: Program) -> bool:
        if program.has_died(seconds=FAILED_SECONDS) or program.idle_seconds() > self._idle_seconds:
            return True
        try:
            return not await self._sites.is_current(program.place)
        except Refused:
            return False  # Postgres is away, so nobody knows

    def _stop(self, program: Program) -> "asyncio.Task[None]":
        if self._held.get(_key(program.place)) is program:
            del self._held[_key(program.place)]
        stopping = asyncio.create_task(program.stop())
        self._stopping.add(stopping)
        stopping.add_done_callback(self._stopped)
        return stopping

    def _stopped(self, stopping: "asyncio.Task[None]") -> None:
        self._stopping.discard(stopping)
        if not stopping.cancelled() and (error := stopping.exception()) is not None:
            _log.error("preview_program_not_stopped", exc_info=error)


def _key(place: Place) -> tuple[object, int]:
    return place.sandbox_id, place.port
