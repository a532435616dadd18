"""Status polls a second, beside a bare Flask application on the same gunicorn."""

import itertools
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.commands.stack import ROOT, listen
from tests.benchmarks.measuring import Bench, Broken, Figure, median
from tests.benchmarks.processes import bare_process
from tests.benchmarks.productos_requests import new_sessions, poll_request
from tests.benchmarks.streams import Lane, client, object_is_complete
from tests.support.productos import ProductOS
from tests.support.stack import Stack

CLIENTS = 20
_HELLO = b"GET /hello HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def measure(bench: Bench) -> Sequence[Figure]:
    """Both rates, in turn."""
    requests = list(_poll_requests(bench.stack))
    ours, bare = [], []
    with _bare_flask(bench.stack) as port:
        for _ in range(bench.size(3, 1)):
            ours.append(_rate(bench, bench.stack.settings.port, requests))
            bare.append(_rate(bench, port, [_HELLO] * CLIENTS))
    bench.say(f"{median(ours):,.0f} polls/s; bare Flask {median(bare):,.0f} answers/s")
    return [
        Figure(name=f"status polls, {CLIENTS} clients", value=median(ours), unit="/s"),
        Figure(name="status polls : bare Flask", value=median(ours) / median(bare)),
    ]


def _rate(bench: Bench, port: int, requests: Sequence[bytes]) -> float:
    """Answers a second when as many clients as there are requests repeat them without a pause."""
    seconds = bench.size(3, 1)
    with client() as polling:
        lanes = [Lane(port, itertools.repeat(request), has_ended=object_is_complete) for request in requests]
        began = time.perf_counter()
        for lane in lanes:
            polling.start(lane)
        while (taken := time.perf_counter() - began) < seconds:
            polling.read_once()
        if not all(lane.answers_are_good for lane in lanes):
            raise Broken("a poll was refused")
    return sum(lane.answered for lane in lanes) / taken


def _poll_requests(stack: Stack) -> Iterator[bytes]:
    """A look at a finished run for each client."""
    with stack.client() as http:
        for session in new_sessions(stack, CLIENTS):
            body = {"messages": [{"role": "user", "content": '{"tokens": 5}'}]}
            with ProductOS(http).agent(session, "ideation-agent", body) as frames:
                list(frames)
                yield poll_request(stack, session, frames.response.headers["X-Run-Id"])


@contextmanager
def _bare_flask(stack: Stack) -> Iterator[int]:
    """The port of a bare application."""
    listener = listen("127.0.0.1", 0)
    descriptor = listener.listening.fileno()
    words = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "tests/benchmarks/bare_gunicorn_conf.py")]
    words += ["--bind", f"fd://{descriptor}", "tests.benchmarks.bare_flask:application"]
    with bare_process(words, stack=stack, environment={}, keep_open=[descriptor]), listener.listening:
        yield listener.port
