"""What every measurement needs: how large it is to be, what it found, and a running Baton.

A goal that is missed is printed and nothing more: machines differ. An event that is lost is
:class:`Broken`, and ends the run with a failure.
"""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from tests.support.stack import Stack


class Broken(Exception):
    """Something was lost, repeated or refused: no question of speed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of the table, with its goal if it has one."""

    name: str
    value: float
    unit: str = "×"
    goal: float | None = None
    better: Literal["more", "less"] = "more"

    @property
    def verdict(self) -> str:
        if self.goal is None:
            return ""
        held = self.value >= self.goal if self.better == "more" else self.value <= self.goal
        return "held" if held else "missed"


@dataclass(slots=True, kw_only=True)
class Bench:
    """One run of the benchmarks. ``quick`` is for trying them out: smaller, and its figures mean little."""

    stack: Stack
    quick: bool
    say: Callable[[str], None]
    live_rates: list[float] = field(default_factory=list)
    """Events a second, end to end, as measured so far."""

    def size(self, full: int, quick: int) -> int:
        return quick if self.quick else full


Measurement: TypeAlias = Callable[[Bench], Sequence[Figure]]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which ``percent`` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]
