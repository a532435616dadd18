"""Server-sent events as raw frames, so that two streams can be compared byte by byte."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

DATA = b"data: "
ID = b"id: "
NAME = b"event: "
COMMENT = b":"
END = b"\n\n"


def frames(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Each complete frame that carries data, without the blank line behind it. Comments are left out."""
    unfinished = b""
    for chunk in chunks:
        *complete, unfinished = (unfinished + chunk).split(END)
        yield from (frame for frame in complete if not frame.startswith(COMMENT))


def event(frame: bytes) -> dict[str, Any]:
    """The event inside a frame."""
    found: dict[str, Any] = orjson.loads(_field(frame, DATA))
    return found


def cursor(frame: bytes) -> int:
    """The id of a frame that has one."""
    return int(_field(frame, ID))


def name(frame: bytes) -> str:
    """The event's name, of a frame that has one."""
    return _field(frame, NAME).decode()


def _field(frame: bytes, name: bytes) -> bytes:
    return next(line[len(name) :] for line in frame.split(b"\n") if line.startswith(name))
