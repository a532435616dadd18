"""A browser's connection: requests in, answers out, one after the other, each within its limits.

What is malformed, too long or too slow is refused here, before any other part hears of it.
"""

import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus
from http.client import responses

import h11
import structlog

from app.previews.messages import MOST_BODY_BYTES, Headers, Refused, Request
from app.previews.pages import page
from app.previews.safety_headers import with_safety
from app.previews.wire import Wire

HEAD_SECONDS = 20.0
"""For a request's head to arrive, the silence on a reused connection before it included."""
IDLE_SECONDS = 60.0
"""Without a byte of a body in either direction."""
LINGER_SECONDS = 2.0
MOST_HEAD_BYTES = 32 * 1024

_log = structlog.get_logger(__name__)


class Reply:
    """The answer to one request. Nothing is sent before ``start``."""

    def __init__(self, wire: Wire, method: str, safety: Headers) -> None:
        self._wire = wire
        self._method = method
        self._safety = safety
        self.started = False

    async def start(self, status: int, headers: Headers) -> None:
        """Send the head. Without a ``content-length``, the end of the body is what tells its length."""
        # Whoever answers before a request has been read to its end cannot find the next one behind it.
        ending = [] if self._wire.state.their_state is h11.DONE else [(b"connection", b"close")]
        complete = [*with_safety(headers, self._safety), *ending]
        response = h11.Response(status_code=status, headers=complete, reason=responses.get(status, ""))
        self.started = True
        await self._wire.send(response, seconds=IDLE_SECONDS)

    async def write(self, piece: bytes) -> None:
        """Send a piece of the body; waits while the client is slow, for ``IDLE_SECONDS`` at most."""
        await self._wire.send(h11.Data(data=piece), seconds=IDLE_SECONDS)

    async def finish(self) -> None:
        await self._wire.send(h11.EndOfMessage(), seconds=IDLE_SECONDS)

    async def send(self, status: int, headers: Headers, body: bytes) -> None:
        """Send a whole answer; to HEAD, as always, without its body."""
        await self.start(status, [*headers, (b"content-length", b"%d" % len(body))])
        if body and self._method != "HEAD":
            await self.write(body)
        await self.finish()

    async def refuse(self, refused: Refused) -> None:
        """Send the page that says no."""
        body = page(refused.status, refused.text, refused.details)
        await self.send(refused.status, [*refused.headers, (b"content-type", b"text/html; charset=utf-8")], body)


Handler = Callable[[Request, Reply], Awaitable[None]]
"""Answers a request, to the end, or raises Refused before it has started."""


class Connection:
    """Serves one connection until either side ends it."""

    def __init__(self, client: socket.socket, *, handler: Handler, safety: Headers) -> None:
        self._wire = Wire(h11.SERVER, client, head_bytes=MOST_HEAD_BYTES)
        self._handler = handler
        self._safety = safety
        self.busy = False
        """Whether a request is being answered."""

    async def serve(self) -> None:
        try:
            while await self._exchange():
                self._wire.state.start_next_cycle()
            await self._wire.close(linger_seconds=LINGER_SECONDS)
        except OSError:
            self._wire.abort()  # gone, or too slow
        except BaseException:
            self._wire.abort()
            raise

    async def _exchange(self) -> bool:
        """One request and its answer. True if another one may follow."""
        reply = Reply(self._wire, "", self._safety)
        try:
            head = await self._next_head()
            if head is None:
                return False
            self.busy = True
            reply = Reply(self._wire, head.method.decode(), self._safety)
            request = self._request(head)
            if not request.has_body:
                await self._wire.receive(IDLE_SECONDS)  # its end, which is already there
            await self._answer(request, reply)
        except h11.RemoteProtocolError as error:
            await self._refuse(reply, Refused(HTTPStatus(error.error_status_hint)))
        except Refused as refused:
            await self._refuse(reply, refused)
        finally:
            self.busy = False
        return self._wire.state.our_state is h11.DONE and self._wire.state.their_state is h11.DONE

    async def _next_head(self) -> h11.Request | None:
        """None when the client has nothing more to ask, or takes too long to."""
        try:
            event = await self._wire.receive(HEAD_SECONDS)
        except TimeoutError:
            return None
        return event if isinstance(event, h11.Request) else None

    async def _refuse(self, reply: Reply, refused: Refused) -> None:
        if reply.started:
            raise ConnectionAbortedError  # too late for another answer
        await reply.refuse(refused)

    async def _answer(self, request: Request, reply: Reply) -> None:
        try:
            await self._handler(request, reply)
        except (Refused, OSError, h11.RemoteProtocolError):
            raise
        except Exception:
            _log.exception("preview_failed", method=request.method)
            raise Refused(HTTPStatus.INTERNAL_SERVER_ERROR) from None

    def _request(self, head: h11.Request) -> Request:
        headers = list(head.headers)
        if len(head.target) + sum(len(name) + len(value) for name, value in headers) > MOST_HEAD_BYTES:
            raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        names = [name for name, _ in headers]
        lengths = [int(value) for name, value in headers if name == b"content-length"]
        # Two ways to say where a body ends are how one request hides inside another.
        if not head.target.startswith(b"/") or (lengths and b"transfer-encoding" in names):
            raise Refused(HTTPStatus.BAD_REQUEST)
        if max(lengths, default=0) > MOST_BODY_BYTES:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return Request(
            method=head.method.decode(),
            target=bytes(head.target),
            host=dict(headers).get(b"host", b"").decode("latin-1"),
            headers=headers,
            has_body=max(lengths, default=0) > 0 or b"transfer-encoding" in names,
            body=self._body,
        )

    async def _body(self) -> AsyncIterator[bytes]:
        taken = 0
        if self._wire.state.they_are_waiting_for_100_continue:
            await self._wire.send(h11.InformationalResponse(status_code=100, headers=[]), seconds=IDLE_SECONDS)
        while isinstance(event := await self._wire.receive(IDLE_SECONDS), h11.Data):
            taken += len(event.data)
            if taken > MOST_BODY_BYTES:
                raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            yield bytes(event.data)
