"""All at once: nobody sees anybody's work, and where their parts exclude each other, that is settled afterwards."""

from collections.abc import Sequence

from workers.agents.agent import Step, StepContext, StepOutcome
from workers.agents.coordination.desk import desk_of
from workers.agents.coordination.order import Order
from workers.agents.coordination.settling import settle
from workers.agents.coordination.step_names import step_of
from workers.agents.coordination.work import piece


def steps(_order: Order) -> Sequence[Step]:
    """Two steps, however many write: their runs go side by side."""
    return [Step(name="delegating", run=_delegate), Step(name="merging", run=_merge)]


async def _delegate(context: StepContext) -> StepOutcome:
    desk = desk_of(context)
    return desk.delegate([piece(writer, step=step_of(writer), inputs={}) for writer in desk.order.writers])


async def _merge(context: StepContext) -> StepOutcome:
    desk = desk_of(context)
    return await settle(desk, desk.outputs())
