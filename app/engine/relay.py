"""The relay: from the live channel and the log to any number of viewers, none of whom misses anything.

One process has one :class:`Hub` with one pub/sub connection. A viewer subscribes, waits for the
acknowledgement, reads what is stored behind its cursor, and then takes what comes live. Anything that
could have been missed (a hole between cursors, a reconnect, a full queue) sends it back to reading: a
slow viewer becomes a replaying one, so its memory is bounded, and Redis is never needed for
completeness. While the channel cannot be trusted, viewers look into the log four times a second.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

import redis
import structlog

from app.engine.event_log import Event
from app.engine.live_channel import Deleted, channel_name, decode

_QUEUE = 64
_PING_SECONDS = 1.0
_SILENCE_SECONDS = 2.5
_DISTRUST_SECONDS = 3.0
_RECONNECT_SECONDS = 0.5

_log = structlog.get_logger(__name__)

FrameOf = Callable[[Event], bytes]

HALTS = frozenset({"done", "waiting", "session_ended"})
"""The events at which a stream may end; a session's own end bears the session's id in the run's place."""


class Batch:
    """Events of one session that arrived together, dense, framed once for all viewers of a dialect."""

    __slots__ = ("_framed", "events", "halted")

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = events
        self.halted = frozenset(event.run_id for event in events if event.type in HALTS)
        self._framed: dict[FrameOf, bytes] = {}

    def framed(self, frame: FrameOf) -> bytes:
        """All events as one piece of a stream."""
        if frame not in self._framed:
            self._framed[frame] = b"".join(map(frame, self.events))
        return self._framed[frame]


class Viewer:
    """One viewer's place at a channel. The hub fills it; the viewer's own greenlet empties it."""

    __slots__ = ("_wake", "batches", "cursor", "deleted", "direct", "lagging")

    def __init__(self, cursor: int) -> None:
        self.cursor = cursor
        self.batches: list[Batch] = []  # an idle deque takes ten times the memory of a list
        self.lagging = False
        self.deleted = False
        self.direct: Callable[[Batch], bool] | None = None
        """Set while the viewer waits: delivers a batch on the spot, or returns False to have it queued."""
        self._wake = threading.Event()

    def offer(self, batch: Batch) -> None:
        """Take a batch from the hub; never waits."""
        if self.direct is not None and not self.batches and not self.lagging and self.direct(batch):
            return
        if len(self.batches) >= _QUEUE:
            self.lag()
        else:
            self.batches.append(batch)
            self._wake.set()

    def lag(self) -> None:
        """Something may have been missed: forget what is queued and read the log."""
        self.batches.clear()
        self.lagging = True
        self._wake.set()

    def wake(self) -> None:
        self._wake.set()

    def wait(self, seconds: float) -> None:
        """Wait until something has happened, at most so long."""
        self._wake.wait(seconds)
        self._wake.clear()


class _Channel:
    __slots__ = ("acknowledged", "unanswered", "viewers")

    def __init__(self) -> None:
        self.viewers: set[Viewer] = set()
        self.acknowledged = threading.Event()
        self.unanswered = 0


class Hub:
    """The one pub/sub connection of an API process."""

    def __init__(self, client: "redis.Redis") -> None:
        self._client = client
        self._channels: dict[bytes, _Channel] = {}
        self._lock = threading.Lock()
        self._connection: Any = None
        self._connected_at = 0.0
        self._heard_at = 0.0
        self.draining = False
        threading.Thread(target=self._loop, name="relay-hub", daemon=True).start()

    @property
    def trusted(self) -> bool:
        """Whether the channel has been up for long enough that publishers know it, too."""
        return self._connection is not None and time.monotonic() - self._connected_at > _DISTRUST_SECONDS

    @property
    def viewers(self) -> int:
        return sum(len(channel.viewers) for channel in self._channels.values())

    def enter(self, session_id: UUID, viewer: Viewer) -> None:
        """Subscribe the viewer, and wait up to a second for Redis to acknowledge it."""
        name = channel_name(session_id).encode()
        with self._lock:
            channel = self._channels.setdefault(name, _Channel())
            channel.viewers.add(viewer)
            if len(channel.viewers) == 1:
                self._subscribe(name, channel)
        channel.acknowledged.wait(1.0)

    def leave(self, session_id: UUID, viewer: Viewer) -> None:
        """Unsubscribe the viewer."""
        name = channel_name(session_id).encode()
        with self._lock:
            channel = self._channels[name]
            channel.viewers.discard(viewer)
            if not channel.viewers:
                channel.acknowledged.clear()
                if not channel.unanswered:
                    del self._channels[name]
                self._send("UNSUBSCRIBE", name)

    def drain(self) -> None:
        """Let every stream end after what it has sent: the process is about to stop."""
        self.draining = True
        self._all_viewers(Viewer.wake)

    def _subscribe(self, name: bytes, channel: _Channel) -> None:
        channel.acknowledged.clear()
        if self._send("SUBSCRIBE", name):
            channel.unanswered += 1

    def _send(self, *command: str | bytes) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.send_command(*command)
        except (redis.RedisError, OSError):
            return False
        return True

    def _loop(self) -> None:
        while not self.draining:
            try:
                self._connect()
                self._listen()
            except Exception as error:
                # Whatever it was: a relay that stays connected and listens no more would be trusted for ever.
                _log.warning("relay_disconnected", reason=type(error).__name__)
            self._disconnect()
            time.sleep(_RECONNECT_SECONDS)

    def _connect(self) -> None:
        # Not one of the pool's: the pool counts what it makes, and after enough reconnects makes no more.
        pool: Any = self._client.connection_pool
        connection = pool.connection_class(**pool.connection_kwargs)
        connection.connect()
        with self._lock:
            self._connection = connection
            self._connected_at = self._heard_at = time.monotonic()
            for name, channel in self._channels.items():
                channel.unanswered = 0
                self._subscribe(name, channel)

    def _disconnect(self) -> None:
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.disconnect()
        self._all_viewers(Viewer.lag)

    def _listen(self) -> None:
        connection = self._connection
        while not self.draining:
            if connection.can_read(timeout=_PING_SECONDS):
                self._take(connection)
                self._heard_at = time.monotonic()
            elif time.monotonic() - self._heard_at > _SILENCE_SECONDS:
                raise redis.TimeoutError("silence")
            else:
                with self._lock:
                    self._send("PING")

    def _take(self, connection: Any) -> None:
        """Read all that has arrived, then hand each channel its messages as one batch."""
        arrived: dict[bytes, list[bytes]] = {}
        while True:
            reply = connection.read_response(disconnect_on_error=False)
            if isinstance(reply, list) and reply[0] == b"message":
                arrived.setdefault(reply[1], []).append(reply[2])
            elif isinstance(reply, list) and reply[0] == b"subscribe":
                self._acknowledge(reply[1])
            if not connection.can_read(timeout=0):
                break
        for name, messages in arrived.items():
            self._fan_out(name, messages)

    def _acknowledge(self, name: bytes) -> None:
        with self._lock:
            channel = self._channels.get(name)
            if channel is None:
                return
            channel.unanswered = max(0, channel.unanswered - 1)
            if channel.unanswered:
                return
            if not channel.viewers:
                del self._channels[name]
                return
            channel.acknowledged.set()
            for viewer in channel.viewers:
                viewer.lag()

    def _fan_out(self, name: bytes, messages: Sequence[bytes]) -> None:
        channel = self._channels.get(name)
        if channel is None:
            return
        viewers = list(channel.viewers)
        for batch in _batches(messages):
            for viewer in viewers:
                if isinstance(batch, Batch):
                    viewer.offer(batch)
                else:
                    viewer.deleted = viewer.deleted or batch is Deleted
                    viewer.lag()

    def _all_viewers(self, act: Callable[[Viewer], None]) -> None:
        for channel in list(self._channels.values()):
            for viewer in list(channel.viewers):
                act(viewer)


def _batches(messages: Sequence[bytes]) -> Iterator["Batch | type[Deleted] | None"]:
    """The messages as dense batches; None where the log has to be read, Deleted at the session's end."""
    events: list[Event] = []
    try:
        for message in messages:
            for item in decode(message):
                if isinstance(item, Event) and (not events or item.cursor == events[-1].cursor + 1):
                    events.append(item)
                else:
                    yield from _close(events)
                    events = [item] if isinstance(item, Event) else []
                    if not events:
                        yield None
    except Deleted:
        yield Deleted
        return
    yield from _close(events)


def _close(events: list[Event]) -> Iterator[Batch]:
    if events:
        yield Batch(events)
