"""Group commit against one commit per event: the same log, the same fence, the same publishing.

Full speed for one stream and for twenty; and what the waiting costs a single event.
"""

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from app.domain.accounts.operations import ensure_tenant, shared_tenant_id
from app.engine import event_log, leases
from app.engine.budgets import Limits
from app.engine.event_log import Entry, Fence, NewEvent
from app.engine.group_commit import GroupCommit
from app.engine.live_channel import LiveChannel
from app.engine.queue import RunQueue
from app.engine.run_acceptance import RunRequest, accept_run
from app.engine.run_claims import claim
from app.engine.sessions import create_session
from app.errors import FenceLost
from app.storage import database, redis
from app.storage.database import transaction
from tests.benchmarks.measuring import Bench, Broken, Figure, median, percentile

STREAMS = 20
LONE_PAUSE_SECONDS = 0.02

Speak = Callable[[Fence, float], int]
"""Writes events of one stream for so many seconds; returns how many there are, when all are durable."""


def measure(bench: Bench) -> Sequence[Figure]:
    """Both ways, for one stream and for twenty."""
    engine = database.connect(bench.stack.database_url, pool_size=STREAMS + 4, application="baton-bench")
    live_channel = LiveChannel(redis.connect(bench.stack.redis_url))
    group = GroupCommit(engine=engine, live_channel=live_channel, on_lost=lambda _fence, _error: None)
    try:
        with _running(engine, STREAMS) as running:
            return list(_compared(bench, running, _grouped(group), _one_by_one(engine, live_channel), group))
    except FenceLost as error:
        raise Broken("a stream lost its fence") from error
    finally:
        group.stop()
        engine.dispose()


def _compared(bench: Bench, running: "_Running", grouped: Speak, single: Speak, group: GroupCommit) -> Iterator[Figure]:
    seconds = bench.size(20, 5) / 10
    for streams in (1, STREAMS):
        together = _rate(grouped, running.fences(streams), seconds)
        alone = _rate(single, running.fences(streams), seconds)
        name = "1 stream" if streams == 1 else f"{streams} streams"
        bench.say(f"{name}: grouped {together:,.0f} events/s; a commit per event {alone:,.0f} events/s")
        yield Figure(name=f"group commit : commit per event, {name}", value=together / alone, goal=10)
    (fence,) = running.fences(1)
    lone = [_lone(group, fence) for _ in range(bench.size(100, 20))]
    bench.say(f"a lone event is durable after {median(lone):.2f} ms (p50), {percentile(lone, 99):.2f} ms (p99)")
    yield Figure(name="a lone event until it is durable, p50", value=median(lone), unit="ms")


def _grouped(group: GroupCommit) -> Speak:
    def speak(fence: Fence, seconds: float) -> int:
        index = 0
        for index in _for(seconds):
            if (room := group.add(fence, [_event(index)])) is not None:
                room.result()
        group.commit(Entry(fence, ())).result()
        return index + 1

    return speak


def _one_by_one(engine: Engine, live_channel: LiveChannel) -> Speak:
    def speak(fence: Fence, seconds: float) -> int:
        index = 0
        for index in _for(seconds):
            with transaction(engine) as connection:
                appended = event_log.append(connection, entries=[Entry(fence, [_event(index)])])
                if appended.lost:
                    raise FenceLost
            live_channel.publish(appended.published)
        return index + 1

    return speak


def _for(seconds: float) -> Iterator[int]:
    """Counts from 0 until the time is over, at least one."""
    end = time.monotonic() + seconds
    for index in itertools.count():
        yield index
        if time.monotonic() > end:
            return


def _rate(speak: Speak, fences: Sequence[Fence], seconds: float) -> float:
    """Events a second when all streams speak at once."""
    with ThreadPoolExecutor(len(fences)) as threads:
        began = time.perf_counter()
        events = sum(threads.map(lambda fence: speak(fence, seconds), fences))
        return events / (time.perf_counter() - began)


def _lone(group: GroupCommit, fence: Fence) -> float:
    """Milliseconds until an event after a quiet moment is durable."""
    time.sleep(LONE_PAUSE_SECONDS)
    began = time.perf_counter()
    group.commit(Entry(fence, [_event(0)])).result()
    return (time.perf_counter() - began) * 1000


class _Running:
    """Runs of a process that gives a sign of life whenever it is asked for them: nobody else takes them."""

    def __init__(self, life: Connection, key: int, fences: Sequence[Fence]) -> None:
        self._life = life
        self._key = key
        self._fences = fences

    def fences(self, count: int) -> Sequence[Fence]:
        """The fences of the first ``count``, to be used within a lease's time."""
        leases.renew(self._life, key=self._key, draining=False)
        return self._fences[:count]


@contextmanager
def _running(engine: Engine, count: int) -> Iterator[_Running]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as life:
        key = leases.register(life)
        with transaction(engine) as connection:
            ensure_tenant(connection, tenant_id=shared_tenant_id(), name="bench")
            fences = [_claimed(connection, key) for _ in range(count)]
        yield _Running(life, key, fences)
        with transaction(engine) as connection:
            connection.exec_driver_sql("DELETE FROM sessions WHERE id = ANY(%s)", ([f.session_id for f in fences],))
        leases.leave(life, key=key)


def _claimed(connection: Connection, key: int) -> Fence:
    tenant = shared_tenant_id()
    session = create_session(connection, tenant_id=tenant, kind="bench")
    request = RunRequest(
        tenant_id=tenant, session_id=session.id, agent="bench", input={}, limits=Limits(tokens=None, cost=None)
    )
    accepted = accept_run(connection, queue=_Unsent(), request=request)
    run = claim(connection, run_id=accepted.id, worker_key=key, alone=False)
    assert run is not None
    return run.fence


class _Unsent(RunQueue):
    """Sends nothing: these runs are nobody else's."""

    def __init__(self) -> None:
        super().__init__("redis://127.0.0.1:1")

    def send(self, **_run: object) -> bool:
        return False


def _event(index: int) -> NewEvent:
    return NewEvent.of("text_delta", {"delta": f"token {index} "})
