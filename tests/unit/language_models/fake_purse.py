"""A purse in memory: the rules of the real one without its database."""

from dataclasses import dataclass, field
from decimal import Decimal

from app.errors import BudgetExceeded
from workers.language_models.budgeted import Hold


@dataclass(frozen=True)
class Asked:
    """What a reservation asked for."""

    model: str
    input_tokens: int
    output_tokens: int
    least_output: int


@dataclass
class _Reserved:
    tokens: int
    cost: Decimal


@dataclass
class FakePurse:
    """Grants at most what is left of ``max_tokens`` and ``max_cost``."""

    max_tokens: int = 10**9
    max_cost: Decimal = Decimal(10**6)
    tokens: int = 0
    cost: Decimal = Decimal(0)
    holds: dict[object, _Reserved] = field(default_factory=dict)
    settled: list[tuple[int, int, Decimal]] = field(default_factory=list)
    failed: list[Hold] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    peak: int = 0

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
        self.asked.append(Asked(model, input_tokens, output_tokens, least_output))
        granted = min(output_tokens, self.max_tokens - self.tokens - self._held_tokens() - input_tokens)
        if output_price:
            money = self.max_cost - self.cost - sum((hold.cost for hold in self.holds.values()), Decimal(0))
            granted = min(granted, int((money - input_price * input_tokens) / output_price))
        if granted < least_output:
            raise BudgetExceeded("Nothing is left.")
        hold = Hold(id=len(self.asked), output_tokens=granted, clamped=granted < output_tokens)
        self.holds[hold.id] = _Reserved(input_tokens + granted, input_price * input_tokens + output_price * granted)
        self.peak = max(self.peak, len(self.holds))
        return hold

    def settle(self, hold: Hold, *, input_tokens: int, output_tokens: int, cost: Decimal) -> None:
        self.holds.pop(hold.id)
        self.settled.append((input_tokens, output_tokens, cost))
        self._book(input_tokens + output_tokens, cost)

    def release_failed(self, hold: Hold) -> None:
        reserved = self.holds.pop(hold.id)
        self.failed.append(hold)
        self._book(reserved.tokens, reserved.cost)

    def _held_tokens(self) -> int:
        return sum(hold.tokens for hold in self.holds.values())

    def _book(self, tokens: int, cost: Decimal) -> None:
        self.tokens += tokens
        self.cost += cost
