"""Reservations: the worst case of a model call is held before it is made, so that no budget is overshot.

A hold (counted input and most output) stands in the whole chain of budgets or in none of it. After the
call it shrinks to the real usage. It belongs to one attempt of a run, whose step books it in the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text

from app.engine.budgets import locked_chain
from app.engine.event_log import Fence
from app.errors import BudgetExceeded, FenceLost

NANO_DOLLAR = Decimal("0.000000001")


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


def reserve(connection: Connection, *, hold_id: UUID, budget_id: UUID, fence: Fence, call: Call) -> Reservation:
    """Hold the worst case of ``call`` in the budget and its caps, with as much output as they carry.

    A repeat with the same ``hold_id`` finds the hold that it made before.

    Raises:
        BudgetExceeded: not even ``call.least_output`` fits.
        FenceLost: the attempt no longer owns its run.
    """
    _stand(connection, fence)
    chain = locked_chain(connection, budget_id=budget_id)
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
    chain = locked_chain(connection, budget_id=found.budget_id)
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
