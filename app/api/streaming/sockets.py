"""Writing live frames straight to viewers' sockets, for speed alone.

While a viewer's greenlet waits, the relay may write a framed batch to its non-blocking socket itself:
one system call for each viewer, and no switch to a thousand greenlets and back. Whatever does not fit
at once is finished by the viewer's own greenlet. Without it (``BATON_DIRECT_WRITES=off``, another
server than gunicorn with gevent, TLS) every batch goes through the greenlet and the generator, with
the same bytes in the same order.
"""

import _socket
import errno
from collections.abc import Callable
from typing import Any

from app.engine.relay import Batch, Viewer
from app.engine.viewing import Stream

SEND_TIMEOUT_SECONDS = 20.0

Waiter = Callable[[Viewer, float], None]


class ViewerGone(BrokenPipeError):
    """The viewer's connection has ended; gunicorn closes it without a word."""

    def __init__(self) -> None:
        super().__init__(errno.EPIPE, "the viewer has gone")


def waiter_for(stream: Stream, environ: dict[str, Any], *, direct: bool) -> Waiter:
    """How this request's stream waits: with its socket in the relay's hands, or plainly."""
    socket = environ.get("gunicorn.socket")
    if socket is None:
        return Viewer.wait
    socket.settimeout(SEND_TIMEOUT_SECONDS)
    raw = getattr(socket, "_sock", None)
    if not direct or not isinstance(raw, _socket.socket) or environ.get("SERVER_PROTOCOL") != "HTTP/1.1":
        return _WatchfulWaiter(raw)
    return DirectWriter(stream, socket, raw)


class _WatchfulWaiter:
    """Waits plainly, and notices between two waits that the viewer has gone."""

    __slots__ = ("_raw",)

    def __init__(self, raw: Any) -> None:
        self._raw = raw

    def __call__(self, viewer: Viewer, seconds: float) -> None:
        viewer.wait(seconds)
        if self._raw is not None and is_gone(self._raw):
            raise ViewerGone


class DirectWriter:
    """Waits with the socket in the relay's hands."""

    __slots__ = ("_gone", "_raw", "_rest", "_socket", "_stream")

    def __init__(self, stream: Stream, socket: Any, raw: _socket.socket) -> None:
        self._stream = stream
        self._socket = socket
        self._raw = raw
        self._rest = b""
        self._gone = False

    def __call__(self, viewer: Viewer, seconds: float) -> None:
        """Wait; what the relay could not write whole is finished before anything else is written."""
        if not viewer.batches and not viewer.lagging:
            viewer.direct = self.deliver
        viewer.wait(seconds)
        viewer.direct = None
        if self._rest:
            self._finish()
        if self._gone or is_gone(self._raw):
            raise ViewerGone

    def deliver(self, batch: Batch) -> bool:
        """Write the batch now, if it is just what comes next. Called by the relay, never waits."""
        if self._rest or self._gone:
            return False
        frames = self._stream.takes(batch)
        if frames is None:
            return False
        if frames:
            self._write(b"%x\r\n%b\r\n" % (len(frames), frames))
        return True

    def _write(self, chunk: bytes) -> None:
        try:
            sent = self._raw.send(chunk)
        except BlockingIOError:
            sent = 0
        except OSError:
            self._gone = True
            sent = len(chunk)
        if sent < len(chunk):
            self._rest = chunk[sent:]
        if self._rest or self._gone:
            self._stream.viewer.wake()

    def _finish(self) -> None:
        rest, self._rest = self._rest, b""
        try:
            self._socket.sendall(rest)
        except OSError:
            raise ViewerGone from None


def is_gone(raw: Any) -> bool:
    """Whether the peer has closed; asks the real socket, since a patched one would wait."""
    try:
        return bool(raw.recv(1, _socket.MSG_PEEK | _socket.MSG_DONTWAIT) == b"")
    except BlockingIOError:
        return False
    except OSError:
        return True
