"""What a soak does and when, all of it from one seed: the runs, and the faults struck while they go."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Fate = Literal["left alone", "cancelled", "deleted"]

LONGEST_FREEZE = 14.0  # longer than a worker's lease


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """A run to start ``at`` so many seconds, through the agent's path of the API or, for a family, past it."""

    number: int
    at: float
    agent: str
    parameters: dict[str, Any]
    fate: Fate
    fate_after: float
    stays: tuple[int | None, ...]
    """For how many frames each connection of its viewer is kept, over and over; None: as long as it lasts."""
    duplicates: int

    @property
    def through_api(self) -> bool:
        return self.agent.endswith("-agent")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something to do to the processes ``at`` so many seconds."""

    at: float
    name: str
    victim: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Schedule:
    """The whole of a soak."""

    seed: int
    runs: Sequence[PlannedRun] = field(repr=False)
    faults: Sequence[Fault] = field(repr=False)

    def __str__(self) -> str:
        agents = Counter(run.agent for run in self.runs)
        fates = Counter(run.fate for run in self.runs)
        faults = Counter(f"{fault.name} {fault.victim}".strip() for fault in self.faults)
        return "\n".join(
            f"{name:>7}: " + ", ".join(f"{count} x {what}" for what, count in sorted(counted.items()))
            for name, counted in (("runs", agents), ("fates", fates), ("faults", faults))
        )


def plan(*, seed: int, runs: int, seconds: float, workers: int) -> Schedule:
    """The schedule of this seed: ``runs`` runs begun and all faults struck within ``seconds``."""
    dice = random.Random(seed)
    planned = [_run(dice, number=number, at=dice.uniform(0, seconds)) for number in range(runs)]
    return Schedule(seed, sorted(planned, key=lambda run: run.at), sorted(_faults(dice, seconds, workers)))


def _run(dice: random.Random, *, number: int, at: float) -> PlannedRun:
    kinds = ["ideation-agent", "research-agent", "test.paying", "test.family"]
    agent = dice.choices(kinds, weights=[5, 4, 1, 1])[0]
    fate: Fate = dice.choices(("left alone", "cancelled", "deleted"), weights=[8, 1, 1])[0]
    impatient = tuple(dice.randint(1, 60) for _ in range(8))
    return PlannedRun(
        number=number,
        at=at,
        agent=agent,
        parameters=_parameters(dice, agent),
        fate=fate,
        fate_after=dice.uniform(0, 4),
        stays=dice.choice([(None,), impatient]),
        duplicates=dice.choice([0, 0, 0, 5]),
    )


def _parameters(dice: random.Random, agent: str) -> dict[str, Any]:
    if agent == "test.paying":
        return {"steps": 2, "parallel": 2, "pause": 0.01}
    if agent == "test.family":
        return {"children": 3, "words": dice.randint(5, 40), "pause": 0.02}
    return {"words": dice.randint(5, 60), "steps": dice.randint(1, 4), "pause": dice.choice([0.0, 0.01, 0.03])}


def _faults(dice: random.Random, seconds: float, workers: int) -> list[Fault]:
    """Each kind some times, at any moment but the very first ones."""

    def at() -> float:
        return dice.uniform(2, seconds)

    def worker() -> str:
        return f"worker-{dice.randint(1, workers)}"

    return [
        *(Fault(at(), "kill", worker()) for _ in range(dice.randint(6, 9))),
        *(Fault(at(), "kill", "api") for _ in range(dice.randint(3, 5))),
        *(Fault(at(), "kill", "housekeeper") for _ in range(dice.randint(2, 4))),
        *(Fault(at(), "kill", "valkey") for _ in range(dice.randint(2, 3))),
        *(Fault(at(), "flush", "valkey") for _ in range(dice.randint(2, 4))),
        *(Fault(at(), "freeze", "valkey", dice.uniform(2, 6)) for _ in range(dice.randint(1, 2))),
        *(Fault(at(), "crash", "postgres") for _ in range(dice.randint(2, 3))),
        *(Fault(at(), "restart", "postgres") for _ in range(1)),
        *(Fault(at(), "terminate connections") for _ in range(dice.randint(2, 4))),
        *(Fault(at(), "stop", worker()) for _ in range(dice.randint(1, 2))),
        *(Fault(at(), "freeze", worker(), LONGEST_FREEZE) for _ in range(dice.randint(1, 2))),
    ]
