"""One request by several clients at once, each repeating it without a pause."""

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.benchmarks.measuring import Bench, Broken, median, percentile
from tests.benchmarks.streams import Lane, client, object_is_complete

CLIENTS = 20


@dataclass(frozen=True, slots=True)
class Repeated:
    """Answers a second, and the milliseconds that each took."""

    rate: float
    milliseconds: Sequence[float]


def repeated(bench: Bench, request: bytes) -> Repeated:
    """Send ``request``, whose answer is a JSON object, for some seconds."""
    seconds = bench.size(4, 1)
    with client() as reading:
        lanes = [
            Lane(bench.stack.settings.port, itertools.repeat(request), has_ended=object_is_complete)
            for _ in range(CLIENTS)
        ]
        began = time.perf_counter()
        for lane in lanes:
            reading.start(lane)
        while (taken := time.perf_counter() - began) < seconds:
            reading.read_once()
        if not all(lane.answers_are_good for lane in lanes):
            raise Broken("a request was refused")
    return Repeated(
        rate=sum(lane.answered for lane in lanes) / taken,
        milliseconds=[each for lane in lanes for each in _milliseconds(lane)],
    )


def rate_of(measured: Sequence[Repeated]) -> float:
    return median([each.rate for each in measured])


def p99_of(measured: Sequence[Repeated]) -> float:
    return median([percentile(each.milliseconds, 99) for each in measured])


def _milliseconds(lane: Lane) -> Sequence[float]:
    """How long each answer took that has ended. Heads and bodies come in pieces of their own."""
    ends = (at for at, piece in lane.pieces if object_is_complete(piece))
    return [(end - sent) / 1e6 for sent, end in zip(lane.sent_at, ends, strict=False)]
