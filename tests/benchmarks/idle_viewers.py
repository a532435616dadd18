"""What an open stream costs while nothing happens: thousands of them held by one API process."""

import time
from collections.abc import Sequence

from tests.benchmarks.audience import audience
from tests.benchmarks.measuring import Bench, Figure
from tests.benchmarks.processes import ApiProcess

VIEWERS = 4_000
FIRST_VIEWERS = 200
SESSIONS = 20


def measure(bench: Bench) -> Sequence[Figure]:
    """Memory per viewer, once the first few have made the process fetch what all of them share."""
    count = bench.size(VIEWERS, 400)
    with audience(bench) as waiting:
        waiting.open_sessions(SESSIONS, ticks=1, rate=1.0)
        waiting.let_in(FIRST_VIEWERS)
        api = ApiProcess(bench.stack)
        before = api.own_bytes()
        began = time.perf_counter()
        waiting.let_in(count - FIRST_VIEWERS)
        entered = (count - FIRST_VIEWERS) / (time.perf_counter() - began)
        kibibytes = (api.own_bytes() - before) / 1024 / (count - FIRST_VIEWERS)
        waiting.begin()
        waiting.watch(seconds=60)
    bench.say(f"{count:,} viewers held; {kibibytes:.1f} KiB each; {entered:,.0f} entered a second")
    return [Figure(name=f"memory per idle viewer of {count:,}", value=kibibytes, unit="KiB", goal=24, better="less")]
