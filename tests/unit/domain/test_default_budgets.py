"""What an execution may use whose request says nothing about it."""

from decimal import Decimal

import pytest

from app.domain.executions.default_budgets import default_budget, pieces_of_work
from app.domain.executions.plans import STRATEGIES, plan_of
from app.engine.budgets import Limits

ONE_RUN = Limits(tokens=160_000, cost=Decimal("5.00"))


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_default_budget_is_good_for_each_piece_of_work_and_never_less_than_a_runs(strategy: str) -> None:
    for agents in (["api-compiler"], None):
        members = plan_of(agents)
        pieces = pieces_of_work(strategy=strategy, members=members, rounds=2)
        limits = default_budget(strategy=strategy, members=members, rounds=None, one_run=ONE_RUN, most_tokens=10**9)
        assert limits == (max(160_000, pieces * 10_000), ONE_RUN.cost)


def test_a_default_budget_stays_within_the_settings_limit_and_none_stays_none() -> None:
    members = plan_of(None)
    for tokens in (160_000, None):
        limits = default_budget(
            strategy="debate", members=members, rounds=4, one_run=Limits(tokens, None), most_tokens=170_000
        )
        assert limits.tokens == (tokens and 170_000)
