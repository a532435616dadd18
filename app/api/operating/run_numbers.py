"""The numbers behind /metrics, read in a few queries that touch active and recent runs only."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Connection, Row, text

RECENT_SECONDS = 3600
QUANTILES = (0.5, 0.95, 0.99)

Samples: TypeAlias = Sequence[tuple[tuple[str, ...], float]]
"""(label values, number) each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunNumbers:
    """Counts of runs; times in seconds."""

    active: Samples
    recent: Samples
    refusals: Samples
    queue_wait: Samples
    first_event: Samples
    runs_accepted: int
    events_written: int
    workers: int


def read(connection: Connection) -> RunNumbers:
    """All numbers, of all tenants. ``connection`` must not be bound by policies."""
    since = {"since": _first_id_since(RECENT_SECONDS)}
    recent = connection.execute(text(_RECENT), since).all()
    latest = connection.execute(text(_LATEST), {**since, "quantiles": list(QUANTILES)}).one()
    totals = connection.execute(text(_TOTALS)).one()
    return RunNumbers(
        active=_by_agent_and_state(connection.execute(text(_ACTIVE)).all()),
        recent=_by_agent_and_state(recent),
        refusals=[((row.agent,), row.refusals) for row in recent if row.refusals],
        queue_wait=_by_quantile(latest.queue_wait),
        first_event=_by_quantile(latest.first_event),
        runs_accepted=totals.runs,
        events_written=totals.events,
        workers=totals.workers,
    )


# One branch per partial index, so that ended runs are never looked at.
_ACTIVE = """SELECT agent, state, count(*) AS number FROM (
               SELECT agent, state FROM runs WHERE state = 'queued' AND NOT behind
               UNION ALL SELECT agent, state FROM runs WHERE behind AND state = 'queued'
               UNION ALL SELECT agent, state FROM runs WHERE state = 'running'
               UNION ALL SELECT agent, state FROM runs
                          WHERE parent_run_id IS NULL AND NOT behind AND state = 'waiting') AS active
             GROUP BY agent, state ORDER BY agent, state"""

_RECENT = """SELECT agent, state, count(*) AS number,
                    count(*) FILTER (WHERE error ->> 'code' = 'budget_exceeded') AS refusals
               FROM runs WHERE id >= :since GROUP BY agent, state ORDER BY agent, state"""

_LATEST = """WITH latest AS (SELECT session_id, accepted_cursor, created_at, started_at FROM runs
                              WHERE id >= :since AND parent_run_id IS NULL AND started_at IS NOT NULL
                              ORDER BY id DESC LIMIT 1000)
             SELECT percentile_cont(CAST(:quantiles AS float8[]))
                      WITHIN GROUP (ORDER BY extract(epoch FROM l.started_at - l.created_at)) AS queue_wait,
                    percentile_cont(CAST(:quantiles AS float8[]))
                      WITHIN GROUP (ORDER BY extract(epoch FROM e.created_at - l.created_at)) AS first_event
               FROM latest l LEFT JOIN run_events e
                 ON e.session_id = l.session_id AND e.cursor = l.accepted_cursor + 1"""

# Postgres counts inserted rows anyway; counting them again would mean reading every table.
_TOTALS = """SELECT coalesce(sum(n_tup_ins) FILTER (WHERE relname = 'runs'), 0)::bigint AS runs,
                    coalesce(sum(n_tup_ins) FILTER (WHERE relname = 'run_events'), 0)::bigint AS events,
                    (SELECT count(*) FROM workers WHERE seen_at > now() - interval '12 seconds') AS workers
               FROM pg_stat_user_tables WHERE schemaname = current_schema() AND relname IN ('runs', 'run_events')"""


def _first_id_since(seconds: float) -> UUID:
    """The least UUIDv7 of that time: rows made since then have a greater one."""
    milliseconds = int((time.time() - seconds) * 1000)
    return UUID(int=milliseconds << 80)


def _by_agent_and_state(rows: Sequence[Row[Any]]) -> Samples:
    return [((row.agent, row.state), row.number) for row in rows]


def _by_quantile(values: Sequence[float | None] | None) -> Samples:
    return [
        ((str(quantile),), float(value))
        for quantile, value in zip(QUANTILES, values or (), strict=False)
        if value is not None
    ]
