"""Passes a request to a sandbox's own server and its answer back, piece by piece, each at the other's pace.

Both ends are written anew by h11, so that what hides in the one never reaches the other. A connection
serves one request: there is no second one whose beginning somebody could have put into the first.
"""

import asyncio
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any

import h11

from app.previews.connection import IDLE_SECONDS, Reply
from app.previews.messages import Refused, Request
from app.previews.safety_headers import for_program, from_program
from app.previews.unix_sockets import connected
from app.previews.wire import Wire

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
MOST_HEAD_BYTES = 64 * 1024
CONNECT_SECONDS = 10.0


async def pass_on(request: Request, reply: Reply, address: Path) -> None:
    """Answer with what the server behind the Unix socket ``address`` says.

    Raises:
        Refused: it says nothing that HTTP knows, or nothing for ``IDLE_SECONDS``.
    """
    if request.method not in METHODS:
        raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, headers=[(b"allow", ", ".join(sorted(METHODS)).encode())])
    program = await _connected(address)
    sending = asyncio.create_task(_send(request, program))
    try:
        head = await _head(program, sending)
        await reply.start(head.status_code, from_program(list(head.headers)))
        while isinstance(event := await _received(program), h11.Data):
            await reply.write(bytes(event.data))
        await reply.finish()
    finally:
        await _drop(sending)
        program.abort()


async def _connected(address: Path) -> Wire:
    try:
        return Wire(h11.CLIENT, await connected(address, seconds=CONNECT_SECONDS), head_bytes=MOST_HEAD_BYTES)
    except OSError:
        raise Refused(HTTPStatus.BAD_GATEWAY) from None


async def _send(request: Request, program: Wire) -> None:
    """Send the request, as far as the program takes it."""
    head = h11.Request(
        method=request.method,
        target=request.target,
        headers=[
            (b"host", request.host.encode("latin-1")),
            *for_program(request.headers),
            *([(b"transfer-encoding", b"chunked")] if request.has_body else []),
            (b"connection", b"close"),
        ],
    )
    if await _taken(program, head) and request.has_body:
        async for piece in request.body():
            if not await _taken(program, h11.Data(data=piece)):
                return
    await _taken(program, h11.EndOfMessage())


async def _taken(program: Wire, event: h11.Event) -> bool:
    """Whether the program has taken it. One that does not want all of a request may answer all the same."""
    try:
        await program.send(event, seconds=IDLE_SECONDS)
    except OSError:
        return False
    return True


async def _head(program: Wire, sending: "asyncio.Task[None]") -> h11.Response:
    """The head of the answer, unless the request turns out to be one that is refused."""
    waiting = asyncio.create_task(_final_head(program))
    try:
        await asyncio.wait({waiting, sending}, return_when=asyncio.FIRST_COMPLETED)
        if sending.done():
            sending.result()
        return await waiting
    finally:
        await _drop(waiting)


async def _final_head(program: Wire) -> h11.Response:
    while isinstance(event := await _received(program), h11.InformationalResponse):
        pass
    if not isinstance(event, h11.Response):
        raise Refused(HTTPStatus.BAD_GATEWAY)
    return event


async def _received(program: Wire) -> "h11.Event | type[h11.PAUSED]":
    try:
        return await program.receive(IDLE_SECONDS)
    except (OSError, h11.RemoteProtocolError):
        raise Refused(HTTPStatus.BAD_GATEWAY) from None


async def _drop(task: "asyncio.Task[Any]") -> None:
    """End a task whose outcome no longer matters."""
    task.cancel()
    with suppress(asyncio.CancelledError, Refused, OSError, h11.ProtocolError):
        await task
