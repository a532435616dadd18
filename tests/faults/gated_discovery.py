"""The discovery agent behind a gate: it stops where the file named by ``TEST_GATE`` says.

``replying``: after three pieces of the reply. ``concluding``: when all of the turn is known and nothing is kept yet.
"""

from dataclasses import replace
from types import MappingProxyType
from typing import Any

from app.engine.agent_names import DISCOVERY
from tests.faults.gated_chat import at_gate
from workers.agents.agent import Completed, StepContext, StepOutcome
from workers.agents.discovery.agent import DiscoveryAgent
from workers.agents.discovery.concluding import conclude
from workers.agents.discovery.replying import reply

PIECES = 3


class _Halting:
    """A step's context that waits in the middle of what is said."""

    def __init__(self, context: StepContext) -> None:
        self._context = context
        self._said = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    async def emit(self, type: str, /, **data: Any) -> None:
        await self._context.emit(type, **data)
        self._said += 1
        if self._said == PIECES:
            await at_gate("replying")


async def _reply(context: StepContext) -> StepOutcome:
    halting: Any = _Halting(context)
    return await reply(halting)


async def _conclude(context: StepContext) -> Completed:
    concluded = await conclude(context)
    await at_gate("concluding")
    return concluded


class GatedDiscovery(DiscoveryAgent):
    """The agent with its last two steps behind the gate."""

    _listening, _replying, _concluding = DiscoveryAgent.fixed
    fixed = (_listening, replace(_replying, run=_reply), replace(_concluding, run=_conclude))


AGENTS = MappingProxyType({DISCOVERY: GatedDiscovery()})
