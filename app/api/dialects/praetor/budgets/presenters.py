"""Caps as Praetor's clients see them."""

from typing import Any

from app.engine.budgets import BudgetStatus


def cap_data(cap: BudgetStatus) -> dict[str, Any]:
    return {
        "tokensUsed": cap.tokens_used,
        "tokensHeld": cap.tokens_held,
        "tokensLimit": cap.tokens_limit,
        "costIncurred": float(cap.cost_used),
        "costHeld": float(cap.cost_held),
        "costLimit": None if cap.cost_limit is None else float(cap.cost_limit),
    }
