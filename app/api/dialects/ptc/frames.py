"""Frames as PTC's clients read them: ``id``, ``event``, ``data``, and no type inside the JSON.

An event is stored once, in neutral words. Here it gets the documented payload, and behind it the fields that
the original server sends under other names, so that either kind of client finds its own. What PTC has no word
for becomes nothing at all; the ids of the others do not change by that, and a reconnect that names one of
them goes on where it should. ``rewind`` is ours: text between ``to_event_id`` and here was withdrawn. A
client that does not know it ends with the right text all the same in what is replayed.
"""

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias
from uuid import UUID

import orjson

from app.api.dialects.ptc.frame_payloads import PAYLOADS
from app.engine.event_log import Event

Payload: TypeAlias = dict[str, Any]


class ThreadFrame:
    """The frames of one thread. Two of the same thread are equal: what is framed for one viewer serves all."""

    __slots__ = ("_hash", "_thread", "thread_id")

    def __init__(self, thread_id: UUID) -> None:
        self.thread_id = thread_id
        self._thread = str(thread_id)
        self._hash = hash(thread_id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ThreadFrame) and other.thread_id == self.thread_id

    def __hash__(self) -> int:
        return self._hash

    def __call__(self, event: Event) -> bytes:
        """The event's frame; ``id`` is its cursor in the thread, which a reconnect names. Empty: left out."""
        named = named_payload(event, self._thread)
        if named is None:
            return b""
        return b"id: %d\nevent: %b\ndata: %b\n\n" % (event.cursor, named[0], orjson.dumps(named[1]))


def named_payload(event: Event, thread: str) -> tuple[bytes, Payload] | None:
    """The event under PTC's name, as PTC's payload; None if PTC has no word for it."""
    translate = PAYLOADS.get(event.type)
    if translate is None:
        return None
    name, make = translate
    data = orjson.loads(event.data)
    data["messageId"] = f"run-{event.run_id}-{data['turn']}" if "turn" in data else f"run-{event.run_id}"
    payload = make(data, thread)
    return None if payload is None else (name, payload)


def numbered_frame(number: int, name: bytes, payload: Mapping[str, Any]) -> bytes:
    """A frame whose id is no cursor, where a stream counts for itself."""
    return b"id: %d\nevent: %b\ndata: %b\n\n" % (number, name, orjson.dumps(payload))


def keepalive() -> bytes:
    """Says that the stream is there. It has no id: ids are cursors, and a reconnect must be able to name the last."""
    now = datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return b"event: keepalive\ndata: %b\n\n" % orjson.dumps({"timestamp": now, "status": "alive"})


def frame(event: Event) -> bytes:
    """The event outside of any thread."""
    return _NOWHERE(event)


_NOWHERE: Callable[[Event], bytes] = ThreadFrame(UUID(int=0))
