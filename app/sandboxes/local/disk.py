"""Whether a running command has filled its sandbox, without counting tens of thousands of files all the time.

The file system tells for nothing how much room it has left. Only when that shrank by as much as the
sandbox may still take, or after a while, are the files counted; and counting never takes more than a
twentieth of the time.
"""

import os
import time

from app.sandboxes.local.house import House
from app.sandboxes.local.room import Room

_AT_LEAST_EVERY = 15.0
_SHARE = 20


class DiskWatch:
    """Watches one sandbox's disk use, beginning with an exact count."""

    def __init__(self, house: House, room: Room) -> None:
        self._house = house
        self._room = room
        self._may_take = (0, 0)
        self._free = (0, 0)
        self._next = (0.0, 0.0)
        self._full = self._count()

    def exceeded(self) -> bool:
        now = time.monotonic()
        soonest, latest = self._next
        if now >= latest or (now >= soonest and self._shrunk()):
            self._full = self._count()
        return self._full

    def _shrunk(self) -> bool:
        taken = (before - now for before, now in zip(self._free, self._free_now(), strict=True))
        return any(gone > may // 2 for gone, may in zip(taken, self._may_take, strict=True))

    def _count(self) -> bool:
        began = time.monotonic()
        self._free = self._free_now()
        used = self._room.count()
        self._may_take = (used.max_bytes - used.bytes, used.max_files - used.files)
        ended = time.monotonic()
        pause = (ended - began) * _SHARE
        self._next = (ended + pause, ended + max(pause, _AT_LEAST_EVERY))
        return min(self._may_take) < 0

    def _free_now(self) -> tuple[int, int]:
        try:
            found = os.statvfs(self._house.files)
        except FileNotFoundError:
            return (0, 0)
        return found.f_bfree * found.f_frsize, found.f_ffree
