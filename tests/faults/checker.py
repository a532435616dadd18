"""The one list of what must hold when everything has come to rest, whatever was done to the processes.

Asked of Postgres alone, for every session and run there is: no fault test has to remember what it started.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import orjson
from sqlalchemy import Connection, Engine, Row

from app.engine.event_log import Event
from app.engine.run_states import TERMINAL
from app.engine.snapshots import folded, status_of, text_of
from app.storage.database import transaction
from tests.support.agents import told, word

Kind = Literal["lost", "repeated", "stuck", "wrong"]

CONTINUING = {"test.words": 3, "productos.ideation": 3}
REWINDING = {"test.rewinding": 2, "productos.research": 2}
WORDS_AGENTS = CONTINUING | REWINDING
"""The agents whose text is known beforehand, with the steps they take when they are not told otherwise."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that does not hold."""

    kind: Kind
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


def check(engine: Engine) -> list[Trouble]:
    """Everything that does not hold. Call it when no run is under way any more."""
    with transaction(engine) as connection:
        return check_tables(connection)


def check_tables(connection: Connection) -> list[Trouble]:
    """The same, within a transaction."""
    log = _log(connection)
    found = [*_cursors(connection), *_ledger(connection)]
    for run in connection.exec_driver_sql(_RUNS).all():
        found += _run_troubles(run, log[run.session_id])
    return found


def compare(seen: Sequence[bytes], replayed: Sequence[bytes], *, who: str) -> list[Trouble]:
    """How the frames that a viewer saw differ from those of a replay; nothing if they are the same bytes."""
    missing, extra = Counter(replayed) - Counter(seen), Counter(seen) - Counter(replayed)
    found = []
    if missing:
        found.append(Trouble("lost", f"{who} missed {missing.total()} of {len(replayed)} frames"))
    if extra:
        found.append(Trouble("repeated", f"{who} saw {extra.total()} frames too many"))
    if not found and list(seen) != list(replayed):
        found.append(Trouble("wrong", f"{who} saw the frames in another order"))
    return found


def summary(troubles: Sequence[Trouble]) -> str:
    """The one line at the end."""
    counts = Counter(trouble.kind for trouble in troubles)
    return ", ".join(f"{counts[kind]} {kind}" for kind in ("lost", "repeated", "stuck", "wrong"))


_RUNS = """SELECT r.*, b.tokens_held, b.cost_held, (SELECT count(*) FROM checkpoints c WHERE c.run_id = r.id) AS kept,
                  coalesce((SELECT o.step FROM runs o WHERE o.id = r.resumed_from), 0) AS taken_over
             FROM runs r JOIN budgets b ON b.id = r.budget_id ORDER BY r.created_at"""

_CURSORS = """SELECT h.session_id, h.last_cursor, count(e.cursor) AS stored, coalesce(min(e.cursor), 1) AS first,
                     coalesce(max(e.cursor), 0) AS last
                FROM session_heads h LEFT JOIN run_events e USING (session_id) GROUP BY h.session_id, h.last_cursor"""

_ORPHANS = "SELECT count(*) FROM run_events e WHERE NOT EXISTS (SELECT 1 FROM sessions s WHERE s.id = e.session_id)"

_LEDGER = """WITH RECURSIVE below AS (
               SELECT id AS top, id FROM budgets
               UNION ALL SELECT below.top, b.id FROM below JOIN budgets b ON b.parent_id = below.id),
             booked AS (
               SELECT top, coalesce(sum(l.tokens), 0) AS tokens, coalesce(sum(l.cost), 0) AS cost
                 FROM below LEFT JOIN budget_lines l ON l.budget_id = below.id
                                    AND (l.kind <> 'carried' OR below.id = below.top) GROUP BY top),
             held AS (
               SELECT top, coalesce(sum(h.tokens), 0) AS tokens, coalesce(sum(h.cost), 0) AS cost
                 FROM below LEFT JOIN budget_holds h ON h.budget_id = below.id GROUP BY top)
             SELECT b.*, booked.tokens AS booked_tokens, booked.cost AS booked_cost,
                    held.tokens AS holds_tokens, held.cost AS holds_cost
               FROM budgets b JOIN booked ON booked.top = b.id JOIN held ON held.top = b.id"""


def _log(connection: Connection) -> dict[UUID, list[Event]]:
    log: dict[UUID, list[Event]] = defaultdict(list)
    rows = connection.exec_driver_sql(
        "SELECT session_id, cursor, run_id, type, data::text FROM run_events ORDER BY session_id, cursor"
    )
    for session_id, cursor, run_id, type_, data in rows:
        log[session_id].append(Event(cursor, run_id, type_, data.encode()))
    return log


def _cursors(connection: Connection) -> Iterator[Trouble]:
    """Cursors are dense from 1 to the head; the primary key sees to it that none comes twice."""
    for row in connection.exec_driver_sql(_CURSORS):
        if (row.first, row.last, row.stored) != (1, row.last_cursor, row.last_cursor):
            yield Trouble("lost", f"session {row.session_id} holds {row.stored} events up to {row.last_cursor}")
    if orphans := connection.exec_driver_sql(_ORPHANS).scalar_one():
        yield Trouble("wrong", f"{orphans} events of deleted sessions are left")


def _ledger(connection: Connection) -> Iterator[Trouble]:
    """Budgets equal the sums of their lines and holds, and lie within their limits."""
    for row in connection.exec_driver_sql(_LEDGER):
        if (row.tokens_used, row.cost_used) != (row.booked_tokens, row.booked_cost):
            yield Trouble("wrong", f"budget {row.id}: {row.tokens_used} tokens used, {row.booked_tokens} booked")
        if (row.tokens_held, row.cost_held) != (row.holds_tokens, row.holds_cost):
            yield Trouble("wrong", f"budget {row.id}: {row.tokens_held} tokens held, holds of {row.holds_tokens}")
        if row.tokens_limit is not None and row.tokens_used + row.tokens_held > row.tokens_limit:
            yield Trouble("wrong", f"budget {row.id} is overdrawn")
        if row.cost_limit is not None and row.cost_used + row.cost_held > row.cost_limit:
            yield Trouble("wrong", f"budget {row.id} is overdrawn in USD")


def _run_troubles(run: Row[Any], session: Sequence[Event]) -> Iterator[Trouble]:
    name = f"run {run.id} ({run.agent}, {run.state})"
    own = [event for event in session if event.run_id == run.id]
    if run.state not in TERMINAL:
        yield Trouble("stuck", f"{name}, attempt {run.attempt}, {len(own)} events")
        return
    if run.parent_run_id is None and run.tokens_held:
        yield Trouble("stuck", f"{name} still holds {run.tokens_held} tokens")
    if run.state == "completed" and not run.kept == run.step == run.total_steps:
        yield Trouble("lost", f"{name} has {run.kept} checkpoints of {run.step} of {run.total_steps} steps")
    yield from _ending(run, own, session, name)
    if run.agent in WORDS_AGENTS:
        yield from _words(run, own, name)


def _ending(run: Row[Any], own: Sequence[Event], session: Sequence[Event], name: str) -> Iterator[Trouble]:
    """One terminal event, then ``done``, and nothing of the run or its children behind it."""
    last = "done" if run.parent_run_id is None else "child_run_ended"
    ends = [event for event in own if event.type == last]
    if not ends:
        yield Trouble("lost", f"{name} never said {last}")
        return
    if len(ends) > 1 or own[-1].type != last:
        yield Trouble("repeated", f"{name} went on behind its {last}")
    if run.parent_run_id is not None:
        return
    told_status = status_of(session, run_id=run.id)
    if told_status != {"state": run.state, "result": run.result, "error": run.error}:
        yield Trouble("wrong", f"{name}: its events tell {told_status['state']}, or another result or error")
    terminals = [event for event in own if _is_terminal(event.type)]
    if terminals != [own[-2]]:
        yield Trouble("repeated", f"{name} has {len(terminals)} terminal events")


def _is_terminal(type: str) -> bool:
    """``research_complete`` tells that the sources were asked; the run that asked them goes on."""
    return type in ("error", "cancelled") or (type.endswith("_complete") and type != "research_complete")


def _words(run: Row[Any], own: Sequence[Event], name: str) -> Iterator[Trouble]:
    """The text is that of an undisturbed run; where steps continue, even for clients that know no rewind."""
    wanted = told(run.input)
    steps, count = int(wanted.get("steps", WORDS_AGENTS[run.agent])), int(wanted.get("words", 20))
    parts = ["".join(word(step, index) for index in range(count)) for step in range(1, steps + 1)]
    streamed = "".join(parts[run.taken_over :])
    views = [text_of(folded(own))] + ([text_of(own)] if run.agent in CONTINUING else [])
    for text in views:
        if run.state == "completed" and len(text.split()) < len(streamed.split()):
            yield Trouble("lost", f"{name} streamed {len(text.split())} of {len(streamed.split())} words")
        elif not streamed.startswith(text):
            yield Trouble("repeated", f"{name} streamed another text than an undisturbed run")
    if run.state == "completed" and orjson.dumps(run.result["text"]) != orjson.dumps("".join(parts)):
        yield Trouble("wrong", f"{name} has another result than an undisturbed run")
