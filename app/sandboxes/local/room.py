"""How much a sandbox holds, without counting its files each time.

A count is exact when it is made, and grows by what the file tools add. It is made again after a
program has run (which may have written anything), when it is old, and before a refusal.
"""

import time
from collections.abc import Collection

from app.errors import SandboxFull
from app.sandboxes.contract import Usage
from app.sandboxes.local.house import House
from app.sandboxes.local.tree import measure

_OLD_SECONDS = 60.0
_BLOCK = 4096


class Room:
    """The usage and the limits of one sandbox."""

    def __init__(self, house: House, *, max_bytes: int, max_files: int) -> None:
        self._house = house
        self._most = (max_bytes, max_files)
        self._counted: tuple[int, int] = (0, 0)
        self._counted_at = float("-inf")

    def count(self) -> Usage:
        """Look at every file."""
        most = self._most[1] + 1
        files, cache = measure(self._house.files, most=most), measure(self._house.cache, most=most)
        self._counted = files[0] + cache[0], files[1] + cache[1]
        self._counted_at = time.monotonic()
        return Usage(*self._counted, *self._most)

    def add(self, sizes: Collection[int]) -> None:
        """Make room for new files of these sizes.

        Raises:
            SandboxFull: there is none.
        """
        more = sum(-(-size // _BLOCK) * _BLOCK for size in sizes), len(sizes)
        if time.monotonic() - self._counted_at > _OLD_SECONDS or not self._fits(more):
            self.count()
            if not self._fits(more):
                raise SandboxFull
        self._counted = self._counted[0] + more[0], self._counted[1] + more[1]

    def forget(self) -> None:
        """Count again before the next write."""
        self._counted_at = float("-inf")

    def _fits(self, more: tuple[int, int]) -> bool:
        return all(used + added <= most for used, added, most in zip(self._counted, more, self._most, strict=True))
