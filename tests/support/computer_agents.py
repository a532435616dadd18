"""An agent in the place of OpenComputer's that says as much as its message tells it to, at its message's pace."""

import asyncio
import json

from app.engine.agent_names import OPENCOMPUTER
from tests.support.agents import TestAgent
from workers.agents.agent import Completed, Step, StepContext

_TOLD = {"stopReason": "end_turn", "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2}}


async def _work(context: StepContext) -> Completed:
    """The message is ``{"calls": n, "pause": seconds}``."""
    wanted = json.loads(context.input["message"])
    for number in range(wanted["calls"]):
        await context.emit("text_delta", delta="working ")
        await context.emit("tool_call", callId=str(number), name="bash", arguments={"command": f"echo {number}"})
        await asyncio.sleep(wanted["pause"])
    return Completed(terminal="chat_complete", result={"text": f"{wanted['calls']} calls", **_TOLD})


AGENTS = {OPENCOMPUTER: TestAgent(OPENCOMPUTER, lambda _input: [Step(name="work", run=_work)])}
