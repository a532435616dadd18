"""Server-sent events as raw frames, so that two streams can be compared byte by byte."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

DATA = b"data: "
END = b"\n\n"


def frames(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Each complete frame that carries data, without the blank line behind it. Comments are left out."""
    unfinished = b""
    for chunk in chunks:
        *complete, unfinished = (unfinished + chunk).split(END)
        yield from (frame for frame in complete if frame.startswith(DATA))


def event(frame: bytes) -> dict[str, Any]:
    """The event inside a frame."""
    found: dict[str, Any] = orjson.loads(frame[len(DATA) :])
    return found
