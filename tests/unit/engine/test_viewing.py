"""One viewer's way, without Redis: whatever order batches come in, each event is shown once and in its turn."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.event_log import Event
from app.engine.relay import Batch, Viewer
from app.engine.viewing import Stream, View

RUN, OTHER = uuid4(), uuid4()


class QuietHub:
    """A hub that the test plays itself."""

    trusted = True
    draining = False

    def __init__(self) -> None:
        self.inside = 0

    def enter(self, _session_id: UUID, _viewer: Viewer) -> None:
        self.inside += 1

    def leave(self, _session_id: UUID, _viewer: Viewer) -> None:
        self.inside -= 1


def frame(event: Event) -> bytes:
    return b"%d;" % event.cursor


def log_of(count: int) -> list[Event]:
    """A log that ends with the run's ``done``."""
    types = ["text_delta"] * (count - 1) + ["done"]
    return [Event(cursor, RUN, type_, b"{}") for cursor, type_ in enumerate(types, start=1)]


def shown(log: Sequence[Event], since: int = 0) -> bytes:
    return b"".join(map(frame, log[since:]))


def stream_of(
    log: Sequence[Event],
    *,
    stored: int,
    since: int = 0,
    until: UUID | None = RUN,
    only: bool = False,
    fresh: bool = False,
    waiting_ends_behind: int | None = None,
) -> tuple[Stream, QuietHub, dict[str, int]]:
    """A stream over a log of which ``stored`` events are there at first; the test lets it grow."""
    state = {"stored": stored, "reads": 0}

    def read(cursor: int, limit: int) -> Sequence[Event]:
        state["reads"] += 1
        return log[cursor : min(cursor + limit, state["stored"])]

    hub = QuietHub()
    view = View(
        session_id=uuid4(),
        since=since,
        until=until,
        only=only,
        frame=frame,
        read=read,
        fresh=fresh,
        waiting_ends_behind=waiting_ends_behind,
        heartbeat=lambda: b"beat;",
    )
    stub: Any = hub
    return Stream(hub=stub, view=view), hub, state


@given(
    count=st.integers(1, 40),
    stored=st.integers(0, 40),
    cuts=st.lists(st.integers(0, 40), max_size=8),
    order=st.randoms(use_true_random=False),
    lost=st.sets(st.integers(0, 8)),
)
def test_batches_that_overlap_get_lost_or_come_late_show_each_event_once(
    count: int, stored: int, cuts: list[int], order: Any, lost: set[int]
) -> None:
    log = log_of(count)
    stream, hub, state = stream_of(log, stored=min(stored, count))
    batches = [log[max(0, cut - 3) : cut + 5] for cut in cuts]
    order.shuffle(batches)
    arriving = [batch for index, batch in enumerate(batches) if batch and index not in lost]

    def wait(viewer: Viewer, _seconds: float) -> None:
        if arriving:
            batch = arriving.pop()
            state["stored"] = max(state["stored"], batch[-1].cursor)
            viewer.offer(Batch(batch))
        else:
            state["stored"] = count
            viewer.lag()

    assert b"".join(stream.pieces(wait)) == shown(log)
    assert hub.inside == 0


def test_a_live_batch_that_comes_next_is_shown_without_reading() -> None:
    log = log_of(5)
    stream, _, state = stream_of(log, stored=2)

    def wait(viewer: Viewer, _seconds: float) -> None:
        viewer.offer(Batch(log[2:]))

    assert b"".join(stream.pieces(wait)) == shown(log)
    assert state["reads"] == 1


def test_a_fresh_run_that_comes_live_is_shown_without_reading() -> None:
    log = log_of(5)
    stream, _, state = stream_of(log, stored=0, only=True, fresh=True)
    stream.viewer.lag()  # as the acknowledgement of its subscription does

    def wait(viewer: Viewer, seconds: float) -> None:
        assert seconds < 1
        viewer.offer(Batch(log))

    assert b"".join(stream.pieces(wait)) == shown(log)
    assert state["reads"] == 0


def test_a_fresh_run_whose_beginning_was_missed_is_read_from_the_log() -> None:
    log = log_of(5)
    stream, _, state = stream_of(log, stored=5, only=True, fresh=True)

    assert b"".join(stream.pieces(lambda viewer, _: viewer.offer(Batch(log[3:])))) == shown(log)
    assert state["reads"] == 1


def test_a_fresh_run_that_nobody_tells_of_is_read_a_moment_later() -> None:
    log = log_of(5)
    stream, _, state = stream_of(log, stored=5, only=True, fresh=True)

    assert b"".join(stream.pieces(Viewer.wait)) == shown(log)
    assert state["reads"] == 1


def test_a_queue_that_is_full_is_dropped_and_read_from_the_log() -> None:
    log = log_of(200)
    stream, _, state = stream_of(log, stored=0)

    def wait(viewer: Viewer, _seconds: float) -> None:
        state["stored"] = 200
        for event in log:
            viewer.offer(Batch([event]))
        assert viewer.lagging

    assert b"".join(stream.pieces(wait)) == shown(log)


def test_a_done_of_another_run_ends_nothing() -> None:
    log = [Event(1, OTHER, "done", b"{}"), Event(2, RUN, "text_delta", b"{}"), Event(3, RUN, "done", b"{}")]
    stream, _, _ = stream_of(log, stored=3)

    assert b"".join(stream.pieces(lambda *_: None)) == b"1;2;3;"


def test_what_comes_behind_the_end_is_not_shown() -> None:
    log = [*log_of(2), Event(3, OTHER, "text_delta", b"{}")]
    stream, _, _ = stream_of(log, stored=3)

    assert b"".join(stream.pieces(lambda *_: None)) == b"1;2;"


@pytest.mark.parametrize("live", [False, True])
def test_a_stream_of_one_run_holds_back_what_came_before_it(live: bool) -> None:
    log = [
        Event(1, OTHER, "text_delta", b"{}"),
        Event(2, OTHER, "done", b"{}"),
        Event(3, RUN, "text_delta", b"{}"),
        Event(4, RUN, "done", b"{}"),
    ]
    stream, _, _ = stream_of(log, stored=0 if live else 4, only=True)

    assert b"".join(stream.pieces(lambda viewer, _: viewer.offer(Batch(log)))) == b"3;4;"


def test_a_viewer_is_spared_what_it_has_seen() -> None:
    log = log_of(10)
    stream, _, _ = stream_of(log, stored=10, since=7)

    assert b"".join(stream.pieces(lambda *_: None)) == shown(log, since=7)


def test_a_process_that_drains_ends_the_stream() -> None:
    log = log_of(10)
    stream, hub, _ = stream_of(log, stored=4)

    def wait(viewer: Viewer, _seconds: float) -> None:
        hub.draining = True

    assert b"".join(stream.pieces(wait)) == b"1;2;3;4;"


def test_a_deleted_session_ends_the_stream() -> None:
    stream, hub, _ = stream_of(log_of(10), stored=4)

    def wait(viewer: Viewer, _seconds: float) -> None:
        viewer.deleted = True

    assert b"".join(stream.pieces(wait)) == b"1;2;3;4;"
    assert hub.inside == 0


def test_a_direct_writer_takes_a_batch_only_while_nothing_stands_before_it() -> None:
    log, taken = log_of(6), []
    viewer = Viewer(0)

    def take_one(batch: Batch) -> bool:
        taken.append(batch)
        return len(taken) == 1

    viewer.direct = take_one

    for event in log[:3]:
        viewer.offer(Batch([event]))

    assert len(taken) == 2
    assert [batch.events[0].cursor for batch in viewer.batches] == [2, 3]


def test_a_quiet_stream_says_now_and_then_that_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.engine.viewing.HEARTBEAT_SECONDS", 0.0)
    log = log_of(2)
    stream, _, state = stream_of(log, stored=1)
    pieces = stream.pieces(lambda *_: None)

    assert [next(pieces), next(pieces)] == [b"1;", b"beat;"]
    state["stored"] = 2
    stream.viewer.lag()
    assert b"2;" in list(pieces)


def test_a_batch_is_framed_once_for_all_its_viewers() -> None:
    framed = []

    def counting(event: Event) -> bytes:
        framed.append(event)
        return frame(event)

    batch = Batch(log_of(3))

    assert batch.framed(counting) == batch.framed(counting) == b"1;2;3;"
    assert len(framed) == 3


ASKED_TWICE = ["text_delta", "waiting", "answered", "text_delta", "waiting", "answered", "text_delta", "done"]


def events_of(types: Sequence[str], *, run: UUID = RUN) -> list[Event]:
    return [Event(cursor, run, type_, b"{}") for cursor, type_ in enumerate(types, start=1)]


@pytest.mark.parametrize(("behind", "last"), [(None, 8), (0, 2), (2, 5), (5, 8)])
@pytest.mark.parametrize("live", [False, True])
def test_a_stream_may_end_where_its_run_waits_for_a_person_and_not_where_that_was_answered(
    behind: int | None, last: int, live: bool
) -> None:
    log = events_of(ASKED_TWICE)
    stream, _hub, _state = stream_of(log, stored=0 if live else len(log), waiting_ends_behind=behind)

    pieces = list(stream.pieces(lambda viewer, _: viewer.offer(Batch(log))))

    assert b"".join(pieces) == shown(log[:last])


def test_another_runs_waiting_ends_nothing() -> None:
    log = [*events_of(["waiting"], run=OTHER), Event(2, RUN, "done", b"{}")]
    stream, _hub, _state = stream_of(log, stored=2, waiting_ends_behind=0)

    assert b"".join(stream.pieces(lambda _viewer, _: None)) == shown(log)


def test_a_waiting_is_never_written_past_by_the_direct_way() -> None:
    log = events_of(["text_delta", "waiting"])
    stream, _hub, _state = stream_of(log, stored=0, waiting_ends_behind=0)

    assert stream.takes(Batch(log)) is None
    assert stream.takes(Batch(log[:1])) == shown(log[:1])


def test_a_session_is_followed_over_the_ends_of_its_runs_to_its_own() -> None:
    session = uuid4()
    log = [*log_of(3), Event(4, OTHER, "waiting", b"{}"), Event(5, session, "session_ended", b"{}")]
    log.append(Event(6, OTHER, "text_delta", b"{}"))
    stream, _, _ = stream_of(log, stored=2, until=session)

    def wait(viewer: Viewer, _seconds: float) -> None:
        viewer.offer(Batch(log[2:4]))
        viewer.offer(Batch(log[4:]))

    assert b"".join(stream.pieces(wait)) == shown(log[:5])
