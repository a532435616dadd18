"""A talk's events in the words of Praetor's document: data-only frames, type and cursor inside the JSON."""

import orjson

from app.api.streaming.event_objects import event_object
from app.engine.event_log import Event

_UNTOLD = frozenset({"discovery_reply_complete"})
"""What the run's end says again in one piece; the document's stream ends with ``done`` alone."""


def talk_object(event: Event) -> bytes:
    """The event as the JSON object that is streamed and replayed; b"" for what the document has no word for."""
    if event.type in _UNTOLD:
        return b""
    if event.type == "text_delta":
        content = orjson.dumps(orjson.loads(event.data).get("delta", ""))
        return b'{"type":"message","cursor":%d,"content":%b}' % (event.cursor, content)
    return event_object(event)


def talk_frame(event: Event) -> bytes:
    told = talk_object(event)
    return b"data: %b\n\n" % told if told else b""
