"""The event log: the only way in which events come to be, and the reading of them.

:func:`append` is one part of a transaction that the caller commits. Its locks are always taken in
the order runs → session heads → budgets, each in the order of ids, so that writers queue and never
deadlock. What it returns may be published once the commit has succeeded, and not before.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import Connection

from app.errors import NotFound
from app.storage.json import dumps

_ROWS_BY_COPY = 40
"""From about so many rows on, COPY costs less than one INSERT of arrays."""


class Event(NamedTuple):
    """One stored event; ``data`` is a one-line JSON object as UTF-8."""

    cursor: int
    run_id: UUID
    type: str
    data: bytes


class NewEvent(NamedTuple):
    """An event that has no cursor yet."""

    type: str
    data: bytes

    @classmethod
    def of(cls, type: str, data: Mapping[str, Any] | None = None) -> "NewEvent":
        return cls(type, dumps(dict(data or {})))


@dataclass(frozen=True, slots=True)
class Fence:
    """Which attempt of which run writes. A write whose fence does not hold changes nothing."""

    run_id: UUID
    session_id: UUID
    tenant_id: UUID
    attempt: int
    worker_key: int


Write: TypeAlias = Callable[[Connection, int], None]


@dataclass(slots=True)
class Entry:
    """What one run adds to the log, and what is written together with it.

    ``writes`` are called with the connection and the session's last cursor after these events.
    ``runs`` and ``budgets`` are rows that the writes will change: they are locked in their turn.
    """

    fence: Fence
    events: Sequence[NewEvent]
    writes: Sequence[Write] = ()
    runs: Sequence[UUID] = ()
    budgets: Sequence[UUID] = ()
    leaves: bool = False
    """Whether the attempt gives its run up with it: what it adds behind that, even at once, is too late."""
    fenced: bool = True
    """False where the caller has locked the run's row and checked its state itself."""


@dataclass(slots=True)
class Appended:
    """What :func:`append` did: the events per session in order, and the entries whose fence did not hold."""

    published: dict[UUID, list[Event]] = field(default_factory=lambda: defaultdict(list))
    lost: list[Entry] = field(default_factory=list)


def append(connection: Connection, *, entries: Sequence[Entry]) -> Appended:
    """Give each event its cursor and store it; run each entry's writes in the same transaction."""
    appended = Appended()
    standing = _standing(connection, entries=entries, lost=appended.lost)
    next_cursors = _take_cursors(connection, entries=standing)
    lasts = []
    for entry in standing:
        session, run_id = entry.fence.session_id, entry.fence.run_id
        appended.published[session].extend(
            Event(cursor, run_id, event.type, event.data)
            for cursor, event in enumerate(entry.events, next_cursors[session])
        )
        next_cursors[session] += len(entry.events)
        lasts.append(next_cursors[session] - 1)
    _store(connection, entries=standing, published=appended.published)
    _write(connection, entries=standing, lasts=lasts)
    return appended


_READ = """SELECT cursor, run_id, type, data::text FROM run_events
            WHERE session_id = %s AND cursor > %s ORDER BY cursor LIMIT %s"""


def read(connection: Connection, *, session_id: UUID, since: int, limit: int) -> list[Event]:
    """The session's stored events behind the cursor ``since``, oldest first, at most ``limit``."""
    rows = _driver(connection).execute(_READ, (session_id, since, limit), prepare=True).fetchall()
    return [Event(cursor, run_id, type_, data.encode()) for cursor, run_id, type_, data in rows]


def head(connection: Connection, *, session_id: UUID) -> int:
    """The last cursor given out in the session.

    Raises:
        NotFound: there is no such session (any more).
    """
    row = (
        _driver(connection)
        .execute("SELECT last_cursor FROM session_heads WHERE session_id = %s", (session_id,), prepare=True)
        .fetchone()
    )
    if row is None:
        raise NotFound("Session not found")
    return int(row[0])


_STAND = """SELECT id, attempt, worker_key FROM runs
             WHERE id = ANY(%s) AND (state = 'running' OR id = ANY(%s))
             ORDER BY id FOR NO KEY UPDATE"""


def _standing(connection: Connection, *, entries: Sequence[Entry], lost: list[Entry]) -> list[Entry]:
    """The entries whose fence holds; their runs are locked from here to the commit."""
    fenced = list({entry.fence.run_id for entry in entries if entry.fenced})
    others = [run for entry in entries for run in entry.runs]
    held = {}
    if fenced or others:
        rows = _driver(connection).execute(_STAND, (fenced + others, others), prepare=True).fetchall()
        held = {row[0]: (row[1], row[2]) for row in rows}
    standing: list[Entry] = []
    for entry in entries:
        fence = entry.fence
        if entry.fenced and held.get(fence.run_id) != (fence.attempt, fence.worker_key):
            lost.append(entry)
            continue
        standing.append(entry)
        if entry.leaves:
            held.pop(fence.run_id, None)
    return standing


_TAKE = """WITH wanted AS (SELECT * FROM unnest(%s::uuid[], %s::bigint[]) AS w (session_id, events)),
                locked AS (SELECT session_id FROM session_heads
                            WHERE session_id IN (SELECT session_id FROM wanted) ORDER BY session_id FOR NO KEY UPDATE)
           UPDATE session_heads AS h SET last_cursor = last_cursor + wanted.events
             FROM locked JOIN wanted USING (session_id) WHERE h.session_id = locked.session_id
        RETURNING h.session_id, h.last_cursor - wanted.events + 1"""


def _take_cursors(connection: Connection, *, entries: Sequence[Entry]) -> dict[UUID, int]:
    """Per session, the first of the cursors taken for these entries."""
    counts: dict[UUID, int] = defaultdict(int)
    for entry in entries:
        counts[entry.fence.session_id] += len(entry.events)
    if not counts:
        return {}
    rows = _driver(connection).execute(_TAKE, (list(counts), list(counts.values())), prepare=True)
    return dict(rows.fetchall())


_COPY = "COPY run_events (session_id, cursor, tenant_id, run_id, type, data) FROM STDIN"
_INSERT = """INSERT INTO run_events (session_id, cursor, tenant_id, run_id, type, data)
             SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::uuid[], %s::uuid[], %s::text[], %s::json[])"""


def _store(connection: Connection, *, entries: Sequence[Entry], published: Mapping[UUID, list[Event]]) -> None:
    tenants = {entry.fence.session_id: entry.fence.tenant_id for entry in entries}
    rows = [
        (session, event.cursor, tenants[session], event.run_id, event.type, event.data.decode())
        for session, events in published.items()
        for event in events
    ]
    if len(rows) >= _ROWS_BY_COPY and entries[0].fenced:
        _copy(connection, rows)
    elif rows:
        _driver(connection).execute(_INSERT, tuple(map(list, zip(*rows, strict=True))), prepare=True)


def _copy(connection: Connection, rows: Iterable[tuple[Any, ...]]) -> None:
    with _driver(connection).cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in rows:
            copy.write_row(row)


_LOCK_BUDGETS = "SELECT 1 FROM budgets WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"


def _write(connection: Connection, *, entries: Sequence[Entry], lasts: Sequence[int]) -> None:
    budgets = sorted({budget for entry in entries for budget in entry.budgets})
    if budgets:
        _driver(connection).execute(_LOCK_BUDGETS, (budgets,), prepare=True)
    for entry, last in zip(entries, lasts, strict=True):
        for write in entry.writes:
            write(connection, last)


def _driver(connection: Connection) -> Any:
    """psycopg's own connection: the log's few statements are too hot for another layer."""
    return connection.connection.driver_connection
