"""Replaying a long session, beside the rate at which events come about."""

import time
from collections.abc import Sequence

from tests.benchmarks.end_to_end import live_rates
from tests.benchmarks.measuring import Bench, Broken, Figure, median
from tests.benchmarks.productos_requests import new_sessions, run_request, view_request
from tests.benchmarks.streams import Lane, client, stream_has_ended

EVENTS = 10_000


def measure(bench: Bench) -> Sequence[Figure]:
    """The ratio of both rates."""
    if not bench.live_rates:
        live_rates(bench, each=bench.size(6, 2), rounds=2)
    live = median(bench.live_rates[1:])
    (session,) = new_sessions(bench.stack, 1)
    _read(bench, run_request(bench.stack, session, "ideation-agent", tokens=EVENTS - 2))
    rates = [EVENTS / _read(bench, view_request(bench.stack, session)) for _ in range(bench.size(9, 3))]
    bench.say(f"replay {median(rates):,.0f} events/s; live {live:,.0f} events/s")
    return [Figure(name=f"replay of {EVENTS:,} events : live", value=median(rates) / live, goal=8)]


def _read(bench: Bench, request: bytes) -> float:
    """Seconds from the request to the end of its stream, which must hold every event once."""
    with client() as reading:
        lane = Lane(bench.stack.settings.port, [request], has_ended=stream_has_ended)
        began = time.perf_counter()
        reading.start(lane)
        reading.read(seconds=60)
        seconds = time.perf_counter() - began
        if [frame.event["cursor"] for frame in lane.frames()] != list(range(1, EVENTS + 1)):
            raise Broken("a stream lost or repeated events")
    return seconds
