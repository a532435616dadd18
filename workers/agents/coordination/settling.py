"""One specification of parts that were written apart: conflicts are found by rule and ruled on by an agent."""

from collections.abc import Mapping, Sequence
from typing import Any

from workers.agents.agent import Json, StepOutcome
from workers.agents.coordination.desk import Desk, Events
from workers.agents.coordination.work import CONFLICTS, piece
from workers.agents.specification.merging import Conflict
from workers.agents.specification.sections import combined

RESOLVER = "conflict-resolver"
MOST_CONFLICTS = 200
"""Of those that are ruled on; of any more the first option holds."""


async def settle(desk: Desk, outputs: Mapping[str, Json], *, events: Events = ()) -> StepOutcome:
    """Put the outputs (by their writers' names) together; the step keeps them, and the rulings on their conflicts."""
    sections, conflicts = combined(outputs)
    rulings: Sequence[Mapping[str, Any]] = []
    if conflicts:
        todo = piece(
            RESOLVER,
            role="resolver",
            step="conflict-resolution",
            inputs={CONFLICTS: conflicts[:MOST_CONFLICTS]},
        )
        rulings = (await desk.do(todo))["output"]["rulings"]
    merged = {
        "sections": [name for name, value in sections.items() if value],
        "conflicts": _told(conflicts, rulings),
    }
    return desk.outcome(settled=outputs, rulings=rulings, events=[*events, ("merged", merged)])


def _told(conflicts: Sequence[Conflict], rulings: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    decided = {ruling["conflict"]: ruling for ruling in rulings}
    return [
        {
            "id": conflict["id"],
            "section": conflict["section"],
            "between": list(conflict["options"]),
            "chosen": decided.get(conflict["id"], {}).get("chosen"),
            "reason": decided.get(conflict["id"], {}).get("reason"),
        }
        for conflict in conflicts
    ]
