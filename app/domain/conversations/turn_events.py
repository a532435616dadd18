"""A session's log handed out turn by turn, while it is read page by page: most turns are far smaller than a page.

A query for each turn made the replay of a long conversation wait for thousands of round trips.
"""

from collections import deque
from collections.abc import Iterator, Sequence

from app.engine.event_log import Event


class StoredEvents:
    """What ``pages`` bring, in its order. A page is fetched when it is needed, and one at most is held beyond that."""

    def __init__(self, pages: Iterator[Sequence[Event]]) -> None:
        self._pages = pages
        self._read: deque[Event] = deque()
        self._last_cursor = 0

    def up_to(self, end: int | None) -> list[Event]:
        """What was not handed out yet up to the cursor ``end`` and with it; None: all that there is."""
        found: list[Event] = []
        while self._has_more(end):
            while self._read and (end is None or self._read[0].cursor <= end):
                found.append(self._read.popleft())
        return found

    def _has_more(self, end: int | None) -> bool:
        """Whether an event up to ``end`` is at hand, if need be after fetching."""
        if not self._read and (end is None or self._last_cursor < end):
            self._read.extend(next(self._pages, ()))
            if self._read:
                self._last_cursor = self._read[-1].cursor
        return bool(self._read) and (end is None or self._read[0].cursor <= end)
