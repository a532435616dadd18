"""Events a second, end to end: 20 runs at once over HTTP, each stream read to its end by its own client.

Beside it, the least that storing them could cost: COPY of the very rows that came about into a table of
the same shape, 200 rows a commit, on one connection to the same Postgres.

A run costs the same however much it has to say (its request, its message, its claim, its end). So the same
is measured with long runs, which show what the events themselves cost.
"""

import time
from collections.abc import Sequence
from typing import Any

import psycopg

from tests.benchmarks.measuring import Bench, Broken, Figure, median
from tests.benchmarks.productos_requests import new_sessions, run_request
from tests.benchmarks.streams import Lane, client, stream_has_ended

AT_ONCE = 20
TOKENS = 200
MANY_TOKENS = 1_000
EVENTS = TOKENS + 2
ROWS_A_COMMIT = 200


def measure(bench: Bench) -> Sequence[Figure]:
    """The ratios, measured in turn."""
    live_rates(bench, each=bench.size(12, 2), rounds=1)  # for warmth: pools, prepared statements, code
    ratios: dict[int, list[float]] = {TOKENS: [], MANY_TOKENS: []}
    copies = []
    for _ in range(bench.size(3, 1)):
        short = live_rates(bench, each=bench.size(12, 2), rounds=1)[0]
        long = _round(bench, new_sessions(bench.stack, AT_ONCE * bench.size(3, 1)), tokens=MANY_TOKENS)
        copies.append(_copied_rate(bench.stack.database_url))
        for tokens, rate in ((TOKENS, short), (MANY_TOKENS, long)):
            ratios[tokens].append(rate / copies[-1])
    live = median(bench.live_rates[1:])
    bench.say(f"end to end {live:,.0f} events/s, {live / EVENTS:.1f} runs/s; raw COPY {median(copies):,.0f} rows/s")
    return [
        Figure(name="events/s end to end : raw COPY", value=median(ratios[TOKENS]), goal=0.35),
        Figure(name=f"the same, {MANY_TOKENS + 2:,} events a run", value=median(ratios[MANY_TOKENS])),
        Figure(name=f"runs/s, {AT_ONCE} at once, {EVENTS} events each", value=live / EVENTS, unit="/s"),
    ]


def live_rates(bench: Bench, *, each: int, rounds: int) -> list[float]:
    """Events a second of ``rounds`` rounds in which 20 clients start ``each`` runs, one after the other."""
    rates = [_round(bench, new_sessions(bench.stack, AT_ONCE * each), tokens=TOKENS) for _ in range(rounds)]
    bench.live_rates.extend(rates)
    return rates


def _round(bench: Bench, sessions: Sequence[str], *, tokens: int) -> float:
    requests = [run_request(bench.stack, session, "ideation-agent", tokens=tokens) for session in sessions]
    with client() as reading:
        lanes = [
            Lane(bench.stack.settings.port, requests[number::AT_ONCE], has_ended=stream_has_ended)
            for number in range(AT_ONCE)
        ]
        began = time.perf_counter()
        for lane in lanes:
            reading.start(lane)
        reading.read(seconds=60)
        seconds = time.perf_counter() - began
        for lane in lanes:
            _check(lane, events=tokens + 2)
    return len(sessions) * (tokens + 2) / seconds


def _check(lane: Lane, *, events: int) -> None:
    cursors = [frame.event["cursor"] for frame in lane.frames()]
    if cursors != list(range(1, events + 1)) * len(lane.sent_at):
        raise Broken("a stream lost or repeated events")


def _copied_rate(database_url: str) -> float:
    """Rows a second by COPY of what was written last, as many as one round has."""
    columns = "session_id, cursor, tenant_id, run_id, type, data"
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS bench_copied")
        connection.execute("CREATE TABLE bench_copied (LIKE run_events INCLUDING ALL)")
        rows = connection.execute(
            "SELECT session_id, cursor, tenant_id, run_id, type, data::text FROM run_events LIMIT 40000"
        ).fetchall()
        began = time.perf_counter()
        for first in range(0, len(rows), ROWS_A_COMMIT):
            _copy(connection, f"COPY bench_copied ({columns}) FROM STDIN", rows[first : first + ROWS_A_COMMIT])
        seconds = time.perf_counter() - began
        connection.execute("DROP TABLE bench_copied")
    return len(rows) / seconds


def _copy(connection: "psycopg.Connection[Any]", statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
