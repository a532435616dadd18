"""Reading runs: one cheap indexed row each, the same for every dialect."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.engine.run_states import TERMINAL
from app.errors import NotFound
from app.storage.database import driver_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStatus:
    """A run as it stands. Costs in USD; ``used`` is what finished steps have used, ``held`` what the next one may."""

    id: UUID
    tenant_id: UUID
    session_id: UUID
    root_run_id: UUID
    parent_run_id: UUID | None
    resumed_from: UUID | None
    agent: str
    state: str
    behind: bool
    waiting_for: str | None
    question: Any
    attempt: int
    step: int
    total_steps: int | None
    current_step: str | None
    accepted_cursor: int
    result: Any
    error: Mapping[str, Any] | None
    input: Mapping[str, Any]
    budget_id: UUID
    tokens_used: int
    tokens_held: int
    tokens_limit: int | None
    cost_used: Decimal
    cost_held: Decimal
    cost_limit: Decimal | None
    checkpoint_id: UUID | None
    cancel_requested_at: datetime | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def ended(self) -> bool:
        return self.state in TERMINAL


_COLUMNS = """r.id, r.tenant_id, r.session_id, r.root_run_id, r.parent_run_id, r.resumed_from, r.agent, r.state,
    r.behind, r.waiting_for, r.question, r.attempt, r.step, r.total_steps, r.current_step, r.accepted_cursor,
    r.result, r.error, r.input, r.budget_id, b.tokens_used, b.tokens_held, b.tokens_limit, b.cost_used, b.cost_held,
    b.cost_limit, (SELECT c.id FROM checkpoints c WHERE c.run_id = r.id ORDER BY c.step DESC LIMIT 1) AS checkpoint_id,
    r.cancel_requested_at, r.created_at, r.started_at, r.finished_at"""

_ONE = f"""SELECT {_COLUMNS} FROM runs r JOIN budgets b ON b.id = r.budget_id
            WHERE r.id = %s AND r.tenant_id = %s"""

_MANY = f"""SELECT {_COLUMNS} FROM runs r JOIN budgets b ON b.id = r.budget_id
             WHERE r.session_id = %s AND r.tenant_id = %s AND r.parent_run_id IS NULL
             ORDER BY r.created_at DESC, r.id DESC LIMIT %s OFFSET %s"""

_CHILDREN = f"""WITH RECURSIVE chain AS (
                  SELECT id, resumed_from, 0 AS back FROM runs WHERE id = %s
                  UNION ALL SELECT o.id, o.resumed_from, c.back + 1 FROM runs o JOIN chain c ON o.id = c.resumed_from),
                nearest AS (
                  SELECT id FROM chain WHERE EXISTS (
                    SELECT 1 FROM runs k WHERE k.parent_run_id = chain.id AND k.parent_step = %s)
                   ORDER BY back LIMIT 1)
                SELECT {_COLUMNS} FROM runs r JOIN budgets b ON b.id = r.budget_id
                 WHERE r.parent_run_id = (SELECT id FROM nearest) AND r.parent_step = %s ORDER BY r.ordinal"""


def get_run(connection: Connection, *, tenant_id: UUID, run_id: UUID) -> RunStatus:
    """The tenant's run.

    Raises:
        NotFound: there is none with this id in this tenant.
    """
    found = _read(connection, _ONE, (run_id, tenant_id))
    if not found:
        raise NotFound("Run not found")
    return found[0]


def list_runs(
    connection: Connection, *, tenant_id: UUID, session_id: UUID, limit: int = 50, offset: int = 0
) -> list[RunStatus]:
    """The session's runs without their children, newest first."""
    return _read(connection, _MANY, (session_id, tenant_id, limit, offset))


def children_of(connection: Connection, *, run_id: UUID, step: int) -> list[RunStatus]:
    """The runs that this run's step number ``step`` started, in the order in which it named them.

    Where that step was taken over from a stopped run, they are the ones that the stopped run had started.
    """
    return _read(connection, _CHILDREN, (run_id, step, step))


def active_run(connection: Connection, *, session_id: UUID, waiting_for_person: bool = True) -> UUID | None:
    """The session's root run that is queued, running or waiting, if there is one.

    Without ``waiting_for_person`` a run that waits for an answer does not count: nothing happens in it.
    """
    row = (
        driver_of(connection)
        .execute(
            """SELECT id FROM runs WHERE session_id = %s AND parent_run_id IS NULL AND NOT behind
              AND state IN ('queued', 'running', 'waiting') AND (waiting_for IS DISTINCT FROM 'person' OR %s)""",
            (session_id, waiting_for_person),
            prepare=True,
        )
        .fetchone()
    )
    return row[0] if row else None


def _read(connection: Connection, statement: str, parameters: tuple[Any, ...]) -> list[RunStatus]:
    cursor = driver_of(connection).execute(statement, parameters, prepare=True)
    names = [column.name for column in cursor.description]
    return [RunStatus(**dict(zip(names, row, strict=True))) for row in cursor]
