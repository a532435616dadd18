"""Answers of the provider, kept in Redis for a minute and renewed before they are gone (stale while revalidate).

In the first half of its life an entry is answered as it is. In the second half it is still answered at once,
and renewed beside it, by one caller among all processes. Where there is none, one caller fetches and the others
wait for what it finds. Without Redis, everybody fetches for himself.

Redis is shared with the queue and the live channel, so everything here lies under :data:`PREFIX`, and what is
cleared is named key by key.
"""

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import redis
import structlog
from redis.exceptions import LockError, RedisError

from app.errors import BatonError, InvalidRequest
from app.storage.json import dumps, loads

PREFIX = "baton:cache:"
ENTRIES = f"{PREFIX}entry:"
LOCKS = f"{PREFIX}lock:"
STATS = f"{PREFIX}stats"

LONGEST_PATTERN = 200
MOST_STARS = 8
"""Redis tries every way to match each star, for every key."""

FETCH_SECONDS = 30.0
"""Longer than any fetch takes: a lock that its holder did not release is free after this."""

_AWAY = (RedisError, OSError)
_COUNTED = ("hits", "misses", "sets", "deletes", "errors")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A value and where it came from; ``ttl_remaining`` in whole seconds, None if it is not in the cache."""

    value: Any
    key: str
    cached: bool
    ttl_remaining: int | None
    refreshed_in_background: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheStats:
    """Counts since the first start on this Redis, ``errors`` of fetches; all zero while it does not answer."""

    hits: int = 0
    misses: int = 0
    sets: int = 0
    deletes: int = 0
    errors: int = 0
    healthy: bool = False

    @property
    def total_requests(self) -> int:
        return self.hits + self.misses

    @property
    def hit_rate(self) -> float:
        """Percent."""
        return round(100 * self.hits / self.total_requests, 2) if self.total_requests else 0.0


class Cache:
    """The entries that all processes share which reach the same Redis."""

    def __init__(self, client: "redis.Redis", *, seconds: float) -> None:
        self._redis = client
        self._life = max(1, round(seconds * 1000))

    def get(self, key: str, fetch: Callable[[], Any]) -> Found:
        """What is kept under ``key``, else what ``fetch`` returns (JSON), which is kept then.

        Raises:
            BatonError: ``fetch`` did, and nothing is kept.
        """
        try:
            found = self._read(key)
            if found is not None:
                self._count("hits")
                return self._renewed_if_old(found, fetch)
            self._count("misses")
        except _AWAY as error:
            _log.warning("market_data_without_cache", reason=type(error).__name__)
            return Found(value=fetch(), key=key, cached=False, ttl_remaining=None)
        return self._fetch_once(key, fetch)

    def stats(self) -> CacheStats:
        """What was counted, by all processes."""
        try:
            counted: dict[bytes, bytes] = self._redis.hgetall(STATS)  # type: ignore[assignment]
        except _AWAY:
            return CacheStats()
        return CacheStats(healthy=True, **{name: int(counted.get(name.encode(), 0)) for name in _COUNTED})

    def clear(self, pattern: str = "*") -> int:
        """Forget the entries whose keys match ``pattern`` (``*``, ``?``, ``[…]``); how many there were.

        Raises:
            InvalidRequest: the pattern is too long or has too many stars.
            redis.RedisError: Redis does not answer.
        """
        if not 0 < len(pattern) <= LONGEST_PATTERN or pattern.count("*") > MOST_STARS:
            raise InvalidRequest(
                f"pattern: Must have 1 to {LONGEST_PATTERN} characters and at most {MOST_STARS} stars."
            )
        deleted = sum(int(self._redis.unlink(*keys)) for keys in self._matching(pattern))
        if deleted:
            self._count("deletes", deleted)
        return deleted

    def _matching(self, pattern: str) -> Iterator[list[Any]]:
        """Pages of the entries that match. The prefix has no special characters, so nothing else can."""
        cursor = 0
        while True:
            cursor, page = self._redis.scan(cursor, match=ENTRIES + pattern, count=500)
            if page:
                yield list(page)
            if cursor == 0:
                return

    def _read(self, key: str) -> Found | None:
        with self._redis.pipeline(transaction=False) as pipeline:
            pipeline.get(ENTRIES + key)
            pipeline.pttl(ENTRIES + key)
            kept, left = pipeline.execute()
        if kept is None:
            return None
        return Found(value=loads(kept), key=key, cached=True, ttl_remaining=math.ceil(max(0, left) / 1000))

    def _renewed_if_old(self, found: Found, fetch: Callable[[], Any]) -> Found:
        if not self._is_old(found):
            return found
        lock = self._redis.lock(LOCKS + found.key, timeout=FETCH_SECONDS, thread_local=False)
        if not lock.acquire(blocking=False):
            return found
        # Whoever had the lock before us may have renewed it since we looked.
        renewed = self._read_quietly(found.key)
        if renewed is not None and not self._is_old(renewed):
            _release(lock)
            return renewed
        threading.Thread(target=self._renew, args=(found.key, fetch, lock), daemon=True).start()
        return Found(
            value=found.value,
            key=found.key,
            cached=True,
            ttl_remaining=found.ttl_remaining,
            refreshed_in_background=True,
        )

    def _is_old(self, found: Found) -> bool:
        """Whether it is in the second half of its life."""
        return found.ttl_remaining is not None and found.ttl_remaining * 2000 <= self._life

    def _renew(self, key: str, fetch: Callable[[], Any], lock: Any) -> None:
        try:
            self._keep(key, self._tried(fetch))
        except (BatonError, *_AWAY) as error:
            _log.warning("market_data_not_renewed", reason=type(error).__name__)
        finally:
            _release(lock)

    def _fetch_once(self, key: str, fetch: Callable[[], Any]) -> Found:
        lock = self._redis.lock(LOCKS + key, timeout=FETCH_SECONDS, thread_local=False, sleep=0.05)
        held = _acquired(lock)
        try:
            # Whoever had the lock before us may have fetched it.
            return self._read_quietly(key) or self._fetched(key, fetch)
        finally:
            if held:
                _release(lock)

    def _read_quietly(self, key: str) -> Found | None:
        try:
            return self._read(key)
        except _AWAY:
            return None

    def _fetched(self, key: str, fetch: Callable[[], Any]) -> Found:
        value = self._tried(fetch)
        try:
            self._keep(key, value)
        except _AWAY as error:
            _log.warning("market_data_not_kept", reason=type(error).__name__)
            return Found(value=value, key=key, cached=False, ttl_remaining=None)
        return Found(value=value, key=key, cached=False, ttl_remaining=math.ceil(self._life / 1000))

    def _tried(self, fetch: Callable[[], Any]) -> Any:
        try:
            return fetch()
        except BatonError:
            with suppress(*_AWAY):
                self._count("errors")
            raise

    def _keep(self, key: str, value: Any) -> None:
        self._redis.set(ENTRIES + key, dumps(value), px=self._life)
        self._count("sets")

    def _count(self, name: str, by: int = 1) -> None:
        self._redis.hincrby(STATS, name, by)


def _acquired(lock: Any) -> bool:
    """Whether we have the lock; who waited in vain goes on without it."""
    try:
        return bool(lock.acquire(blocking=True, blocking_timeout=FETCH_SECONDS))
    except _AWAY:
        return False


def _release(lock: Any) -> None:
    try:
        lock.release()
    except (LockError, *_AWAY):
        _log.warning("market_data_lock_lost")
