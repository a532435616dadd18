"""A folder of a sandbox as a website.

Files are reached through the sandbox's own tools alone, which follow no link and leave no folder, and
are read on threads: a slow disk holds up nobody else.
"""

import asyncio
from concurrent.futures import Executor
from dataclasses import dataclass
from http import HTTPStatus

from app.errors import BatonError
from app.previews.conditions import Unsatisfiable, http_date, is_known, wanted_range
from app.previews.connection import Reply
from app.previews.content_types import content_type
from app.previews.messages import Headers, Refused, Request, not_found, nothing_yet
from app.previews.paths import WantedPath, wanted_path
from app.sandboxes.contract import OpenFile, Sandbox

PIECE_BYTES = 256 * 1024
NOT_FOUND_FILE = "404.html"


@dataclass(frozen=True, slots=True)
class _Found:
    path: str
    file: OpenFile
    status: HTTPStatus = HTTPStatus.OK


async def answer_with_file(request: Request, reply: Reply, *, sandbox: Sandbox, folder: str, threads: Executor) -> None:
    """Answer with the file of ``folder`` that the request wants, or with the site's own 404.html."""
    if request.method not in {"GET", "HEAD"}:
        raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, headers=[(b"allow", b"GET, HEAD")])
    wanted = wanted_path(request.target)
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(threads, _find, sandbox, folder, wanted)
    if isinstance(found, WantedPath):
        location = found.address().encode("latin-1")
        await reply.send(HTTPStatus.PERMANENT_REDIRECT, [(b"location", location)], b"")
        return
    try:
        await _send(request, reply, found, threads)
    finally:
        found.file.close()


def _find(sandbox: Sandbox, folder: str, wanted: WantedPath | None) -> "_Found | WantedPath":
    if wanted is not None:
        for path in wanted.candidates():
            if (file := _opened(sandbox, folder, path)) is not None:
                return _Found(path, file)
        if not wanted.is_folder and (file := _opened(sandbox, folder, *wanted.as_folder().candidates())) is not None:
            file.close()
            return wanted.as_folder()  # so that the page's own relative addresses are right
    if (file := _opened(sandbox, folder, NOT_FOUND_FILE)) is not None:
        return _Found(NOT_FOUND_FILE, file, HTTPStatus.NOT_FOUND)
    raise nothing_yet() if wanted is not None and wanted.is_front else not_found()


def _opened(sandbox: Sandbox, folder: str, path: str) -> OpenFile | None:
    try:
        return sandbox.open_file(f"{folder}/{path}" if folder else path)
    except (BatonError, OSError):
        return None


async def _send(request: Request, reply: Reply, found: _Found, threads: Executor) -> None:
    file = found.file
    etag = f'"{file.version}"'
    headers = _headers(found, etag)
    if found.status == HTTPStatus.OK and is_known(request, etag=etag, modified=file.modified):
        await reply.start(HTTPStatus.NOT_MODIFIED, headers)
        await reply.finish()
        return
    status, chosen = found.status, range(file.size)
    if status == HTTPStatus.OK and (part := _part(request, file, etag)) is not None:
        status, chosen = HTTPStatus.PARTIAL_CONTENT, part
        headers = [*headers, (b"content-range", b"bytes %d-%d/%d" % (part.start, part.stop - 1, file.size))]
    await reply.start(status, [*headers, (b"content-length", b"%d" % len(chosen))])
    if request.method != "HEAD":
        await _send_bytes(reply, file, chosen, threads)
    await reply.finish()


def _part(request: Request, file: OpenFile, etag: str) -> range | None:
    try:
        return wanted_range(request, size=file.size, etag=etag, modified=file.modified)
    except Unsatisfiable:
        size = (b"content-range", b"bytes */%d" % file.size)
        raise Refused(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=[size]) from None


def _headers(found: _Found, etag: str) -> Headers:
    return [
        (b"content-type", content_type(found.path).encode()),
        (b"etag", etag.encode()),
        (b"last-modified", http_date(found.file.modified).encode()),
        (b"accept-ranges", b"bytes"),
    ]


async def _send_bytes(reply: Reply, file: OpenFile, chosen: range, threads: Executor) -> None:
    loop = asyncio.get_running_loop()
    left = len(chosen)
    await loop.run_in_executor(threads, file.content.seek, chosen.start)
    while left:
        piece = await loop.run_in_executor(threads, file.content.read, min(left, PIECE_BYTES))
        if not piece:
            raise ConnectionAbortedError  # it became shorter while we sent it
        left -= len(piece)
        await reply.write(piece)
