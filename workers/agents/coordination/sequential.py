"""One after the other: each writer sees what all before it have written."""

from collections.abc import Sequence
from functools import partial

from workers.agents.agent import Step, StepContext, StepOutcome
from workers.agents.coordination.desk import desk_of
from workers.agents.coordination.order import Order
from workers.agents.coordination.step_names import step_of
from workers.agents.coordination.work import piece


def steps(order: Order) -> Sequence[Step]:
    """One step for each writer."""
    return [Step(name=step_of(writer), run=partial(_write, writer=writer)) for writer in order.writers]


async def _write(context: StepContext, *, writer: str) -> StepOutcome:
    desk = desk_of(context)
    await desk.do(piece(writer, step=step_of(writer), inputs=desk.outputs()))
    return desk.outcome()
