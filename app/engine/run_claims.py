"""Claiming a run and giving it up again: how exactly one worker at a time owns it.

The fence is the attempt together with the worker's key. With the key in it, a claim may commit without
waiting for the disk: should a crash of Postgres undo it, the claimer's next write finds the run queued,
or claimed under another key, and changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.engine import bookings
from app.engine.budgets import BudgetStatus
from app.engine.event_log import Fence, Write
from app.engine.run_states import DEATHS_UNTIL_ALONE
from app.storage.database import driver_of
from app.storage.json import dumps


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedRun:
    """A run in a worker's hands, with all that the worker needs to go on."""

    id: UUID
    tenant_id: UUID
    session_id: UUID
    parent_run_id: UUID | None
    resumed_from: UUID | None
    agent: str
    input: Mapping[str, Any]
    budget_id: UUID
    budget_chain: Sequence[UUID]
    budget: BudgetStatus
    attempt: int
    worker_key: int
    step: int
    step_cursor: int
    answer: Any
    choices: Mapping[str, Any] | None
    active_seconds: float
    seconds_left: float | None
    """To its deadline; None where it has none of its own. Can be negative."""
    cancel_requested: bool
    head: int
    session_state: Mapping[str, Any]

    @property
    def fence(self) -> Fence:
        return Fence(self.id, self.session_id, self.tenant_id, self.attempt, self.worker_key)


def is_suspect(connection: Connection, *, run_id: UUID) -> bool:
    """Whether the run's step has ended so many processes that it must be taken alone."""
    deaths = connection.execute(text("SELECT deaths FROM runs WHERE id = :id"), {"id": run_id}).scalar()
    return bool(deaths is not None and deaths >= DEATHS_UNTIL_ALONE)


def claim(connection: Connection, *, run_id: UUID, worker_key: int, alone: bool) -> ClaimedRun | None:
    """Take a queued run, or None: it is somebody else's, over, not yet due, or must be taken ``alone``."""
    deaths = 10**9 if alone else DEATHS_UNTIL_ALONE
    cursor = driver_of(connection).execute(_CLAIM, (worker_key, run_id, deaths), prepare=True)
    row = cursor.fetchone()
    if row is None:
        return None
    values = dict(zip((column.name for column in cursor.description), row, strict=True))
    status = BudgetStatus(**{name: values.pop(name) for name in _BUDGET})
    return ClaimedRun(**values, budget=status)


def note_steps_write(run: ClaimedRun, *, total: int | None, current: str | None) -> Write:
    """The write that notes how many steps the run has (if it can say) and which comes next, for those who poll it."""

    def write(connection: Connection, _last_cursor: int) -> None:
        connection.execute(
            text("UPDATE runs SET total_steps = :total, current_step = :current WHERE id = :id"),
            {"id": run.id, "total": total, "current": current},
        )

    return write


def note_choices_write(*, run_id: UUID, choices: Mapping[str, Any]) -> Write:
    """The write that keeps what this attempt has looked up, for the attempts after it to go by.

    Written before anything that follows from the choice, it is there for everybody who could see that.
    """

    def write(connection: Connection, _last_cursor: int) -> None:
        connection.execute(
            text("UPDATE runs SET choices = coalesce(choices, '{}') || CAST(:choices AS jsonb) WHERE id = :id"),
            {"id": run_id, "choices": dumps(dict(choices)).decode()},
        )

    return write


_BUDGET = ("tokens_used", "tokens_held", "tokens_limit", "cost_used", "cost_held", "cost_limit")


_CLAIM = """WITH claimed AS (
              UPDATE runs SET state = 'running', attempt = attempt + 1, worker_key = %s, dispatch_at = NULL,
                     started_at = coalesce(started_at, clock_timestamp()), claimed_at = clock_timestamp()
               WHERE id = %s AND state = 'queued' AND NOT behind AND deaths < %s
           RETURNING id, tenant_id, session_id, parent_run_id, resumed_from, agent, input, budget_id, attempt,
                     worker_key, step, step_cursor, answer, choices, active_seconds,
                     extract(epoch FROM deadline_at - clock_timestamp())::float8 AS seconds_left,
                     cancel_requested_at IS NOT NULL AS cancel_requested)
            SELECT claimed.*, b.tokens_used, b.tokens_held, b.tokens_limit, b.cost_used, b.cost_held, b.cost_limit,
                   h.last_cursor AS head, s.state AS session_state,
                   (WITH RECURSIVE chain AS (
                      SELECT id, parent_id FROM budgets WHERE id = claimed.budget_id
                      UNION ALL SELECT b.id, b.parent_id FROM budgets b JOIN chain c ON b.id = c.parent_id)
                    SELECT array_agg(id ORDER BY id) FROM chain) AS budget_chain
              FROM claimed JOIN sessions s ON s.id = claimed.session_id
                           JOIN budgets b ON b.id = claimed.budget_id
                           JOIN session_heads h ON h.session_id = claimed.session_id"""


def make_due(connection: Connection, *, run_id: UUID) -> None:
    """Have a queued run sent again at once: its message came to a process that takes no more runs."""
    connection.execute(text("UPDATE runs SET dispatch_at = now() WHERE id = :id AND state = 'queued'"), {"id": run_id})


def hand_back_write(*, run_id: UUID) -> Write:
    """The write by which a worker that shuts down puts its run back into the queue; no death is counted."""

    def write(connection: Connection, _last_cursor: int) -> None:
        bookings.book_lost(connection, run_id=run_id)
        connection.execute(text(_REQUEUE), {"id": run_id, "deaths": 0})

    return write


def requeue_after_death(connection: Connection, *, run_id: UUID) -> None:
    """Put a run whose process died back into the queue. The caller has locked its row and budgets."""
    bookings.book_lost(connection, run_id=run_id)
    connection.execute(text(_REQUEUE), {"id": run_id, "deaths": 1})


_REQUEUE = """UPDATE runs SET state = 'queued', worker_key = NULL, dispatch_at = now(), sends = 0,
                     deaths = deaths + :deaths,
                     active_seconds = active_seconds + extract(epoch FROM clock_timestamp() - claimed_at)
               WHERE id = :id AND state = 'running'"""
