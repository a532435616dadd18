"""From the log and the live channel to viewers: nobody misses anything, whatever happens to Redis or to the viewer."""

import threading
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import orjson
import pytest

from app.engine import event_log
from app.engine.event_log import Entry, Event
from app.engine.live_channel import channel_name
from app.engine.relay import Hub, Viewer
from app.engine.run_claims import ClaimedRun
from app.engine.sessions import delete_session
from app.engine.viewing import HEARTBEAT, Stream, View
from app.errors import NotFound
from app.storage import redis
from app.storage.database import transaction
from tests.integration.rig import KIND, Rig, deltas
from tests.support.stack import until

PATIENCE = 60


def frame(event: Event) -> bytes:
    return b"%d %b %b\n" % (event.cursor, event.type.encode(), event.data)


class Watcher:
    """A viewer with a thread of its own that keeps what it gets."""

    def __init__(self, rig: Rig, hub: Hub, session_id: UUID, *, until: UUID | None, since: int, only: bool) -> None:
        self._rig = rig
        self._session_id = session_id
        self.reads = 0
        view = View(session_id=session_id, since=since, until=until, only=only, frame=frame, read=self._read)
        self.stream = Stream(hub=hub, view=view)
        self.pieces: list[bytes] = []
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    @property
    def text(self) -> bytes:
        return b"".join(self.pieces)

    def sees(self, word: str) -> None:
        """Wait until the word has arrived."""
        until(lambda: b'"%b"' % word.encode() in self.text, what=f"{word} arrives")

    def ended(self) -> bytes:
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        return self.text

    def _watch(self) -> None:
        for piece in self.stream.pieces(lambda viewer, seconds: viewer.wait(seconds)):
            if piece != HEARTBEAT:
                self.pieces.append(piece)

    def _read(self, since: int, limit: int) -> Sequence[Event]:
        self.reads += 1
        with transaction(self._rig.owner) as connection:
            page = event_log.read(connection, session_id=self._session_id, since=since, limit=limit)
            if not page:
                event_log.head(connection, session_id=self._session_id)
            return page


@pytest.fixture(scope="module")
def shared_hub(shared_rig: Rig) -> Iterator[Hub]:
    made = Hub(redis.connect(shared_rig.services.redis_url))
    yield made
    made.drain()


@pytest.fixture
def hub(shared_hub: Hub) -> Hub:
    until(lambda: shared_hub.trusted, what="the relay trusts its connection")
    return shared_hub


def watch(rig: Rig, hub: Hub, run: ClaimedRun, *, since: int = 0, only: bool = True) -> Watcher:
    return Watcher(rig, hub, run.session_id, until=run.id, since=since, only=only)


def stored(rig: Rig, session_id: UUID, since: int = 0) -> bytes:
    return b"".join(map(frame, rig.events(session_id, since)))


def store_silently(rig: Rig, run: ClaimedRun, *words: str) -> None:
    """Append without publishing, as if Redis had lost the message."""
    with rig.transaction() as connection:
        event_log.append(connection, entries=[Entry(run.fence, deltas(*words))])


def kill_pubsub_connections(rig: Rig) -> int:
    killed: int = rig.redis.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
    return killed


def test_a_viewer_from_the_start_sees_exactly_what_is_stored(rig: Rig, hub: Hub) -> None:
    run = rig.running()
    watcher = watch(rig, hub, run)
    for index in range(30):
        rig.say(run, f"w{index}", "é\u2028")
    rig.complete(run, text="whole")

    assert watcher.ended() == stored(rig, run.session_id)


def test_a_viewer_that_comes_late_sees_the_stored_and_then_the_live(rig: Rig, hub: Hub) -> None:
    run = rig.running()
    rig.say(run, *(f"early{index}" for index in range(50)))
    watcher = watch(rig, hub, run, since=20, only=False)
    watcher.sees("early49")
    rig.say(run, "live")
    rig.complete(run)

    assert watcher.ended() == stored(rig, run.session_id, since=20)


def test_many_viewers_that_come_while_it_runs_all_see_the_same(rig: Rig, hub: Hub) -> None:
    run = rig.running()
    watchers = []
    for index in range(15):
        watchers.append(watch(rig, hub, run))
        rig.say(run, f"w{index}")
    rig.complete(run)

    assert {watcher.ended() for watcher in watchers} == {stored(rig, run.session_id)}


def test_live_events_come_without_reading_the_log(rig: Rig, hub: Hub) -> None:
    run = rig.running()
    watcher = watch(rig, hub, run)
    rig.say(run, "first")
    watcher.sees("first")
    reads = watcher.reads
    for index in range(20):
        rig.say(run, f"w{index}")
    watcher.sees("w19")

    assert watcher.reads == reads
    rig.complete(run)
    watcher.ended()


def test_a_hole_between_cursors_is_filled_from_the_log(rig: Rig, hub: Hub) -> None:
    run = rig.running()
    watcher = watch(rig, hub, run)
    rig.say(run, "a")
    watcher.sees("a")
    store_silently(rig, run, "unpublished")
    rig.say(run, "b")
    rig.complete(run)

    assert watcher.ended() == stored(rig, run.session_id)


def test_messages_that_come_twice_or_late_are_shown_once(rig: Rig, hub: Hub) -> None:
    run = rig.running()
    watcher = watch(rig, hub, run)
    first = rig.say(run, "a")
    second = rig.say(run, "b", "c")
    for appended in (second, first, first, second):
        rig.live_channel.publish(appended.published)
    rig.say(run, "d")
    rig.complete(run)

    assert watcher.ended() == stored(rig, run.session_id)


def test_a_batch_too_large_to_be_published_is_read_from_the_log(rig: Rig, hub: Hub) -> None:
    run = rig.running()
    watcher = watch(rig, hub, run)
    rig.say(run, "x" * 200_000)
    rig.say(run, "small")
    rig.complete(run)

    assert watcher.ended() == stored(rig, run.session_id)


def test_a_run_stream_leaves_out_what_came_before_it_and_ends_at_its_own_done(rig: Rig, hub: Hub) -> None:
    first = rig.running()
    second = rig.accept(first.session_id, queued=True)
    watcher = Watcher(rig, hub, first.session_id, until=second.id, since=0, only=True)
    rig.say(first, "of the first")
    rig.complete(first)
    claimed = rig.claim(second.id)
    assert claimed is not None
    rig.say(claimed, "of the second")
    rig.complete(claimed)

    assert watcher.ended() == stored(rig, first.session_id, since=3)


def test_a_finished_run_is_shown_from_the_log_alone(rig: Rig, hub: Hub) -> None:
    run = rig.running()
    rig.say(run, *map(str, range(5_000)))
    rig.complete(run)

    assert watch(rig, hub, run).ended() == stored(rig, run.session_id)


def test_a_view_without_a_run_ends_with_what_is_stored(rig: Rig, hub: Hub) -> None:
    run = rig.running()
    rig.say(run, "a", "b")

    watcher = Watcher(rig, hub, run.session_id, until=None, since=0, only=False)

    assert watcher.ended() == stored(rig, run.session_id)


def test_a_deleted_session_ends_its_streams(rig: Rig, hub: Hub) -> None:
    run = rig.running()
    watchers = [watch(rig, hub, run) for _ in range(3)]
    rig.say(run, "a")
    for watcher in watchers:
        watcher.sees("a")

    with rig.transaction() as connection:
        delete_session(
            connection,
            live_channel=rig.live_channel,
            tenant_id=rig.tenant_id,
            session_id=run.session_id,
            kind=KIND,
        )

    for watcher in watchers:
        assert b"done" not in watcher.ended()


def test_a_process_that_stops_ends_its_streams_after_what_they_have_sent(rig: Rig) -> None:
    hub, run = Hub(redis.connect(rig.services.redis_url)), rig.running()
    watcher = watch(rig, hub, run)
    rig.say(run, "a")
    watcher.sees("a")

    hub.drain()

    assert watcher.ended() == stored(rig, run.session_id)


def test_a_channel_is_subscribed_while_somebody_watches_and_no_longer(rig: Rig, hub: Hub) -> None:
    run = rig.running()
    name = channel_name(run.session_id)

    def subscribers() -> int:
        (_, number), *_ = rig.redis.pubsub_numsub(name)
        return int(number)

    watchers = [watch(rig, hub, run) for _ in range(4)]
    until(lambda: subscribers() == 1, what="one subscription for all")
    assert hub.viewers == 4
    rig.complete(run)
    for watcher in watchers:
        watcher.ended()

    until(lambda: subscribers() == 0, what="nobody is subscribed")
    assert hub.viewers == 0


def test_leaving_and_coming_back_at_once_keeps_the_channel(rig: Rig, hub: Hub) -> None:
    run = rig.running()
    for _ in range(30):
        viewer = Viewer(0)
        hub.enter(run.session_id, viewer)
        hub.leave(run.session_id, viewer)
    watcher = watch(rig, hub, run)
    rig.say(run, "still here")
    watcher.sees("still here")
    rig.complete(run)

    assert watcher.ended() == stored(rig, run.session_id)


def test_a_full_queue_turns_a_viewer_into_a_reader_of_the_log(rig: Rig, hub: Hub) -> None:
    run = rig.running()
    viewer = Viewer(0)
    hub.enter(run.session_id, viewer)
    for index in range(200):
        rig.say(run, str(index))
    rig.say(run, "last")
    until(lambda: viewer.lagging or len(viewer.batches) > 64, what="the queue is full")

    assert len(viewer.batches) <= 64
    hub.leave(run.session_id, viewer)


def test_what_is_published_is_what_is_stored_byte_for_byte(rig: Rig) -> None:
    run = rig.running()
    listener: Any = rig.redis.pubsub(ignore_subscribe_messages=True)
    listener.subscribe(channel_name(run.session_id))
    until(lambda: rig.redis.pubsub_numsub(channel_name(run.session_id))[0][1] == 1, what="the subscription")
    rig.say(run, "ä\u0000b", "\U0001f6b2")

    heard = None
    while heard is None:
        heard = listener.get_message(timeout=1)
    listener.close()

    sent = orjson.loads(heard["data"])
    assert [(item["id"], item["type"], orjson.dumps(item["data"])) for item in sent] == [
        (event.cursor, event.type, event.data) for event in rig.events(run.session_id)
    ]


def test_a_reader_of_a_session_that_is_gone_ends(rig: Rig, hub: Hub) -> None:
    run = rig.running()

    def read(_since: int, _limit: int) -> Sequence[Event]:
        raise NotFound

    view = View(session_id=run.session_id, since=0, until=run.id, only=True, frame=frame, read=read)

    assert list(Stream(hub=hub, view=view).pieces(lambda viewer, seconds: viewer.wait(seconds))) == []
    assert hub.viewers == 0


def test_a_reconnect_shows_what_came_in_between(rig: Rig, hub: Hub) -> None:
    run = rig.running()
    watcher = watch(rig, hub, run)
    rig.say(run, "a")
    watcher.sees("a")

    assert kill_pubsub_connections(rig) == 1
    store_silently(rig, run, "while it was away")
    watcher.sees("while it was away")
    rig.complete(run)

    assert watcher.ended() == stored(rig, run.session_id)


def test_viewers_follow_the_log_while_redis_is_away(rig: Rig, hub: Hub) -> None:
    run = rig.running()
    watcher = watch(rig, hub, run)
    rig.say(run, "before")
    watcher.sees("before")
    rig.services.stop_valkey(kill=True)
    try:
        rig.say(run, "without")
        watcher.sees("without")
        newcomer = watch(rig, hub, run)
        newcomer.sees("without")
    finally:
        rig.services.restart_valkey()
    rig.say(run, "after")
    rig.complete(run)

    assert watcher.ended() == newcomer.ended() == stored(rig, run.session_id)
