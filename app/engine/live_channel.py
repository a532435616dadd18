"""The live channel: Redis pub/sub between the writers of events and the API processes.

One message is a JSON list of ``{"data", "type", "id"}`` dictionaries (the field names of flask-sse)
plus ``run``. It is a hint for speed and never the truth: whatever is lost here is read from
Postgres. A batch too large to be worth sending twice goes as its last event's id alone.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

import orjson
import redis
import structlog

from app.engine.event_log import Event

_LARGEST_MESSAGE = 64 * 1024
_FAILURES_UNTIL_OPEN = 3
_OPEN_SECONDS = 1.0
_DELETED = b'[{"type":"deleted"}]'

_log = structlog.get_logger(__name__)


def channel_name(session_id: UUID) -> str:
    """The channel of a session. Never made from what a client sends."""
    return f"baton:events:{session_id}"


class LiveChannel:
    """Publishes committed events; gives up quickly and for a second when Redis does not answer."""

    def __init__(self, client: "redis.Redis") -> None:
        self._client = client
        self._failures = 0
        self._closed_until = 0.0

    def publish(self, events: Mapping[UUID, Sequence[Event]]) -> None:
        """Send each session's events in one message, all in one round trip. Never raises."""
        self._send([(session_id, encode(batch)) for session_id, batch in events.items() if batch])

    def publish_deletion(self, *, session_id: UUID) -> None:
        """Tell viewers that the session is gone. Never raises."""
        self._send([(session_id, _DELETED)])

    def _send(self, messages: Sequence[tuple[UUID, bytes]]) -> None:
        if not messages or time.monotonic() < self._closed_until:
            return
        try:
            with self._client.pipeline(transaction=False) as pipeline:
                for session_id, message in messages:
                    pipeline.publish(channel_name(session_id), message)
                pipeline.execute()
            self._failures = 0
        except (redis.RedisError, OSError) as error:
            self._note_failure(error)

    def _note_failure(self, error: Exception) -> None:
        self._failures += 1
        if self._failures >= _FAILURES_UNTIL_OPEN:
            self._closed_until = time.monotonic() + _OPEN_SECONDS
            _log.warning("live_channel_silent", reason=type(error).__name__)


def encode(events: Sequence[Event]) -> bytes:
    """One message for ``events``. The data goes in as it is stored, byte for byte."""
    runs = {run_id: str(run_id).encode() for run_id in {event.run_id for event in events}}
    parts = [
        b'{"data":%b,"type":%b,"id":%d,"run":"%b"}'
        % (event.data, orjson.dumps(event.type), event.cursor, runs[event.run_id])
        for event in events
    ]
    message = b"[" + b",".join(parts) + b"]"
    return message if len(message) <= _LARGEST_MESSAGE else b'[{"type":"head","id":%d}]' % events[-1].cursor


class Deleted(Exception):
    """The session is gone."""


def decode(message: bytes) -> Iterator[Event | int]:
    """The events of a message, or the bare cursor of a head that has to be read from Postgres.

    Raises:
        Deleted: the message says that the session is gone.
    """
    runs: dict[str, UUID] = {}
    for item in orjson.loads(message):
        if item["type"] == "deleted":
            raise Deleted
        if "data" in item:
            run = runs.get(item["run"]) or runs.setdefault(item["run"], UUID(item["run"]))
            yield Event(item["id"], run, item["type"], orjson.dumps(item["data"]))
        else:
            yield item["id"]
