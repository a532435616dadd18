"""The purse of one run: puts a model's calls against the run's budget in Postgres."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, Protocol
from uuid import UUID

import structlog
from sqlalchemy import Connection

from app.engine import budgets, reservations
from app.engine.event_log import Fence
from app.storage.identifiers import new_id
from workers.execution.patience import patiently
from workers.execution.worker_process import WorkerProcess
from workers.language_models.budgeted import Hold

THRESHOLDS: Final = (0.5, 0.8, 1.0)
_log = structlog.get_logger(__name__)


class NoteCall(Protocol):
    """Told of each call whose usage is known; cost in US dollars."""

    def __call__(self, *, input_tokens: int, output_tokens: int, cost: Decimal) -> None: ...


class Ledger:
    """The run's budget, and how much of it the stream has been told to be used."""

    def __init__(self, *, budget_id: UUID, told: float, tell: Callable[[dict[str, Any]], None]) -> None:
        self.budget_id = budget_id
        self._told = told
        self._tell = tell

    def note(self, status: budgets.BudgetStatus) -> None:
        """Emit a ``budget`` event for the highest threshold that has been passed since the last one."""
        passed = [part for part in THRESHOLDS if self._told < part <= status.part_used]
        if passed:
            self._told = passed[-1]
            self._tell(
                {
                    "percent": round(passed[-1] * 100),
                    "tokensUsed": status.tokens_used + status.tokens_held,
                    "tokensLimit": status.tokens_limit,
                    "costIncurred": float(status.cost_used + status.cost_held),
                    "costLimit": None if status.cost_limit is None else float(status.cost_limit),
                }
            )


class RunPurse:
    """The :class:`~workers.language_models.budgeted.Purse` of one model in one run."""

    def __init__(
        self, *, process: WorkerProcess, fence: Fence, ledger: Ledger, free: bool, note: NoteCall | None = None
    ) -> None:
        self._engine = process.engine
        self._fence = fence
        self._ledger = ledger
        self._free = free
        self._note = note

    def reserve(
        self,
        *,
        model: str,
        input_tokens: int,
        output_tokens: int,
        least_output: int,
        input_price: Decimal,
        output_price: Decimal,
    ) -> Hold:
        """Hold the call's worst case; see :func:`app.engine.reservations.reserve`."""
        call = reservations.Call(
            model=model,
            input_tokens=input_tokens,
            output_tokens=output_tokens,
            least_output=least_output,
            input_price=input_price,
            output_price=output_price,
            free=self._free,
        )
        hold_id = new_id()

        def work(connection: Connection) -> reservations.Reservation:
            return reservations.reserve(
                connection, hold_id=hold_id, budget_id=self._ledger.budget_id, fence=self._fence, call=call
            )

        granted = patiently(self._engine, work)
        return Hold(granted.id, granted.output_tokens, granted.output_tokens < output_tokens)

    def settle(self, hold: Hold, *, input_tokens: int, output_tokens: int, cost: Decimal) -> None:
        """Bring the hold to the call's real usage, and tell the stream when a threshold is passed."""

        def work(connection: Connection) -> tuple[bool, budgets.BudgetStatus]:
            above = reservations.settle(
                connection, hold_id=UUID(str(hold.id)), tokens=input_tokens + output_tokens, cost=cost
            )
            return above, budgets.status_of(connection, budget_id=self._ledger.budget_id)

        above, status = patiently(self._engine, work)
        if above:
            _log.error("usage_above_reservation", run_id=str(self._fence.run_id), tokens=input_tokens + output_tokens)
        self._ledger.note(status)
        if self._note is not None:
            self._note(input_tokens=input_tokens, output_tokens=output_tokens, cost=cost)

    def release_failed(self, hold: Hold) -> None:
        """Leave the hold as it stands: it is booked with the step, or as lost with the attempt."""
