"""Budgets: how much a run may use, and the caps (project, organization) that its budget stands below.

What a run wants to use is held first (:mod:`app.engine.reservations`) and booked when it is known
(:mod:`app.engine.bookings`). Both change a budget and its caps together, locked in the order of their
ids, caps being older than what stands below them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Row, text

from app.errors import InvalidRequest
from app.storage.identifiers import new_id

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


def chain_ids(connection: Connection, *, budget_id: UUID) -> list[UUID]:
    """The budget and the caps above it, to be locked together."""
    return [row.id for row in connection.execute(text(_CHAIN), {"id": budget_id})]


def locked_chain(connection: Connection, *, budget_id: UUID) -> Sequence[Row[Any]]:
    """The budget and the caps above it, locked in the order of their ids."""
    return connection.execute(
        text(f"SELECT * FROM budgets WHERE id IN ({_CHAIN}) ORDER BY id FOR NO KEY UPDATE"), {"id": budget_id}
    ).all()


_CHAIN = """WITH RECURSIVE chain AS (
              SELECT id, parent_id FROM budgets WHERE id = :id
              UNION ALL SELECT b.id, b.parent_id FROM budgets b JOIN chain c ON b.id = c.parent_id)
            SELECT id FROM chain ORDER BY id"""
