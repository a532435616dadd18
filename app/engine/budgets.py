"""Budgets: reserved before a model call, settled after it, never overshot.

A run's budget may stand below caps (project, organization). A reservation holds the worst case of a
call (counted input and most output) in the whole chain or in none of it; the rows are locked in the
order of their ids, caps being older than what stands below them. After the call the hold shrinks to
the real usage, and the step's own transaction books it as that step's one ``used`` line. The holds of
an attempt that died are booked as ``lost_call``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Row, text

from app.engine.event_log import Fence
from app.errors import BudgetExceeded, FenceLost, InvalidRequest
from app.storage.identifiers import new_id

NANO_DOLLAR = Decimal("0.000000001")
MOST_TOKENS = 2**53


class Limits(NamedTuple):
    """The most that may be used; None is no limit. ``cost`` is in USD."""

    tokens: int | None
    cost: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetStatus:
    """A budget as it stands; ``tokens_used`` and ``cost_used`` leave out what is only held."""

    tokens_used: int
    tokens_held: int
    tokens_limit: int | None
    cost_used: Decimal
    cost_held: Decimal
    cost_limit: Decimal | None

    @property
    def part_used(self) -> float:
        """The larger of both parts used, 1.0 being all of it; 0.0 without limits."""
        parts = [0.0]
        if self.tokens_limit is not None:
            parts.append((self.tokens_used + self.tokens_held) / max(1, self.tokens_limit))
        if self.cost_limit:
            parts.append(float((self.cost_used + self.cost_held) / self.cost_limit))
        return max(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A model call about to be made. Prices are USD per token."""

    model: str
    input_tokens: int
    output_tokens: int
    least_output: int
    input_price: Decimal
    output_price: Decimal
    free: bool

    def cost(self, output_tokens: int) -> Decimal:
        exact = self.input_tokens * self.input_price + output_tokens * self.output_price
        return exact.quantize(NANO_DOLLAR, rounding=ROUND_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """A granted call: at most ``output_tokens`` of output, perhaps fewer than wanted."""

    id: UUID
    output_tokens: int


def check_limits(limits: Limits) -> None:
    """Refuse limits that no budget can have.

    Raises:
        InvalidRequest: a limit is negative, not finite, or beyond what can be counted.
    """
    if limits.tokens is not None and not 0 <= limits.tokens <= MOST_TOKENS:
        raise InvalidRequest("A token budget must lie between 0 and 2^53")
    if limits.cost is not None and not (limits.cost.is_finite() and 0 <= limits.cost < 1_000_000_000):
        raise InvalidRequest("A cost budget must lie between 0 and 1,000,000,000 USD")


def open_budget(
    connection: Connection,
    *,
    tenant_id: UUID,
    limits: Limits,
    scope: str = "run",
    parent_id: UUID | None = None,
) -> UUID:
    """Make a budget. ``parent_id`` names the cap above it."""
    check_limits(limits)
    budget_id = new_id()
    connection.execute(
        text(
            """INSERT INTO budgets (id, tenant_id, parent_id, scope, tokens_limit, cost_limit)
               VALUES (:id, :tenant, :parent, :scope, :tokens, :cost)"""
        ),
        {
            "id": budget_id,
            "tenant": tenant_id,
            "parent": parent_id,
            "scope": scope,
            "tokens": limits.tokens,
            "cost": limits.cost,
        },
    )
    return budget_id


def reserve(connection: Connection, *, hold_id: UUID, budget_id: UUID, fence: Fence, call: Call) -> Reservation:
    """Hold the worst case of ``call`` in the budget and its caps, with as much output as they carry.

    A repeat with the same ``hold_id`` finds the hold that it made before.

    Raises:
        BudgetExceeded: not even ``call.least_output`` fits.
        FenceLost: the attempt no longer owns its run.
    """
    _stand(connection, fence)
    chain = _chain(connection, budget_id=budget_id)
    made = connection.execute(text("SELECT tokens FROM budget_holds WHERE id = :id"), {"id": hold_id}).scalar()
    if made is not None:
        return Reservation(id=hold_id, output_tokens=made - call.input_tokens)
    granted = min(_affordable(row, call) for row in chain)
    if granted < min(call.least_output, call.output_tokens) or granted <= 0:
        raise BudgetExceeded(details=_shortage(chain, call))
    tokens, cost = call.input_tokens + granted, call.cost(granted)
    _hold(connection, chain=chain, tokens=tokens, cost=cost)
    connection.execute(
        text(
            """INSERT INTO budget_holds (id, tenant_id, budget_id, run_id, attempt, model, free, tokens, cost)
               VALUES (:id, :tenant, :budget, :run, :attempt, :model, :free, :tokens, :cost)"""
        ),
        {
            "id": hold_id,
            "tenant": fence.tenant_id,
            "budget": budget_id,
            "run": fence.run_id,
            "attempt": fence.attempt,
            "model": call.model,
            "free": call.free,
            "tokens": tokens,
            "cost": cost,
        },
    )
    return Reservation(id=hold_id, output_tokens=granted)


def settle(connection: Connection, *, hold_id: UUID, tokens: int, cost: Decimal) -> bool:
    """Bring a hold to the real usage of its call, which may be above it. Returns whether it was.

    A hold that is gone belonged to an attempt whose calls have been booked as lost: nothing changes.
    """
    found = connection.execute(text("SELECT budget_id FROM budget_holds WHERE id = :id"), {"id": hold_id}).first()
    if found is None:
        return False
    chain = _chain(connection, budget_id=found.budget_id)
    hold = connection.execute(
        text("SELECT tokens, cost FROM budget_holds WHERE id = :id FOR UPDATE"), {"id": hold_id}
    ).first()
    if hold is None:
        return False
    cost = cost.quantize(NANO_DOLLAR, rounding=ROUND_UP)
    _hold(connection, chain=chain, tokens=tokens - hold.tokens, cost=cost - hold.cost)
    connection.execute(
        text("UPDATE budget_holds SET tokens = :tokens, cost = :cost, settled = true WHERE id = :id"),
        {"id": hold_id, "tokens": tokens, "cost": cost},
    )
    return bool(tokens > hold.tokens or cost > hold.cost)


def book_step(connection: Connection, *, run_id: UUID, attempt: int, step: int) -> None:
    """Turn this attempt's holds into the step's one ``used`` line."""
    _book(connection, run_id=run_id, condition="attempt = :attempt", attempt=attempt, step=step, kind="used")


def book_lost(connection: Connection, *, run_id: UUID) -> None:
    """Book what broken attempts still hold: settled calls as they were, others in full unless free."""
    _book(connection, run_id=run_id, condition="true", attempt=0, step=None, kind="lost_call")


def chain_ids(connection: Connection, *, budget_id: UUID) -> list[UUID]:
    """The budget and the caps above it, to be locked together."""
    return [row.id for row in connection.execute(text(_CHAIN), {"id": budget_id})]


def status_of(connection: Connection, *, budget_id: UUID) -> BudgetStatus:
    """The budget as it stands."""
    row = connection.execute(
        text(
            """SELECT tokens_used, tokens_held, tokens_limit, cost_used, cost_held, cost_limit
                 FROM budgets WHERE id = :id"""
        ),
        {"id": budget_id},
    ).one()
    return BudgetStatus(**row._mapping)


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


_CHAIN = """WITH RECURSIVE chain AS (
              SELECT id, parent_id FROM budgets WHERE id = :id
              UNION ALL SELECT b.id, b.parent_id FROM budgets b JOIN chain c ON b.id = c.parent_id)
            SELECT id FROM chain ORDER BY id"""


def _chain(connection: Connection, *, budget_id: UUID) -> Sequence[Row[Any]]:
    """The budget and its caps, locked."""
    return connection.execute(
        text(f"SELECT * FROM budgets WHERE id IN ({_CHAIN}) ORDER BY id FOR NO KEY UPDATE"), {"id": budget_id}
    ).all()


def _stand(connection: Connection, fence: Fence) -> None:
    row = connection.execute(
        text(
            """SELECT 1 FROM runs WHERE id = :run AND attempt = :attempt AND worker_key = :worker
                  AND state = 'running' FOR SHARE"""
        ),
        {"run": fence.run_id, "attempt": fence.attempt, "worker": fence.worker_key},
    ).first()
    if row is None:
        raise FenceLost


def _affordable(row: Row[Any], call: Call) -> int:
    """The most output tokens, up to the wanted, that this budget carries; below 0 if not even the input."""
    most = call.output_tokens
    if row.tokens_limit is not None:
        most = min(most, row.tokens_limit - row.tokens_used - row.tokens_held - call.input_tokens)
    if row.cost_limit is not None:
        left = row.cost_limit - row.cost_used - row.cost_held - call.cost(0)
        if left < 0:
            return -1
        if call.output_price > 0:
            most = min(most, _fitting(left, call))
    return most


def _fitting(left: Decimal, call: Call) -> int:
    """How many output tokens ``left`` USD buy, so that the rounded cost still fits."""
    count = int(left / call.output_price)
    whole = left + call.cost(0)
    return count if call.cost(count) <= whole else count - 1


def _hold(connection: Connection, *, chain: Sequence[Row[Any]], tokens: int, cost: Decimal) -> None:
    connection.execute(
        text(
            """UPDATE budgets SET tokens_held = tokens_held + :tokens, cost_held = cost_held + :cost
                WHERE id = ANY(:ids)"""
        ),
        {"ids": [row.id for row in chain], "tokens": tokens, "cost": cost},
    )


def _book(connection: Connection, *, run_id: UUID, condition: str, attempt: int, step: int | None, kind: str) -> None:
    """Move holds from held to used in each budget chain they stand in, and write one line for them.

    Most steps call no model. The run's row, locked by the caller, keeps new holds away between look and move.
    """
    held = text(f"SELECT EXISTS (SELECT 1 FROM budget_holds WHERE run_id = :run AND {condition})")
    if not connection.execute(held, {"run": run_id, "attempt": attempt}).scalar_one():
        return
    budget = connection.execute(text("SELECT tenant_id, budget_id FROM runs WHERE id = :run"), {"run": run_id}).one()
    chain = _chain(connection, budget_id=budget.budget_id)
    taken = connection.execute(
        text(
            f"""WITH gone AS (DELETE FROM budget_holds WHERE run_id = :run AND {condition} RETURNING *)
                SELECT count(*) AS calls, coalesce(sum(tokens), 0) AS held_tokens, coalesce(sum(cost), 0) AS held_cost,
                       coalesce(sum(tokens) FILTER (WHERE settled OR NOT free), 0) AS tokens,
                       coalesce(sum(cost) FILTER (WHERE settled OR NOT free), 0) AS cost FROM gone"""
        ),
        {"run": run_id, "attempt": attempt},
    ).one()
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
            "attempt": attempt,
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


def _shortage(chain: Sequence[Row[Any]], call: Call) -> dict[str, Any]:
    tightest = min(chain, key=lambda row: _affordable(row, call))
    limit, used = tightest.tokens_limit, tightest.tokens_used + tightest.tokens_held
    return {
        "scope": tightest.scope,
        "tokensLimit": limit,
        "tokensUsed": used,
        "costLimit": None if tightest.cost_limit is None else float(tightest.cost_limit),
        "costIncurred": float(tightest.cost_used + tightest.cost_held),
        "tokensNeeded": call.input_tokens + min(call.least_output, call.output_tokens),
    }
