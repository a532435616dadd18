"""How many event streams are open, over all API processes.

Each process knows its own. Once one has been asked, it notes its count in Redis every few seconds, and
adds the fresh notes of its siblings to what it tells. Without Redis it tells its own.
"""

import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import redis

HASH = "baton:viewers"
EVERY_SECONDS = 5.0
FRESH_SECONDS = 15.0


class ViewerCounts:
    """This process's count, and the sum of all."""

    def __init__(self, client: "redis.Redis", own: Callable[[], int], *, process: str | None = None) -> None:
        """``own`` tells how many streams this process holds; ``process`` is its name among its siblings."""
        self._client = client
        self._own = own
        self._name = process or f"{socket.gethostname()}:{os.getpid()}"
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()

    def total(self) -> int:
        """The sum over the processes that have noted their count lately."""
        own = self._own()  # first in a request: it may have to open what it counts
        if self._thread is None:
            self._thread = threading.Thread(target=self._keep_noting, daemon=True, name="viewer-counts")
            self._thread.start()
        try:
            return own + self._of_siblings()
        except (redis.RedisError, OSError):
            return own

    def note(self) -> None:
        """Note this process's count, with the time."""
        self._client.hset(HASH, self._name, f"{self._own()} {time.time():.0f}")
        self._client.expire(HASH, int(FRESH_SECONDS * 4))

    def stop(self) -> None:
        """Note no more."""
        self._stopping.set()

    def _keep_noting(self) -> None:
        while not self._stopping.is_set():
            # A note that fails, for whatever reason, is made up for by the next one; without Redis nobody reads it.
            with suppress(Exception):
                self.note()
            self._stopping.wait(EVERY_SECONDS)

    def _of_siblings(self) -> int:
        total = 0
        notes: Any = self._client.hgetall(HASH)
        for name, note in notes.items():
            count, _, noted_at = note.decode().partition(" ")
            if name.decode() != self._name and time.time() - float(noted_at) < FRESH_SECONDS:
                total += int(count)
        return total
