"""The agent that coordinates an execution: its steps follow from the strategy and the agents that were asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any

from app.engine.agent_names import EXECUTION
from workers.agents.agent import Step, StepContext, StepOutcome
from workers.agents.coordination import debate, finishing, hierarchical, parallel, sequential
from workers.agents.coordination.collecting import COLLECTING
from workers.agents.coordination.order import Order, order_of

STRATEGIES: Mapping[str, Callable[[Order], Sequence[Step]]] = MappingProxyType(
    {
        "sequential": sequential.steps,
        "parallel": parallel.steps,
        "hierarchical": hierarchical.steps,
        "debate": debate.steps,
    }
)


class ExecutionAgent:
    """Collects, has the strategy's work done, audits and assembles."""

    name: str = EXECUTION

    def steps(
        self,
        *,
        input: Mapping[str, Any],
        session: Mapping[str, Any],  # noqa: ARG002 - every agent is asked with both
    ) -> Sequence[Step]:
        """A pure function of the input."""
        order = order_of(input)
        listed = [COLLECTING, *STRATEGIES[order.strategy](order), *finishing.steps(order)]
        return [_told(step, number, listed, order.interval) for number, step in enumerate(listed, start=1)]


def _told(step: Step, number: int, listed: Sequence[Step], interval: int) -> Step:
    """The step; every so many of them, viewers are told that what is finished is kept."""
    if number % interval or number == len(listed):
        return step
    told = {"step": step.name, "completedSteps": number, "totalSteps": len(listed)}
    return replace(step, run=partial(_with_checkpoint, run=step.run, told=told))


async def _with_checkpoint(context: StepContext, *, run: Any, told: Mapping[str, Any]) -> StepOutcome:
    outcome: StepOutcome = await run(context)
    return replace(outcome, events=[*outcome.events, ("checkpoint", told)])
