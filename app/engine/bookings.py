"""Bookings: what attempts held of a budget becomes what the run has used, one ledger line at a time.

A step's own transaction books its attempt's holds as that step's one ``used`` line; what an attempt that
died still holds is booked as ``lost_call``.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.engine.budgets import locked_chain
from app.storage.identifiers import new_id


def book_step(connection: Connection, *, run_id: UUID, attempt: int, step: int) -> None:
    """Turn this attempt's holds into the step's one ``used`` line."""
    _book(connection, run_id=run_id, attempt=attempt, step=step, kind="used")


def book_lost(connection: Connection, *, run_id: UUID) -> None:
    """Book what broken attempts still hold: settled calls as they were, others in full unless free."""
    _book(connection, run_id=run_id, attempt=None, step=None, kind="lost_call")


def carry_over(connection: Connection, *, from_budget: UUID, to_budget: UUID, run_id: UUID, tenant_id: UUID) -> None:
    """Begin ``to_budget`` with what ``from_budget`` has used: its limit covers both."""
    used = connection.execute(
        text("SELECT tokens_used, cost_used FROM budgets WHERE id = :id"), {"id": from_budget}
    ).one()
    _add_line(
        connection,
        line={
            "tenant": tenant_id,
            "budget": to_budget,
            "run": run_id,
            "attempt": 0,
            "step": None,
            "kind": "carried",
            "calls": 0,
            "tokens": used.tokens_used,
            "cost": used.cost_used,
        },
    )
    connection.execute(
        text("UPDATE budgets SET tokens_used = :tokens, cost_used = :cost WHERE id = :id"),
        {"id": to_budget, "tokens": used.tokens_used, "cost": used.cost_used},
    )


HOLDS = "EXISTS (SELECT 1 FROM budget_holds h WHERE h.run_id = runs.id)"
"""Whether a run holds anything, for writes of its row to return: most steps call no model, and have nothing to book.

The run's row, locked by the caller, keeps new holds away between this look and the booking.
"""

_TAKE = """WITH gone AS (DELETE FROM budget_holds WHERE run_id = %s AND attempt = coalesce(%s, attempt) RETURNING *)
           SELECT count(*) AS calls, coalesce(sum(tokens), 0) AS held_tokens, coalesce(sum(cost), 0) AS held_cost,
                  coalesce(sum(tokens) FILTER (WHERE settled OR NOT free), 0) AS tokens,
                  coalesce(sum(cost) FILTER (WHERE settled OR NOT free), 0) AS cost FROM gone"""


def _book(connection: Connection, *, run_id: UUID, attempt: int | None, step: int | None, kind: str) -> None:
    """Move holds (all of the run's without an ``attempt``) from held to used in their chain, and write one line."""
    budget = connection.execute(text("SELECT tenant_id, budget_id FROM runs WHERE id = :run"), {"run": run_id}).one()
    chain = locked_chain(connection, budget_id=budget.budget_id)
    taken = connection.exec_driver_sql(_TAKE, (run_id, attempt)).one()
    if not taken.calls:
        return
    connection.execute(
        text(
            """UPDATE budgets SET tokens_held = tokens_held - :held_tokens, cost_held = cost_held - :held_cost,
                                  tokens_used = tokens_used + :tokens, cost_used = cost_used + :cost
                WHERE id = ANY(:ids)"""
        ),
        {**taken._mapping, "ids": [row.id for row in chain]},
    )
    _add_line(
        connection,
        line={
            "tenant": budget.tenant_id,
            "budget": budget.budget_id,
            "run": run_id,
            "attempt": attempt or 0,
            "step": step,
            "kind": kind,
            "calls": taken.calls,
            "tokens": taken.tokens,
            "cost": taken.cost,
        },
    )


def _add_line(connection: Connection, *, line: dict[str, Any]) -> None:
    connection.execute(
        text(
            """INSERT INTO budget_lines (id, tenant_id, budget_id, run_id, attempt, step, kind, calls, tokens, cost)
               VALUES (:id, :tenant, :budget, :run, :attempt, :step, :kind, :calls, :tokens, :cost)"""
        ),
        {"id": new_id(), **line},
    )
