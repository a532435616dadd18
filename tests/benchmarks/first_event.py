"""From a request to its first event, one at a time, beside what Celery alone needs to start a task.

Both workers have the same settings, pool and broker; both clocks run from the moment of sending.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import redis
from celery import Celery

from app.engine.queue import celery_settings
from tests.benchmarks.bare_celery import STARTED, TASK
from tests.benchmarks.end_to_end import TOKENS
from tests.benchmarks.measuring import Bench, Broken, Figure, median, percentile
from tests.benchmarks.processes import bare_process
from tests.benchmarks.productos_requests import new_sessions, run_request
from tests.benchmarks.streams import Lane, client, stream_has_ended
from tests.support.stack import Stack

_FIRST = b'data: {"type":"text_delta"'


def measure(bench: Bench) -> Sequence[Figure]:
    """The ratio of both medians, in turns of ten."""
    ours: list[float] = []
    celery: list[float] = []
    with _bare_worker(bench.stack) as sender, redis.Redis.from_url(bench.stack.redis_url, protocol=2) as broker:
        for session_ids in _tens(new_sessions(bench.stack, bench.size(150, 20) + 10)):
            ours.extend(_until_first_event(bench.stack, session) for session in session_ids)
            celery.extend(_until_task_starts(sender, broker) for _ in session_ids)
    ours, celery = ours[10:], celery[10:]
    for name, taken in (("first event", ours), ("bare Celery task", celery)):
        bench.say(f"{name}: {median(taken):.2f} ms (p50), {percentile(taken, 99):.2f} ms (p99)")
    ratio = median(ours) / median(celery)
    return [
        Figure(name="first event : bare Celery, p50 (4 is wanted)", value=ratio, goal=7, better="less"),
        Figure(name="request to first event, p50", value=median(ours), unit="ms"),
    ]


def _tens(sessions: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(sessions), 10):
        yield sessions[first : first + 10]


def _until_first_event(stack: Stack, session_id: str) -> float:
    """Milliseconds until the first event's frame has arrived; the stream is read to its end."""
    request = run_request(stack, session_id, "ideation-agent", tokens=TOKENS)
    with client() as reading:
        lane = Lane(stack.settings.port, [request], has_ended=stream_has_ended)
        reading.start(lane)
        reading.read(seconds=30)
        first = next((at for at, piece in lane.pieces if _FIRST in piece), None)
        if first is None:
            raise Broken("a stream without an event")
        return (first - lane.sent_at[0]) / 1e6


def _until_task_starts(sender: Celery, broker: "redis.Redis") -> float:
    """Milliseconds until the task says that it has begun."""
    sent_at = time.time_ns()
    sender.send_task(TASK, kwargs={"run_id": "0" * 36}, retry=False)
    answer = broker.blpop([STARTED], timeout=30)
    if answer is None:
        raise Broken("the bare task never began")
    return (int(answer[1]) - sent_at) / 1e6


@contextmanager
def _bare_worker(stack: Stack) -> Iterator[Celery]:
    sender = Celery("bare-sender", set_as_current=False)
    sender.conf.update({**celery_settings(stack.redis_url), "task_default_queue": "bare"})
    words = [sys.executable, "-m", "celery", "-A", "tests.benchmarks.bare_celery", "--quiet", "worker", "-n", "bare@%h"]
    words += ["-P", "threads", "-c", str(stack.settings.worker_threads), "-l", "error"]
    words += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    with bare_process(words, stack=stack, environment={"REDIS_URL": stack.redis_url}), sender:
        broker = redis.Redis.from_url(stack.redis_url, protocol=2)
        _until_task_starts(sender, broker)
        broker.close()
        yield sender
