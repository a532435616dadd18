"""Sessions whose agents tick, and any number of viewers in front of them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.measuring import Bench, Broken
from tests.benchmarks.productos_requests import new_sessions, run_request, view_request
from tests.benchmarks.streams import Client, Lane, client, stream_has_ended

AT_ONCE = 20
"""So many viewers enter at the same time: a pool of connections serves them all."""

_EVENT = b"data: {"


class Audience:
    """Running sessions that wait for their start, and their viewers."""

    def __init__(self, bench: Bench, reading: Client, start: Path) -> None:
        self._bench = bench
        self._reading = reading
        self._start = start
        self.sessions: Sequence[str] = ()
        self.viewers: list[Lane] = []

    def open_sessions(self, count: int, *, ticks: int, rate: float) -> None:
        """Start ``count`` runs that will tick in turn, evenly spread over the time between two ticks."""
        self.sessions = new_sessions(self._bench.stack, count)
        for number, session in enumerate(self.sessions):
            parameters = {"ticks": ticks, "rate": rate, "offset": number / count / rate, "start": str(self._start)}
            self._enter([run_request(self._bench.stack, session, "research-agent", **parameters)])

    def let_in(self, count: int) -> None:
        """Have ``count`` viewers take their places, as many at each session."""
        requests = [view_request(self._bench.stack, self.sessions[n % len(self.sessions)]) for n in range(count)]
        for first in range(0, count, AT_ONCE):
            self.viewers += self._enter(requests[first : first + AT_ONCE])

    def begin(self) -> None:
        """Let all sessions begin to tick."""
        self._start.touch()

    def watch(self, *, seconds: float) -> None:
        """Read until every stream has ended."""
        self._reading.read(seconds=seconds)
        if not all(lane.answers_are_good for lane in self.viewers):
            raise Broken("a viewer was refused")

    def _enter(self, requests: Sequence[bytes]) -> Sequence[Lane]:
        """Each has seen its first event when this returns, and waits for what comes."""
        lanes = [Lane(self._bench.stack.settings.port, [request], has_ended=stream_has_ended) for request in requests]
        for lane in lanes:
            self._reading.start(lane)
        self._reading.read(seconds=30, until=lambda: all(_EVENT in lane.text for lane in lanes))
        return lanes


@contextmanager
def audience(bench: Bench) -> Iterator[Audience]:
    """An empty audience; at its end the sessions are let go."""
    with TemporaryDirectory(prefix="baton-bench-") as folder, client() as reading:
        made = Audience(bench, reading, Path(folder) / "start")
        try:
            yield made
        finally:
            made.begin()
