"""Settings of runs and their budgets."""

from dataclasses import dataclass
from decimal import Decimal

from app.settings.declaring import declare
from app.settings.values import count, money, seconds


@dataclass(frozen=True, kw_only=True)
class RunSettings:
    """How long runs may take and what they may use."""

    run_timeout_seconds: float = declare(
        "BATON_RUN_TIMEOUT_SECONDS", seconds, 1800.0, "Longest life of a run, waiting not counted"
    )
    model_call_timeout_seconds: float = declare(
        "BATON_MODEL_CALL_TIMEOUT_SECONDS", seconds, 300.0, "Deadline of one model call"
    )
    run_max_tokens: int = declare("BATON_RUN_MAX_TOKENS", count, 200_000, "Token budget of a run that names none")
    run_max_cost_usd: Decimal = declare(
        "BATON_RUN_MAX_COST_USD", money, Decimal("5.00"), "Cost budget in USD of a run that names none"
    )
    execution_max_tokens: int = declare(
        "BATON_EXECUTION_MAX_TOKENS", count, 2_000_000, "Most tokens of an execution of several agents that names none"
    )
