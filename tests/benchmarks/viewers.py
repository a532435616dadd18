"""A thousand viewers of one API process, each seeing ten events a second, and what that costs.

An agent puts the time into each event; a viewer's delay counts from there to its own socket, through
the log, the live channel and the relay. Beside it the delay of a single viewer, and the same
audience with the sockets left to the greenlets.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from app.commands.running_part import Part
from tests.benchmarks.audience import audience
from tests.benchmarks.measuring import Bench, Broken, Figure, median, percentile
from tests.benchmarks.processes import ApiProcess
from tests.benchmarks.streams import Lane
from tests.support.stack import Stack

RATE = 10.0
VIEWERS = 1_000
SESSIONS = 20


class Watched(NamedTuple):
    """Milliseconds of delay of every delivery; milliseconds of the API's CPU per 1,000 of them."""

    delays: Sequence[float]
    cpu: float


def measure(bench: Bench) -> Sequence[Figure]:
    """One viewer, then a thousand in two arrangements, then the same without direct writes."""
    count = bench.size(VIEWERS, 100)
    alone = _watch(bench, viewers=1, sessions=1)
    bench.say(f"1 viewer: {median(alone.delays):.1f} ms (p50), {percentile(alone.delays, 99):.1f} ms (p99)")
    figures = list(_thousand(bench, "", count, goal=60.0))
    with _without_direct_writes(bench.stack):
        figures += _thousand(bench, ", no direct writes", count, goal=None)
    return [Figure(name="1 viewer, p50", value=median(alone.delays), unit="ms"), *figures]


def _thousand(bench: Bench, how: str, count: int, *, goal: float | None) -> Iterator[Figure]:
    for sessions in (SESSIONS, 1):
        watched = _watch(bench, viewers=count, sessions=sessions)
        name = f"{count:,} viewers of {sessions} session{'s' * (sessions > 1)}{how}"
        p50, p99 = median(watched.delays), percentile(watched.delays, 99)
        bench.say(f"{name}: {p50:.1f} ms (p50), {p99:.1f} ms (p99); {watched.cpu:.1f} ms CPU per 1,000")
        yield Figure(name=f"{name}, p99", value=p99, unit="ms", goal=goal, better="less")
        yield Figure(name=f"{name}, CPU per 1,000", value=watched.cpu, unit="ms", better="less")


def _watch(bench: Bench, *, viewers: int, sessions: int) -> Watched:
    ticks = bench.size(80, 20)
    with audience(bench) as watching:
        watching.open_sessions(sessions, ticks=ticks, rate=RATE)
        watching.let_in(viewers)
        api = ApiProcess(bench.stack)
        before = api.cpu_seconds()
        watching.begin()
        watching.watch(seconds=60)
        spent = api.cpu_seconds() - before
        delays = [delay for viewer in watching.viewers for delay in _delays(viewer, ticks)]
    return Watched(delays, spent * 1e6 / len(delays))


def _delays(viewer: Lane, ticks: int) -> list[float]:
    """The delays of one viewer in milliseconds, if it has seen every event once and in order."""
    frames = list(viewer.frames())
    if [frame.event["cursor"] for frame in frames] != list(range(1, ticks + 4)):
        raise Broken("a viewer lost or repeated events")
    return [(at - int(str(event["delta"]))) / 1e6 for at, event in frames if event["type"] == "text_delta"]


@contextmanager
def _without_direct_writes(stack: Stack) -> Iterator[None]:
    """The API with its sockets left to the greenlets; afterwards as it was."""
    api = stack.processes["api"]
    shipped = api.part
    try:
        _restart(stack, replace(shipped, environment={**shipped.environment, "BATON_DIRECT_WRITES": "off"}))
        yield
    finally:
        _restart(stack, shipped)


def _restart(stack: Stack, part: Part) -> None:
    api = stack.processes["api"]
    api.stop()
    api.part = part
    api.start()
    stack.wait_until_ready()
