"""Counting requests in windows: atomically in Redis, in this process's own memory while Redis does not answer.

A window begins with its first request. The counting is the ``limits`` package's, whose storages count in
one atomic step, so that exactly as many requests pass as a limit says, however many come at once. Its
extension for Flask does not see requests that no route takes, which must be counted as well.
"""

import math
import time
from dataclasses import dataclass

import redis
import structlog
from limits.storage import MemoryStorage, RedisStorage

SILENT_SECONDS = 1.0

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How much of a limit is used. ``resets_at`` is the window's end in Unix seconds."""

    limit: int
    used: int
    resets_at: float

    @property
    def exceeded(self) -> bool:
        return self.used > self.limit

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)

    @property
    def retry_after(self) -> int:
        """Whole seconds until the window ends; one that is just ending still asks for a second."""
        return max(1, math.ceil(self.resets_at - time.time()))


_MOST_ENDS = 10_000


class RequestCounts:
    """The counts of all limits, shared by all processes that reach the same Redis."""

    def __init__(self, client: "redis.Redis") -> None:
        # The process's own pool, whose connections give up after half a second.
        self._redis = RedisStorage("redis://", connection_pool=client.connection_pool, key_prefix="baton:count")
        self._memory = MemoryStorage()
        self._silent_until = 0.0
        self._ends: dict[tuple[bool, str], float] = {}

    def hit(self, key: str, *, limit: int, seconds: int) -> Count:
        """Count one more under ``key``. Never raises for want of Redis."""
        # While Redis is away, one request a second finds out whether it is back; the others do not wait.
        if time.monotonic() >= self._silent_until:
            try:
                return self._counted(self._redis, key, limit, seconds)
            except (redis.RedisError, OSError) as error:
                self._note_silence(error)
        return self._counted(self._memory, key, limit, seconds)

    def forget(self, key: str) -> None:
        """Begin ``key`` anew."""
        self._memory.clear(key)
        try:
            self._redis.clear(key)
        except (redis.RedisError, OSError) as error:
            self._note_silence(error)

    def _note_silence(self, error: Exception) -> None:
        self._silent_until = time.monotonic() + SILENT_SECONDS
        _log.warning("counts_without_redis", reason=type(error).__name__)

    def _counted(self, storage: RedisStorage | MemoryStorage, key: str, limit: int, seconds: int) -> Count:
        used = storage.incr(key, seconds)
        window = (storage is self._redis, key)
        end = self._ends.get(window, 0.0)
        if used == 1 or end <= time.time():
            # Asked for once a window: it is a round trip of its own.
            if len(self._ends) >= _MOST_ENDS:
                self._ends.clear()
            end = self._ends[window] = storage.get_expiry(key)
        return Count(limit=limit, used=used, resets_at=end)
