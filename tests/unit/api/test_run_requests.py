"""Budgets and models in requests."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import orjson
import pytest
from marshmallow import ValidationError

from app.api.run_requests import BudgetSchema, check_model, default_limits, limits_of
from app.engine.budgets import Limits
from app.errors import InvalidRequest
from app.settings import read_settings

SETTINGS = read_settings({})


@pytest.mark.parametrize(
    ("budget", "tokens", "cost"),
    [
        (b"{}", 200_000, Decimal("5.00")),
        (b'{"maxTokens": 1}', 1, Decimal("5.00")),
        (b'{"maxCostUSD": 0.1}', 200_000, Decimal("0.1")),
        (b'{"maxTokens": 7.0, "maxCostUSD": 3, "other": 1}', 7, Decimal(3)),
    ],
)
def test_a_budget_asks_for_limits_and_the_settings_fill_in(budget: bytes, tokens: int, cost: Decimal) -> None:
    loaded: Any = BudgetSchema().load(orjson.loads(budget))

    assert limits_of(loaded, default=default_limits(SETTINGS)) == Limits(tokens=tokens, cost=cost)


@pytest.mark.parametrize("name", ["maxTokens", "maxCostUSD"])
@pytest.mark.parametrize("value", [0, -1, True, "1", [], {}, 1e300, float("inf"), float("nan"), 10**40])
def test_what_is_no_amount_is_no_budget(name: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        BudgetSchema().load({name: value})


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (None, {}),
        ("offline", {}),
        ("openai:gpt-5", {"openai_api_key": "k"}),
        ("openai/org/model", {"openai_base_url": "http://127.0.0.1:1/v1"}),
        ("anthropic/claude-sonnet-4-6", {"anthropic_api_key": "k"}),
    ],
)
def test_models_that_this_server_can_call_pass(model: str | None, changes: dict[str, Any]) -> None:
    check_model(model, settings=replace(SETTINGS, **changes))


@pytest.mark.parametrize("model", ["", "gpt-5", "openai", "openai:", "openai:gpt-5", "anthropic:x", "offline:x", "a:b"])
def test_models_that_it_cannot_call_are_refused(model: str) -> None:
    with pytest.raises(InvalidRequest):
        check_model(model, settings=SETTINGS)
