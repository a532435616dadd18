"""Group commit: many writers, few commits, nothing lost, nothing twice, whatever happens to the connection."""

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from app.engine import run_endings
from app.engine.event_log import Entry, Fence
from app.engine.group_commit import GroupCommit
from app.engine.run_claims import ClaimedRun
from app.engine.sessions import merge_state
from app.errors import FenceLost
from app.storage.database import connect
from tests.integration.rig import Rig, deltas, deltas_of, ending_entry, is_dense
from tests.support.stack import until

PATIENCE = 60


class Losses:
    """Remembers which fences a writer found lost, and why."""

    def __init__(self) -> None:
        self.seen: list[tuple[Fence, BaseException]] = []

    def __call__(self, fence: Fence, reason: BaseException) -> None:
        self.seen.append((fence, reason))


@pytest.fixture
def losses() -> Losses:
    return Losses()


@pytest.fixture
def engine(rig: Rig) -> Iterator[Engine]:
    """An engine of the writer's own, whose connections a test may break."""
    made = connect(rig.services.database_url, pool_size=3, application="baton-writer")
    yield made
    made.dispose()


@pytest.fixture
def writer(rig: Rig, engine: Engine, losses: Losses) -> Iterator[GroupCommit]:
    made = GroupCommit(engine=engine, live_channel=rig.live_channel, on_lost=losses)
    yield made
    made.stop(timeout=PATIENCE)


def speak(writer: GroupCommit, run: ClaimedRun, words: list[str]) -> None:
    """Emit one event per word, waiting where the writer asks for it, and then until all is durable."""
    for word in words:
        if (room := writer.add(run.fence, deltas(word))) is not None:
            room.result(PATIENCE)
    writer.commit(Entry(run.fence, ())).result(PATIENCE)


@contextmanager
def at_each_commit(engine: Engine, act: Callable[[Connection], None]) -> Iterator[None]:
    event.listen(engine, "commit", act)
    try:
        yield
    finally:
        event.remove(engine, "commit", act)


def break_off(connection: Connection) -> None:
    """The connection goes before the commit has reached Postgres."""
    _driver(connection).close()


def commit_and_break_off(connection: Connection) -> None:
    """The commit reaches Postgres, its answer does not reach us."""
    _driver(connection).commit()
    _driver(connection).close()


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def test_many_threads_in_many_sessions_keep_their_order_without_gaps(rig: Rig, writer: GroupCommit) -> None:
    runs = [rig.running() for _ in range(12)]
    words = [f"w{index}" for index in range(150)]

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda run: speak(writer, run, words), runs))

    for run in runs:
        events = rig.events(run.session_id)
        assert deltas_of(events) == words
        assert is_dense(events)


def test_many_writers_in_one_session_share_its_cursors_without_gaps(
    rig: Rig, writer: GroupCommit, losses: Losses
) -> None:
    run = rig.running()
    other = GroupCommit(engine=rig.owner, live_channel=rig.live_channel, on_lost=losses)

    def speak_as(speaker: int) -> None:
        speak((writer, other)[speaker % 2], run, [f"{speaker}:{index}" for index in range(60)])

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(speak_as, range(8)))
    other.stop()

    events = rig.events(run.session_id)
    assert is_dense(events)
    assert len(events) == 8 * 60
    for speaker in range(8):
        own = [word for word in deltas_of(events) if word.startswith(f"{speaker}:")]
        assert own == [f"{speaker}:{index}" for index in range(60)]


def test_what_comes_while_a_commit_is_under_way_goes_together(rig: Rig, writer: GroupCommit, engine: Engine) -> None:
    run = rig.running()
    under_way, go_on, commits = threading.Event(), threading.Event(), []

    def hold(_connection: Connection) -> None:
        commits.append(1)
        under_way.set()
        assert go_on.wait(PATIENCE)

    with at_each_commit(engine, hold):
        first = writer.commit(Entry(run.fence, deltas("first")))
        assert under_way.wait(PATIENCE)
        rest = [writer.commit(Entry(run.fence, deltas(str(index)))) for index in range(100)]
        assert not first.done()
        go_on.set()
        for future in [first, *rest]:
            future.result(PATIENCE)

    assert len(commits) == 2
    assert len(rig.events(run.session_id)) == 101


def test_the_first_event_after_a_quiet_moment_is_waited_for_and_the_next_are_not(
    rig: Rig, writer: GroupCommit, engine: Engine
) -> None:
    run = rig.running()
    under_way, go_on = threading.Event(), threading.Event()

    def hold(_connection: Connection) -> None:
        under_way.set()
        assert go_on.wait(PATIENCE)

    leading = until(lambda: writer.add(run.fence, deltas("leading")), what="a quiet moment")
    leading.result(PATIENCE)
    with at_each_commit(engine, hold):
        writer.commit(Entry(run.fence, deltas("under way")))
        assert under_way.wait(PATIENCE)
        assert writer.add(run.fence, deltas("following")) is None
        go_on.set()
        writer.commit(Entry(run.fence, ())).result(PATIENCE)

    assert deltas_of(rig.events(run.session_id))[-3:] == ["leading", "under way", "following"]


def test_events_are_published_once_committed_and_in_their_order(rig: Rig, writer: GroupCommit) -> None:
    run = rig.running()
    listener = rig.redis.pubsub(ignore_subscribe_messages=True)
    listener.psubscribe("baton:events:*")
    assert listener.get_message(timeout=PATIENCE) is None

    speak(writer, run, ["a", "b", "c"])

    heard = b""
    while b'"c"' not in heard:
        message = listener.get_message(timeout=PATIENCE)
        assert message is not None
        heard += message["data"]
    listener.close()
    assert heard.index(b'"a"') < heard.index(b'"b"') < heard.index(b'"c"')


def test_an_entry_with_a_bad_write_fails_alone(rig: Rig, writer: GroupCommit, losses: Losses) -> None:
    good, bad = rig.running(), rig.running()

    def divide(connection: Connection, _last: int) -> None:
        connection.exec_driver_sql("SELECT 1/0")

    broken = writer.commit(Entry(bad.fence, deltas("lost"), [divide]))
    neighbours = [writer.commit(Entry(good.fence, deltas(str(index)))) for index in range(20)]

    with pytest.raises(DBAPIError):
        broken.result(PATIENCE)
    for future in neighbours:
        future.result(PATIENCE)
    assert deltas_of(rig.events(good.session_id)) == [str(index) for index in range(20)]
    assert rig.events(bad.session_id) == []
    assert [fence.run_id for fence, _ in losses.seen] == [bad.id]


def test_what_follows_a_bad_write_in_the_same_batch_of_its_run_is_not_written(
    rig: Rig, writer: GroupCommit, engine: Engine
) -> None:
    bad, other = rig.running(), rig.running()
    under_way, go_on = threading.Event(), threading.Event()

    def divide(connection: Connection, _last: int) -> None:
        connection.exec_driver_sql("SELECT 1/0")

    def hold(_connection: Connection) -> None:
        under_way.set()
        assert go_on.wait(PATIENCE)

    with at_each_commit(engine, hold):
        opening = writer.commit(Entry(other.fence, deltas("opening")))
        assert under_way.wait(PATIENCE)
        futures: list[Future[None]] = [
            writer.commit(Entry(bad.fence, deltas("before"))),
            writer.commit(Entry(bad.fence, deltas("broken"), [divide])),
            writer.commit(Entry(bad.fence, deltas("after"))),
            writer.commit(Entry(other.fence, deltas("neighbour"))),
        ]
        go_on.set()
        opening.result(PATIENCE)
        failed = [future.exception(PATIENCE) is not None for future in futures]

    assert failed == [False, True, True, False]
    assert deltas_of(rig.events(bad.session_id)) == ["before"]
    assert deltas_of(rig.events(other.session_id)) == ["opening", "neighbour"]


def test_what_an_attempt_adds_behind_its_own_end_is_too_late_even_in_the_same_batch(
    rig: Rig, writer: GroupCommit, engine: Engine
) -> None:
    other, run = rig.running(), rig.running()
    under_way, go_on = threading.Event(), threading.Event()

    def hold(_connection: Connection) -> None:
        under_way.set()
        assert go_on.wait(PATIENCE)

    with at_each_commit(engine, hold):
        writer.commit(Entry(other.fence, deltas("makes the writer busy")))
        assert under_way.wait(PATIENCE)
        end = writer.commit(ending_entry(run, run_endings.completed(terminal="made", result={}), queue=rig.queue))
        cancel = writer.commit(ending_entry(run, run_endings.cancelled(), queue=rig.queue))
        go_on.set()
        end.result(PATIENCE)
        with pytest.raises(FenceLost):
            cancel.result(PATIENCE)

    assert [event.type for event in rig.events(run.session_id)] == ["made", "done"]


def test_a_lost_fence_is_told_to_the_writer_and_to_the_run(rig: Rig, writer: GroupCommit, losses: Losses) -> None:
    run = rig.running()
    stale = replace(run.fence, attempt=7)

    with pytest.raises(FenceLost):
        writer.commit(Entry(stale, deltas("late"))).result(PATIENCE)
    writer.commit(Entry(run.fence, deltas("living"))).result(PATIENCE)

    assert [fence for fence, _ in losses.seen] == [stale]
    assert deltas_of(rig.events(run.session_id)) == ["living"]


@pytest.mark.parametrize("fault", [break_off, commit_and_break_off])
def test_a_commit_whose_outcome_is_unknown_is_written_exactly_once(
    rig: Rig, writer: GroupCommit, engine: Engine, fault: Callable[[Connection], None]
) -> None:
    run = rig.running()
    faults = iter([fault, fault])

    def strike(connection: Connection) -> None:
        next(faults, _nothing)(connection)

    with at_each_commit(engine, strike):
        for word in ("a", "b", "c"):
            entry = Entry(run.fence, deltas(word), [merge_state(run.session_id, {word: True})])
            writer.commit(entry).result(PATIENCE)

    assert deltas_of(rig.events(run.session_id)) == ["a", "b", "c"]
    assert is_dense(rig.events(run.session_id))


@pytest.mark.parametrize("seed", range(3))
def test_under_random_faults_at_commit_nothing_is_lost_and_nothing_comes_twice(
    rig: Rig, writer: GroupCommit, engine: Engine, seed: int
) -> None:
    runs = [rig.running() for _ in range(4)]
    chance = random.Random(seed)
    words = [f"w{index}" for index in range(60)]

    def strike(connection: Connection) -> None:
        chance.choice([break_off, commit_and_break_off, _terminate, _nothing, _nothing])(connection)

    with at_each_commit(engine, strike), ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda run: speak(writer, run, words), runs))

    for run in runs:
        assert deltas_of(rig.events(run.session_id)) == words
        assert is_dense(rig.events(run.session_id))


def test_callbacks_of_a_commit_whose_answer_was_lost_are_called_once(
    rig: Rig, writer: GroupCommit, engine: Engine
) -> None:
    run = rig.running()
    faults = iter([commit_and_break_off])

    def strike(connection: Connection) -> None:
        next(faults, _nothing)(connection)

    with at_each_commit(engine, strike):
        behind = rig.accept(run.session_id, queued=True)
        ending = run_endings.completed(terminal="words_complete", result={})
        writer.commit(ending_entry(run, ending, queue=rig.queue)).result(PATIENCE)

    assert rig.sent() == [run.id, behind.id]
    assert rig.types(run.session_id) == ["words_complete", "done"]


def test_a_stopped_writer_has_written_what_it_was_given(rig: Rig, engine: Engine, losses: Losses) -> None:
    run = rig.running()
    writer = GroupCommit(engine=engine, live_channel=rig.live_channel, on_lost=losses, window_seconds=0.2)
    for index in range(50):
        writer.add(run.fence, deltas(str(index)))

    writer.stop(timeout=PATIENCE)

    assert deltas_of(rig.events(run.session_id)) == [str(index) for index in range(50)]


def test_a_full_buffer_makes_its_writers_wait(rig: Rig, writer: GroupCommit, engine: Engine) -> None:
    run = rig.running()
    under_way, go_on = threading.Event(), threading.Event()

    def hold(_connection: Connection) -> None:
        under_way.set()
        assert go_on.wait(PATIENCE)

    with at_each_commit(engine, hold):
        writer.commit(Entry(run.fence, deltas("first")))
        assert under_way.wait(PATIENCE)
        assert writer.add(run.fence, deltas(*map(str, range(7_000)))) is None
        room = writer.add(run.fence, deltas(*map(str, range(2_000))))
        assert room is not None
        assert not room.done()
        go_on.set()
        room.result(PATIENCE)

    assert len(rig.events(run.session_id)) == 9_001


def _terminate(connection: Connection) -> None:
    """Postgres ends the connection just before its commit arrives."""
    number = _driver(connection).info.backend_pid
    with connection.engine.connect() as other:
        other.exec_driver_sql("SELECT pg_terminate_backend(%s, 5000)", (number,))


def _nothing(_connection: Connection) -> None:
    """Let the commit pass."""
