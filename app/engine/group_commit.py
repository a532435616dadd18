"""Group commit: one thread per worker process writes what all its runs have to say.

The first event after a quiet moment is written at once; what comes while a commit is under way, or
within the window after it began, goes together with the next one. So a single stream has the latency
of one commit, and twenty streams share it.

A commit whose outcome is unknown (the connection broke in COMMIT) is not guessed at: the transaction's
number is asked for beforehand, and afterwards its rows say whether it was committed (see
``commit_outcomes``). So a repeat never writes anything twice.
"""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import NamedTuple

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from app.engine.commit_outcomes import was_committed
from app.engine.event_log import Appended, Entry, Fence, NewEvent, append
from app.engine.live_channel import LiveChannel
from app.errors import FenceLost
from app.storage.database import collect_after_commit, is_outage, run_after_commit

_WINDOW_SECONDS = 0.010
_CROWD = 3
"""From so many entries in a batch on the next one waits twice as long: many streams share what a commit costs."""
_LARGEST_BATCH = 4_000
_ROOM = 8_000
_LONGEST_PAUSE = 1.0

_log = structlog.get_logger(__name__)


class _Pending:
    """An entry in the buffer, and how it went. Until it is taken, more events of its run may join it."""

    __slots__ = ("ended", "entry", "error", "events", "future")

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.events = entry.events = list(entry.events)
        self.future: Future[None] | None = None
        self.ended = False
        self.error: BaseException | None = None

    def promise(self) -> "Future[None]":
        """A future for whoever waits; most entries have nobody and are spared one."""
        if self.future is None:
            self.future = Future()
            # From here on nobody can cancel it: who stops waiting must not keep the writer from saying how it went.
            self.future.set_running_or_notify_cancel()
        return self.future

    def end(self, error: BaseException | None) -> None:
        """Say how it went. Only the first word counts."""
        if self.ended:
            return
        self.ended, self.error = True, error
        if self.future is not None and error is None:
            self.future.set_result(None)
        elif self.future is not None:
            self.future.set_exception(error)


class GroupCommit:
    """The buffer and its flusher. Any thread may add; one thread writes."""

    def __init__(
        self,
        *,
        engine: Engine,
        live_channel: LiveChannel,
        on_lost: Callable[[Fence, BaseException], None],
        window_seconds: float = _WINDOW_SECONDS,
    ) -> None:
        self._engine = engine
        self._live_channel = live_channel
        self._on_lost = on_lost
        self._window = window_seconds
        self._pending: list[_Pending] = []
        self._growing: dict[Fence, _Pending] = {}
        self._events = 0
        self._condition = threading.Condition()
        self._idle = False
        self._stopping = False
        self._thread = threading.Thread(target=self._loop, name="group-commit", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether the thread that writes is there; without it nothing is ever written again."""
        return self._thread.is_alive()

    def add(self, fence: Fence, events: Sequence[NewEvent]) -> Future[None] | None:
        """Have ``events`` written soon. Returns a future to wait for before adding more, or None.

        There is one when there is no more room, and for the first events after a quiet moment: whoever
        went on at once would only take the processor from the thread that writes them.
        """
        with self._condition:
            leading = self._idle and not self._pending
            pending = self._growing.get(fence)
            if pending is None:
                pending = self._growing[fence] = self._enter(Entry(fence, ()))
            pending.events.extend(events)
            self._events += len(events)
            return pending.promise() if leading or self._events >= _ROOM else None

    def commit(self, entry: Entry) -> Future[None]:
        """Have the entry's events and writes written as one; the future ends when they are durable.

        It fails with FenceLost when the attempt no longer owns the run, and with whatever a write raised.
        """
        with self._condition:
            self._growing.pop(entry.fence, None)  # what comes later must not go before it
            self._events += len(entry.events)
            return self._enter(entry).promise()

    def stop(self, *, timeout: float = 5.0) -> None:
        """Write what is left and end."""
        with self._condition:
            self._stopping = True
            self._condition.notify()
        self._thread.join(timeout)

    def _enter(self, entry: Entry) -> _Pending:
        pending = _Pending(entry)
        self._pending.append(pending)
        self._condition.notify()
        return pending

    def _loop(self) -> None:
        while (batch := self._next_batch()) is not None:
            began = time.monotonic()
            try:
                self._flush(batch)
            except Exception as error:
                _log.exception("group_commit_failed")
                _fail(batch, error)
            window = self._window if len(batch) < _CROWD else 2 * self._window
            time.sleep(max(0.0, window - (time.monotonic() - began)))

    def _next_batch(self) -> list[_Pending] | None:
        with self._condition:
            self._idle = True
            while not self._pending and not self._stopping:
                self._condition.wait()
            self._idle = False
            if not self._pending:
                return None
            return self._take()

    def _take(self) -> list[_Pending]:
        taken, events = 0, 0
        for pending in self._pending:
            taken += 1
            events += len(pending.events)
            if events >= _LARGEST_BATCH:
                break
        batch, self._pending = self._pending[:taken], self._pending[taken:]
        self._growing.clear()
        self._events -= events
        return batch

    def _flush(self, batch: list[_Pending]) -> None:
        try:
            appended = self._write_until_known(batch)
        except Exception as error:
            if len(batch) > 1:
                self._flush_one_by_one(batch)
            else:
                self._refuse(batch[0], error)
            return
        self._tell(batch, appended)

    def _flush_one_by_one(self, batch: list[_Pending]) -> None:
        """One entry's bad write must not take down its neighbours'; but what follows it in its run must fail."""
        broken: dict[object, BaseException] = {}
        for pending in batch:
            run = pending.entry.fence.run_id
            if run in broken:
                _fail([pending], broken[run])
                continue
            self._flush([pending])
            if pending.error is not None:
                broken[run] = pending.error

    def _refuse(self, pending: _Pending, error: Exception) -> None:
        fence = pending.entry.fence
        _log.warning("entry_refused", run_id=str(fence.run_id), reason=type(error).__name__)
        _fail([pending], error)
        self._on_lost(fence, error)

    def _write_until_known(self, batch: list[_Pending]) -> Appended:
        entries = [pending.entry for pending in batch]
        pause = 0.05
        while True:
            try:
                written = self._write(entries)
                break
            except _OutcomeUnknown as unknown:
                if self._was_committed(unknown, batch):
                    written = unknown.written
                    break
            except Exception as error:
                if not is_outage(error):
                    raise
                _log.warning("postgres_unreachable", reason=type(error).__name__)
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        self._live_channel.publish(written.appended.published)
        run_after_commit(written.callbacks)
        return written.appended

    def _write(self, entries: Sequence[Entry]) -> "_Written":
        with self._engine.connect() as connection:
            # Said aloud, since SQLAlchemy does not see the log's statements, which go straight to the driver.
            connection.begin()
            callbacks = collect_after_commit(connection)
            written = _Written(append(connection, entries=entries), callbacks)
            try:
                connection.commit()
            except DBAPIError as error:
                raise _OutcomeUnknown(written) from error
        return written

    def _was_committed(self, unknown: "_OutcomeUnknown", batch: Sequence[_Pending]) -> bool:
        runs = {pending.entry.fence.run_id for pending in batch}
        pause = 0.05
        while True:
            try:
                with self._engine.begin() as connection:
                    return was_committed(connection, runs=sorted(runs), appended=unknown.written.appended)
            except Exception as error:
                if not is_outage(error):
                    raise
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _tell(self, batch: list[_Pending], appended: Appended) -> None:
        lost = {id(entry): entry for entry in appended.lost}
        for pending in batch:
            pending.end(FenceLost() if id(pending.entry) in lost else None)
        for fence in {entry.fence for entry in appended.lost}:
            self._on_lost(fence, FenceLost())


class _Written(NamedTuple):
    appended: Appended
    callbacks: list[Callable[[], None]]


class _OutcomeUnknown(Exception):
    def __init__(self, written: _Written) -> None:
        self.written = written


def _fail(batch: Sequence[_Pending], error: BaseException) -> None:
    for pending in batch:
        pending.end(error)
