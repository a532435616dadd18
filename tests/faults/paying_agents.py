"""The agents of ``tests.support.words_agents``, and one that reports what its model says to have used."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_ai.direct import model_request_stream
from pydantic_ai.messages import ModelRequest

from tests.support.agents import TestAgent
from tests.support.words_agents import AGENTS as WORDS_AGENTS
from workers.agents.agent import Completed, Step, StepContext, StepOutcome


async def _pay(context: StepContext, *, step: int, call: int) -> None:
    """One call; what its model reports goes into the log beside the ledger."""
    prompt = ModelRequest.user_text_prompt(f"Step {step}, call {call}: tell me about bicycles for commuters.")
    async with model_request_stream(context.model(), [prompt]) as stream:
        async for _ in stream:
            await asyncio.sleep(float(context.input.get("pause", 0)))
    await context.emit("usage", step=step, tokens=stream.usage.total_tokens)


def _paying(input: Mapping[str, Any]) -> Sequence[Step]:
    steps, parallel = int(input.get("steps", 1)), int(input.get("parallel", 1))

    def make(number: int) -> Step:
        async def run(context: StepContext) -> StepOutcome:
            calls = (_pay(context, step=number, call=call) for call in range(parallel))
            ends = await asyncio.gather(*calls, return_exceptions=True)
            for failure in (end for end in ends if isinstance(end, BaseException)):
                raise failure
            if number < steps:
                return StepOutcome(output=parallel)
            return Completed(output=parallel, terminal="paying_complete", result={"calls": steps * parallel})

        return Step(name=f"pay-{number}", run=run)

    return [make(number) for number in range(1, steps + 1)]


AGENTS = {**WORDS_AGENTS, "test.paying": TestAgent("test.paying", _paying)}
