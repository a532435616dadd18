"""Counting requests in windows: atomically in Redis, in this process's own memory while Redis does not answer.

A window begins with its first request. One call of a script counts, sets the end of the window and reads
it, so that exactly as many requests pass as a limit says, however many come at once. The usual extension
for Flask asks Redis twice for what the headers need, and does not see requests that no route takes.
"""

import math
import threading
import time
from dataclasses import dataclass

import redis
import structlog

SILENT_SECONDS = 1.0
MOST_KEYS_IN_MEMORY = 50_000

_COUNT = """
local used = redis.call('INCR', KEYS[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  left = tonumber(ARGV[1])
end
return {used, left}
"""
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


class RequestCounts:
    """The counts of all limits, shared by all processes that reach the same Redis."""

    def __init__(self, client: "redis.Redis") -> None:
        self._client = client
        self._script = client.register_script(_COUNT)
        self._memory = _Memory()
        self._silent_until = 0.0

    def hit(self, key: str, *, limit: int, seconds: int) -> Count:
        """Count one more under ``key``. Never raises for want of Redis."""
        used, left = self._counted(f"baton:count:{key}", seconds)
        return Count(limit=limit, used=used, resets_at=time.time() + left)

    def forget(self, key: str) -> None:
        """Begin ``key`` anew."""
        self._memory.forget(f"baton:count:{key}")
        try:
            self._client.delete(f"baton:count:{key}")
        except (redis.RedisError, OSError) as error:
            self._note_silence(error)

    def _counted(self, key: str, seconds: int) -> tuple[int, float]:
        # While Redis is away, one request a second finds out whether it is back; the others do not wait.
        if time.monotonic() >= self._silent_until:
            try:
                used, left = self._script(keys=[key], args=[seconds * 1000])
            except (redis.RedisError, OSError) as error:
                self._note_silence(error)
            else:
                return int(used), int(left) / 1000
        return self._memory.counted(key, seconds)

    def _note_silence(self, error: Exception) -> None:
        self._silent_until = time.monotonic() + SILENT_SECONDS
        _log.warning("counts_without_redis", reason=type(error).__name__)


class _Memory:
    """Windows in this process, as (used, end)."""

    def __init__(self) -> None:
        self._windows: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    def counted(self, key: str, seconds: int) -> tuple[int, float]:
        now = time.monotonic()
        with self._lock:
            used, end = self._windows.get(key, (0, 0.0))
            if end <= now:
                self._make_room(now)
                used, end = 0, now + seconds
            self._windows[key] = (used + 1, end)
        return used + 1, end - now

    def forget(self, key: str) -> None:
        with self._lock:
            self._windows.pop(key, None)

    def _make_room(self, now: float) -> None:
        if len(self._windows) >= MOST_KEYS_IN_MEMORY:
            self._windows = {key: window for key, window in self._windows.items() if window[1] > now}
            while len(self._windows) >= MOST_KEYS_IN_MEMORY:
                self._windows.pop(next(iter(self._windows)))
