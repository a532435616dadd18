"""Agents that cost next to nothing themselves, behind ProductOS's names, so that the engine is what is measured.

Parameters come as JSON in the last message: ``{"tokens": 200}``, and for the ticking agent
``{"ticks": 100, "rate": 10, "offset": 0.5, "start": "<path>"}``.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from tests.support.agents import TestAgent, told
from workers.agents.agent import Completed, Step, StepContext, StepOutcome

_LOOK_SECONDS = 0.02


async def _tokens(context: StepContext) -> StepOutcome:
    """As many token events as asked for, as fast as they are taken."""
    count = int(told(context.input).get("tokens", 200))
    for index in range(count):
        await context.emit("text_delta", delta=f"token {index} ")
    return Completed(terminal="ideation_complete", result={"tokens": count})


async def _ticks(context: StepContext) -> StepOutcome:
    """Waits for the file ``start``, then emits the time in nanoseconds, ``rate`` times a second."""
    wanted = told(context.input)
    await context.emit("phase", phase="waiting")
    start = Path(wanted["start"])
    while not start.exists():
        await asyncio.sleep(_LOOK_SECONDS)
    begin = asyncio.get_running_loop().time() + float(wanted.get("offset", 0.0))
    for index in range(int(wanted["ticks"])):
        await asyncio.sleep(max(0.0, begin + index / float(wanted["rate"]) - asyncio.get_running_loop().time()))
        await context.emit("text_delta", delta=str(time.time_ns()))
    return Completed(terminal="discover_complete", result={})


def _agent(name: str, run: Callable[[StepContext], Awaitable[StepOutcome]]) -> TestAgent:
    def steps(_input: Any) -> list[Step]:
        return [Step(name="only", run=run)]

    return TestAgent(name, steps)


AGENTS = {agent.name: agent for agent in (_agent("productos.ideation", _tokens), _agent("productos.research", _ticks))}
