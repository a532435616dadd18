"""What a stream is told of its run's budget: each threshold once, the highest that was passed."""

from decimal import Decimal
from typing import Any

from app.engine.budgets import BudgetStatus
from app.storage.identifiers import new_id
from workers.execution.purse import Ledger


def status(used: int, *, held: int = 0, limit: int | None = 100, cost: str = "0") -> BudgetStatus:
    return BudgetStatus(
        tokens_used=used,
        tokens_held=held,
        tokens_limit=limit,
        cost_used=Decimal(cost),
        cost_held=Decimal(0),
        cost_limit=Decimal(1),
    )


def told_for(*steps: BudgetStatus, before: float = 0.0) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    ledger = Ledger(budget_id=new_id(), told=before, tell=told.append)
    for step in steps:
        ledger.note(step)
    return told


def test_each_threshold_is_told_once() -> None:
    told = told_for(*(status(used) for used in (10, 49, 50, 60, 79, 80, 81, 99, 100, 120)))

    assert [event["percent"] for event in told] == [50, 80, 100]


def test_thresholds_passed_at_once_are_told_as_the_highest() -> None:
    assert [event["percent"] for event in told_for(status(100), status(100))] == [100]


def test_what_an_earlier_attempt_has_told_is_not_told_again() -> None:
    assert [event["percent"] for event in told_for(status(60), status(85), before=0.55)] == [80]


def test_money_counts_like_tokens() -> None:
    assert [event["percent"] for event in told_for(status(1, cost="0.5"))] == [50]


def test_what_is_held_counts_as_used() -> None:
    (event,) = told_for(status(30, held=25))

    assert event == {"percent": 50, "tokensUsed": 55, "tokensLimit": 100, "costIncurred": 0.0, "costLimit": 1.0}


def test_without_a_limit_there_is_nothing_to_tell() -> None:
    assert told_for(status(10**9, limit=None)) == []
