"""A client that is cheap enough not to be what is measured: raw sockets, one epoll, and no parsing while it reads.

Each piece is kept with the time at which it arrived; frames are looked for afterwards.
"""

import gc
import re
import select
import socket
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import accumulate
from typing import NamedTuple

import orjson

from tests.benchmarks.measuring import Broken

_LARGEST_PIECE = 1 << 20
_END_OF_CHUNKS = b"\r\n0\r\n\r\n"
_FRAME = re.compile(rb"data: (\{.*\})\n\n")
_STATUS_OK = re.compile(rb"HTTP/1\.1 20[0-9] ")


class Frame(NamedTuple):
    """One event as a client got it; ``at`` is nanoseconds since the epoch."""

    at: int
    event: dict[str, object]


def stream_has_ended(answer: bytes) -> bool:
    """Whether the piece is the last of a chunked answer."""
    return answer.endswith(_END_OF_CHUNKS)


def object_is_complete(answer: bytes) -> bool:
    """Whether the piece is a whole answer that holds a JSON object."""
    return answer.endswith(b"}")


class Lane:
    """One connection that sends its requests one after the other, each when the answer before it has ended."""

    __slots__ = ("_has_ended", "_requests", "answered", "pieces", "sent_at", "socket")

    def __init__(self, port: int, requests: Iterable[bytes], *, has_ended: Callable[[bytes], bool]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.pieces: list[tuple[int, bytes]] = []
        self.sent_at: list[int] = []
        self.answered = 0
        self._requests = iter(requests)
        self._has_ended = has_ended

    def ask(self) -> bool:
        """Send the next request; False when there is none."""
        request = next(self._requests, None)
        if request is None:
            return False
        self.sent_at.append(time.time_ns())
        self.socket.sendall(request)
        return True

    def receive(self) -> bool:
        """Take what has arrived; True when the present answer has ended with it."""
        piece = self.socket.recv(_LARGEST_PIECE)
        self.pieces.append((time.time_ns(), piece))
        if not piece:
            raise Broken("the server closed a connection in the middle of an answer")
        ended = self._has_ended(piece) or (len(piece) < len(_END_OF_CHUNKS) and self._has_ended(self._tail()))
        self.answered += ended
        return ended

    @property
    def text(self) -> bytes:
        """All that arrived."""
        return b"".join(piece for _, piece in self.pieces)

    @property
    def answers_are_good(self) -> bool:
        """Whether every answer so far is a success, and there is one to each request but perhaps the last."""
        text = self.text
        return text.count(b"HTTP/1.1 ") == len(_STATUS_OK.findall(text)) >= self.answered

    def frames(self) -> Iterator[Frame]:
        """The frames in their order, each at the time at which its end arrived."""
        ends = list(accumulate(len(piece) for _, piece in self.pieces))
        for found in _FRAME.finditer(self.text):
            at = self.pieces[bisect_left(ends, found.end())][0]
            yield Frame(at, orjson.loads(found[1]))

    def _tail(self) -> bytes:
        return b"".join(piece for _, piece in self.pieces[-len(_END_OF_CHUNKS) :])


class Client:
    """Many lanes at once. Closing it closes them all."""

    def __init__(self) -> None:
        self._epoll = select.epoll()
        self._open: dict[int, Lane] = {}
        self.lanes: list[Lane] = []

    def start(self, lane: Lane) -> None:
        """Have the lane send its first request."""
        self.lanes.append(lane)
        self._open[lane.socket.fileno()] = lane
        self._epoll.register(lane.socket.fileno(), select.EPOLLIN)
        lane.ask()

    def read(self, *, seconds: float, until: Callable[[], bool] | None = None) -> None:
        """Read until every lane has had its last answer, or ``until`` says so.

        Raises:
            Broken: that has not come about within ``seconds``.
        """
        deadline = time.monotonic() + seconds
        while self._open and not (until is not None and until()):
            if time.monotonic() > deadline:
                raise Broken(f"{len(self._open)} of {len(self.lanes)} answers have not ended within {seconds} s")
            self.read_once()

    def read_once(self, seconds: float = 0.1) -> int:
        """Read what has arrived, or arrives within ``seconds``; the number of pieces."""
        ready = self._epoll.poll(seconds)
        for descriptor, _ in ready:
            lane = self._open[descriptor]
            if lane.receive() and not lane.ask():
                self._epoll.unregister(descriptor)
                del self._open[descriptor]
        return len(ready)

    def close(self) -> None:
        for lane in self.lanes:
            lane.socket.close()
        self._epoll.close()


@contextmanager
def client() -> Iterator[Client]:
    """A client whose reading is not interrupted by the garbage collector."""
    made = Client()
    gc.collect()
    gc.disable()
    try:
        yield made
    finally:
        gc.enable()
        made.close()
