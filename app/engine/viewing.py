"""One viewer's way through a session's events: stored ones first, then live ones, to where it ends."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.engine.event_log import Event
from app.engine.relay import HALTS, Batch, FrameOf, Hub, Viewer
from app.errors import NotFound

PAGE = 2_000
HEARTBEAT_SECONDS = 15.0
_POLL_SECONDS = 0.25
_LOOK_SECONDS = 30.0
_FIRST_LOOK_SECONDS = 0.25

HEARTBEAT = b": hb\n\n"


def plain_heartbeat() -> bytes:
    """A comment, which every client of event streams skips."""
    return HEARTBEAT


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a viewer wants to see.

    ``read`` gives a page of stored events behind a cursor; it raises NotFound when the session is gone.
    ``until`` is the run whose ``done`` ends the stream, or the session itself, which is followed to its own end;
    None: it ends with what is stored. ``only`` holds back what an earlier run of the session still had to say
    before the wanted one began. ``fresh`` says that nothing was stored behind ``since`` a moment ago: what comes
    next probably comes live, and is waited for shortly before the log is read.

    With ``waiting_ends_behind`` the run's ``waiting`` for a person ends the stream as well, if it comes behind
    that cursor: those before it have been answered. ``heartbeat`` makes what is said when there is nothing to say.
    """

    session_id: UUID
    since: int
    until: UUID | None
    only: bool
    frame: FrameOf
    read: Callable[[int, int], Sequence[Event]]
    fresh: bool = False
    waiting_ends_behind: int | None = None
    heartbeat: Callable[[], bytes] = plain_heartbeat


class Stream:
    """The bytes of one view. ``wait`` is how the caller's server waits for the next ones."""

    def __init__(self, *, hub: Hub, view: View) -> None:
        self._hub = hub
        self._view = view
        self.viewer = Viewer(view.since)
        self._begun = not view.only
        self._ended = False
        self._spoke_at = time.monotonic()
        self._look_at = self._spoke_at + _LOOK_SECONDS

    def pieces(self, wait: Callable[[Viewer, float], None], *, opening: bytes = b"") -> Iterator[bytes]:
        """Pieces of the stream, a comment when there is nothing for a while. Ends at the end of the view."""
        if opening:
            yield opening
        self._hub.enter(self._view.session_id, self.viewer)
        try:
            if self._view.fresh:
                self._expect_live()
            else:
                yield from self._stored()
            while not self._ended and not self._hub.draining:
                wait(self.viewer, self._patience())
                for piece in self._next():
                    self._spoke_at = time.monotonic()
                    yield piece
        except NotFound:
            return
        finally:
            self._hub.leave(self._view.session_id, self.viewer)

    def takes(self, batch: Batch) -> bytes | None:
        """The batch as bytes if it is just what comes next and nothing ends in it; moves the cursor."""
        first, last = batch.events[0].cursor, batch.events[-1].cursor
        if not self._begun or first != self.viewer.cursor + 1 or self._view.until in batch.halted:
            return None
        self.viewer.cursor = last
        return batch.framed(self._view.frame)

    def _expect_live(self) -> None:
        """Leave the log alone at first. Whatever is missed meanwhile shows as a hole, or is read a moment later."""
        self.viewer.lagging = False  # the acknowledgement of the subscription says so to every viewer
        self._look_at = time.monotonic() + _FIRST_LOOK_SECONDS

    def _patience(self) -> float:
        if not self._hub.trusted:
            return _POLL_SECONDS
        return min(HEARTBEAT_SECONDS, max(0.0, self._look_at - time.monotonic()))

    def _next(self) -> Iterator[bytes]:
        viewer = self.viewer
        if viewer.deleted:
            raise NotFound
        while viewer.batches and not viewer.lagging and not self._ended:
            if piece := self._live(viewer.batches.pop(0)):
                yield piece
        now = time.monotonic()
        if viewer.lagging or not self._hub.trusted or now >= self._look_at:
            yield from self._stored()
        if now - self._spoke_at >= HEARTBEAT_SECONDS and not self._ended:
            yield self._view.heartbeat()

    def _live(self, batch: Batch) -> bytes:
        if batch.events[-1].cursor <= self.viewer.cursor:
            return b""
        if batch.events[0].cursor > self.viewer.cursor + 1:
            self.viewer.lag()
            return b""
        self._look_at = time.monotonic() + _LOOK_SECONDS
        if (whole := self.takes(batch)) is not None:
            return whole
        return self._framed([event for event in batch.events if event.cursor > self.viewer.cursor])

    def _stored(self) -> Iterator[bytes]:
        """Read the log from the cursor on, until there is no more."""
        self.viewer.lagging = False
        self._look_at = time.monotonic() + _LOOK_SECONDS
        while not self._ended:
            page = self._view.read(self.viewer.cursor, PAGE)
            if page and (piece := self._framed(page)):
                yield piece
            if len(page) < PAGE:
                self._ended |= self._view.until is None
                return

    def _framed(self, events: Sequence[Event]) -> bytes:
        frames = []
        for event in events:
            self.viewer.cursor = event.cursor
            self._begun = self._begun or event.run_id == self._view.until
            if self._begun:
                frames.append(self._view.frame(event))
                if event.type in HALTS and self._is_the_end(event):
                    self._ended = True
                    break
        return b"".join(frames)

    def _is_the_end(self, event: Event) -> bool:
        if event.run_id != self._view.until:
            return False
        behind = self._view.waiting_ends_behind
        return event.type != "waiting" or (behind is not None and event.cursor > behind)
