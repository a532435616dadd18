"""From a request to its first event, one at a time, beside what Celery alone needs to start a task.

The baseline is Celery as it comes. Beside it stands Celery with the settings and the pool of Baton's workers,
which starts its tasks sooner. One of each in turn, so that none finds its processes warmer than the others do;
all clocks run from the moment of sending.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import redis
from celery import Celery

from tests.benchmarks.bare_celery import STARTED, TASK, bare_celery
from tests.benchmarks.end_to_end import TOKENS
from tests.benchmarks.measuring import Bench, Broken, Figure, median, percentile
from tests.benchmarks.processes import bare_process
from tests.benchmarks.productos_requests import new_sessions, run_request
from tests.benchmarks.streams import Lane, client, stream_has_ended
from tests.support.stack import Stack

_FIRST = b'data: {"type":"text_delta"'


def measure(bench: Bench) -> Sequence[Figure]:
    """The ratios of the medians."""
    ours: list[float] = []
    stock: list[float] = []
    tuned: list[float] = []
    with ExitStack() as stack:
        senders = [stack.enter_context(_bare_worker(bench.stack, tuned=tuned)) for tuned in (False, True)]
        broker = stack.enter_context(redis.Redis.from_url(bench.stack.redis_url, protocol=2))
        for session in new_sessions(bench.stack, bench.size(150, 20) + 10):
            ours.append(_until_first_event(bench.stack, session))
            for taken, sender in zip((stock, tuned), senders, strict=True):
                taken.append(_until_task_starts(sender, broker))
    kinds = {"first event": ours, "Celery as it comes": stock, "Celery with Baton's settings": tuned}
    for name, taken in kinds.items():
        bench.say(f"{name}: {median(taken[10:]):.2f} ms (p50), {percentile(taken[10:], 99):.2f} ms (p99)")
    first, bare, faster = (median(taken[10:]) for taken in kinds.values())
    return [
        Figure(name="first event : Celery's task start, p50 (4 is wanted)", value=first / bare, goal=7, better="less"),
        Figure(name="first event : the same with Baton's settings, p50", value=first / faster),
        Figure(name="request to first event, p50", value=first, unit="ms"),
    ]


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
def _bare_worker(stack: Stack, *, tuned: bool) -> Iterator[Celery]:
    """A worker of the bare application; gives what sends to it, once a task has come through."""
    words = [sys.executable, "-m", "celery", "-A", "tests.benchmarks.bare_celery", "--quiet", "worker", "-l", "error"]
    words += ["-n", f"{'tuned' if tuned else 'stock'}@%h"]
    environment = {"REDIS_URL": stack.redis_url}
    if tuned:
        words += ["-P", "threads", "-c", str(stack.settings.worker_threads)]
        words += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        environment["BENCH_TUNED"] = "1"
    with (
        bare_process(words, stack=stack, environment=environment),
        bare_celery(stack.redis_url, tuned=tuned) as sender,
        redis.Redis.from_url(stack.redis_url, protocol=2) as broker,
    ):
        _until_task_starts(sender, broker)
        yield sender
