"""An event as one JSON object with its type and cursor inside: what most dialects stream and replay."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import orjson

from app.engine.event_log import Event


def event_object(event: Event) -> bytes:
    """The event as the JSON object that is streamed and replayed.

    The stored bytes go in as they are, behind type and cursor (names that no payload uses).
    """
    rest = b"}" if event.data == b"{}" else b"," + event.data[1:]
    return b'{"type":%b,"cursor":%d%b' % (orjson.dumps(event.type), event.cursor, rest)


ObjectOf: TypeAlias = Callable[[Event], bytes]
"""An event as a JSON object; b"" for one that is not told."""


def event_page(events: Sequence[Event], *, cursor: int, has_more: bool, told: ObjectOf = event_object) -> bytes:
    """A page of the log; ``cursor`` is where the next page begins."""
    objects = b",".join(filter(None, map(told, events)))
    return b'{"events":[%b],"cursor":%d,"hasMore":%b}' % (objects, cursor, b"true" if has_more else b"false")


def data_frame(event: Event) -> bytes:
    """A frame of a single ``data:`` line with the object in it."""
    return b"data: %b\n\n" % event_object(event)
