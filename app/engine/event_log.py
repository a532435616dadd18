"""The event log: the only way in which events come to be, and the reading of them.

:func:`append` is one part of a transaction that the caller commits. Its locks are always taken in
the order runs → session heads → budgets, each in the order of ids, so that writers queue and never
deadlock. Rows of the domain that ``writes`` lock come behind these: whoever holds one of those must
not go on to wait for a run (``app.domain.projects.deletion``). What it returns may be published once
the commit has succeeded, and not before.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import Connection

from app.errors import NotFound
from app.storage.database import driver_of
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

    def __hash__(self) -> int:
        """One number's hash; it is asked for with every event."""
        return hash(self.run_id.int)


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
    """What :func:`append` did: the events per session in order, and the entries whose fence did not hold.

    ``transaction`` is the number of the transaction that all of it is part of; None where nothing was written.
    """

    published: dict[UUID, list[Event]] = field(default_factory=lambda: defaultdict(list))
    lost: list[Entry] = field(default_factory=list)
    transaction: int | None = None


def append(connection: Connection, *, entries: Sequence[Entry]) -> Appended:
    """Give each event its cursor and store it; run each entry's writes in the same transaction."""
    appended = Appended()
    timely = _timely(entries, lost=appended.lost)
    first_cursors = _take_cursors(connection, entries=timely, appended=appended)
    next_cursors = dict(first_cursors.values())
    standing, lasts = [], []
    for entry in timely:
        if entry.fence not in first_cursors:
            appended.lost.append(entry)
            continue
        session, run_id = entry.fence.session_id, entry.fence.run_id
        appended.published[session].extend(
            Event(cursor, run_id, event.type, event.data)
            for cursor, event in enumerate(entry.events, next_cursors[session])
        )
        next_cursors[session] += len(entry.events)
        standing.append(entry)
        lasts.append(next_cursors[session] - 1)
    _store(connection, entries=standing, published=appended.published)
    _write(connection, entries=standing, lasts=lasts)
    return appended


_READ = """SELECT cursor, run_id, type, data::text FROM run_events
            WHERE session_id = %s AND cursor > %s ORDER BY cursor LIMIT %s"""


def read(connection: Connection, *, session_id: UUID, since: int, limit: int) -> list[Event]:
    """The session's stored events behind the cursor ``since``, oldest first, at most ``limit``."""
    rows = driver_of(connection).execute(_READ, (session_id, since, limit), prepare=True).fetchall()
    return [Event(cursor, run_id, type_, data.encode()) for cursor, run_id, type_, data in rows]


def head(connection: Connection, *, session_id: UUID) -> int:
    """The last cursor given out in the session.

    Raises:
        NotFound: there is no such session (any more).
    """
    row = (
        driver_of(connection)
        .execute("SELECT last_cursor FROM session_heads WHERE session_id = %s", (session_id,), prepare=True)
        .fetchone()
    )
    if row is None:
        raise NotFound("Session not found")
    return int(row[0])


def _timely(entries: Sequence[Entry], *, lost: list[Entry]) -> list[Entry]:
    """The entries that come before their attempt gives its run up."""
    gone: set[Fence] = set()
    timely: list[Entry] = []
    for entry in entries:
        (lost if entry.fence in gone else timely).append(entry)
        if entry.leaves:
            gone.add(entry.fence)
    return timely


# One statement, since each is a round trip. Whatever the plan, the runs are locked before the heads: what is
# counted for a head is a sum over all the fences that stand.
_TAKE = """WITH wanted AS MATERIALIZED (
                SELECT * FROM unnest(%s::uuid[], %s::int[], %s::int[], %s::uuid[], %s::bigint[], %s::bool[])
                           AS w (run_id, attempt, worker_key, session_id, events, fenced)),
              locked AS MATERIALIZED (
                SELECT id, state, attempt, worker_key FROM runs WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE),
              standing AS MATERIALIZED (
                SELECT w.* FROM wanted w LEFT JOIN locked l ON l.id = w.run_id
                 WHERE NOT w.fenced
                    OR (l.state, l.attempt, l.worker_key) = ('running', w.attempt, w.worker_key)),
              counted AS MATERIALIZED (
                SELECT session_id, sum(events)::bigint AS events FROM standing GROUP BY session_id),
              heads AS (
                SELECT session_id FROM session_heads WHERE session_id IN (SELECT session_id FROM counted)
                 ORDER BY session_id FOR NO KEY UPDATE),
              taken AS (
                UPDATE session_heads AS h SET last_cursor = last_cursor + counted.events
                  FROM heads JOIN counted USING (session_id) WHERE h.session_id = heads.session_id
             RETURNING h.session_id, h.last_cursor - counted.events + 1 AS first)
           SELECT s.run_id, s.attempt, s.worker_key, s.session_id, taken.first, pg_current_xact_id()::text
             FROM standing s JOIN taken USING (session_id)"""


def _take_cursors(
    connection: Connection, *, entries: Sequence[Entry], appended: Appended
) -> dict[Fence, tuple[UUID, int]]:
    """The fences that hold, each with its session and the first of the cursors that were taken there.

    Their runs, those that the entries name, and the heads are locked from here to the commit.
    """
    counts: dict[Fence, int] = defaultdict(int)
    held: dict[UUID, bool] = {}
    for entry in entries:
        counts[entry.fence] += len(entry.events)
        held[entry.fence.run_id] = entry.fenced
    if not counts:
        return {}
    wanted = (
        [fence.run_id for fence in counts],
        [fence.attempt for fence in counts],
        [fence.worker_key for fence in counts],
        [fence.session_id for fence in counts],
        list(counts.values()),
        [held[fence.run_id] for fence in counts],
        [run for run, fenced in held.items() if fenced] + [run for entry in entries for run in entry.runs],
    )
    rows = driver_of(connection).execute(_TAKE, wanted, prepare=True).fetchall()
    if rows:
        appended.transaction = int(rows[0][5])
    taken = {(row[0], row[1], row[2]): (row[3], row[4]) for row in rows}
    places = ((fence, taken.get((fence.run_id, fence.attempt, fence.worker_key))) for fence in counts)
    return {fence: place for fence, place in places if place is not None}


_COPY = "COPY run_events (session_id, cursor, tenant_id, run_id, type, data) FROM STDIN"
_INSERT = """INSERT INTO run_events (session_id, cursor, tenant_id, run_id, type, data)
             SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::uuid[], %s::uuid[], %s::text[], %s::json[])"""


def _store(connection: Connection, *, entries: Sequence[Entry], published: Mapping[UUID, list[Event]]) -> None:
    tenants = {entry.fence.session_id: entry.fence.tenant_id for entry in entries}
    if sum(map(len, published.values())) >= _ROWS_BY_COPY and entries[0].fenced:
        with driver_of(connection).cursor() as cursor, cursor.copy(_COPY) as copy:
            copy.write(b"".join(_lines(published, tenants)))
        return
    rows = [
        (session, event.cursor, tenants[session], event.run_id, event.type, event.data.decode())
        for session, events in published.items()
        for event in events
    ]
    if rows:
        driver_of(connection).execute(_INSERT, tuple(map(list, zip(*rows, strict=True))), prepare=True)


def _lines(published: Mapping[UUID, list[Event]], tenants: Mapping[UUID, UUID]) -> Iterator[bytes]:
    """The events as lines of COPY's text format: what a batch has in common is put into words once.

    JSON on one line has none of the characters that end a field or a line, but it has backslashes.
    """
    for session, events in published.items():
        first, tenant = str(session).encode(), str(tenants[session]).encode()
        run, type, middle = None, None, b""
        for event in events:
            if event.run_id is not run or event.type is not type:
                run, type = event.run_id, event.type
                middle = b"%b\t%b\t%b" % (tenant, str(run).encode(), type.translate(_ESCAPES).encode())
            yield b"%b\t%d\t%b\t%b\n" % (first, event.cursor, middle, event.data.replace(b"\\", b"\\\\"))


_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


_LOCK_BUDGETS = "SELECT 1 FROM budgets WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"


def _write(connection: Connection, *, entries: Sequence[Entry], lasts: Sequence[int]) -> None:
    budgets = sorted({budget for entry in entries for budget in entry.budgets})
    if budgets:
        driver_of(connection).execute(_LOCK_BUDGETS, (budgets,), prepare=True)
    for entry, last in zip(entries, lasts, strict=True):
        for write in entry.writes:
            write(connection, last)
