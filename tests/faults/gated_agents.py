"""The code agent behind a gate: while the file named by ``TEST_GATE`` is there, it stops in the middle of its writing.

Whoever closes the gate can be sure that half of the files are there and the other half is not.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.engine.agent_names import CODE
from workers.agents.agent import Step, StepContext, StepOutcome
from workers.agents.code.agent import CodeAgent

HALF_WAY = "half of the files are there"


class GatedSandbox:
    """A sandbox whose writes stop half-way at a closed gate."""

    def __init__(self, sandbox: Any, context: StepContext) -> None:
        self._sandbox = sandbox
        self._context = context

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sandbox, name)

    async def write(self, files: Mapping[str, str | bytes]) -> None:
        paths = list(files)
        half = len(paths) // 2
        await self._sandbox.write({path: files[path] for path in paths[:half]})
        gate = Path(os.environ["TEST_GATE"])
        if gate.exists():
            await self._context.emit("status", message=HALF_WAY, part="writing")
            while gate.exists():
                await asyncio.sleep(0.05)
        await self._sandbox.write({path: files[path] for path in paths[half:]})


class GatedContext:
    """A step's context with such sandboxes."""

    def __init__(self, context: StepContext) -> None:
        self._context = context

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    async def sandbox(self, **asked: Any) -> Any:
        return GatedSandbox(await self._context.sandbox(**asked), self._context)


def gated(run: Callable[[StepContext], Awaitable[StepOutcome]]) -> Callable[[StepContext], Awaitable[StepOutcome]]:
    async def gated_run(context: StepContext) -> StepOutcome:
        return await run(GatedContext(context))

    return gated_run


class GatedCodeAgent(CodeAgent):
    """The code agent with its steps behind the gate."""

    def steps(self, *, input: Mapping[str, Any], session: Mapping[str, Any]) -> Sequence[Step]:
        return [replace(step, run=gated(step.run)) for step in super().steps(input=input, session=session)]


AGENTS = MappingProxyType({CODE: GatedCodeAgent()})
