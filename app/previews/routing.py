"""From a request's host name to what answers it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID

from app.errors import NotFound
from app.previews.connection import Reply
from app.previews.messages import Request, not_found, nothing_yet
from app.previews.previewed_sites import Place, PreviewedSites
from app.previews.programs import Programs
from app.previews.proxy import pass_on
from app.previews.static_files import answer_with_file
from app.sandboxes.contract import Sandbox

HEALTH = b"/healthz"


class Routing:
    """Answers every request that a connection hands over."""

    def __init__(
        self,
        *,
        sites: PreviewedSites,
        programs: Programs,
        open_sandbox: Callable[[UUID], Sandbox],
        file_threads: Executor,
    ) -> None:
        self._sites = sites
        self._programs = programs
        self._open_sandbox = open_sandbox
        self._file_threads = file_threads

    async def __call__(self, request: Request, reply: Reply) -> None:
        if request.target == HEALTH and is_bare(request.host):
            await reply.send(HTTPStatus.OK, [(b"content-type", b"text/plain; charset=utf-8")], b"ok\n")
            return
        place = await self._sites.at(request.host)
        if place is None:
            raise not_found()
        if place.site.command:
            async with self._programs.listening(place) as address:
                await pass_on(request, reply, address)
        else:
            await self._show_files(request, reply, place)

    async def _show_files(self, request: Request, reply: Reply, place: Place) -> None:
        loop = asyncio.get_running_loop()
        try:
            sandbox = await loop.run_in_executor(self._file_threads, self._open_sandbox, place.sandbox_id)
        except NotFound:
            raise nothing_yet() from None
        await answer_with_file(request, reply, sandbox=sandbox, folder=place.site.folder, threads=self._file_threads)


def is_bare(host: str) -> bool:
    """Whether a host is this machine or an address, and no name that a preview could have."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or bool(ip_address(name))
    except ValueError:
        return False
