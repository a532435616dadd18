"""PTC's agent behind a gate, with a model that plays a plot: it stops where the file named by ``TEST_GATE`` says.

``text``: after three words of an answer. ``edit``: when a file is in place, before anybody knows.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.engine.agent_names import CHAT
from tests.support.chat_plots import Plot
from workers.agents.agent import Step, StepContext, StepOutcome
from workers.agents.chat.agent import ChatAgent
from workers.agents.ptc.agents import CHAT_AGENT

BEFORE, AFTER = "print('one')\n", "print('one', 'one')\n"
ANSWER = "one two three four five six seven eight nine ten"
PLOT = Plot(
    make=[
        ("write_file", {"path": "count.py", "content": BEFORE}),
        ("edit_file", {"path": "count.py", "old_string": "'one'", "new_string": "'one', 'one'"}),
        ("read_file", {"path": "count.py"}),
        ANSWER,
    ]
)


async def at_gate(point: str) -> None:
    """Wait here as long as the gate is closed at this point."""
    gate = Path(os.environ["TEST_GATE"])
    while gate.exists() and gate.read_text() == point:
        await asyncio.sleep(0.02)


class GatedSandbox:
    """A sandbox that waits behind its writes."""

    def __init__(self, sandbox: Any) -> None:
        self._sandbox = sandbox

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sandbox, name)

    async def write(self, files: Mapping[str, str | bytes]) -> None:
        await self._sandbox.write(files)
        if AFTER in files.values():
            await at_gate("edit")


class GatedContext:
    """A step's context with such a sandbox, the plot's model, and a wait in the middle of its answer."""

    def __init__(self, context: StepContext) -> None:
        self._context = context
        self._words = len(context.partial_text.split())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def model(self, *asked: Any, **named: Any) -> Any:
        paid: Any = self._context.model(*asked, **named)
        paid.wrapped = PLOT.model
        return paid

    async def emit(self, type: str, /, **data: Any) -> None:
        await self._context.emit(type, **data)
        self._words += type == "text_delta"
        if self._words == 3:
            await at_gate("text")

    async def sandbox(self, **asked: Any) -> Any:
        return GatedSandbox(await self._context.sandbox(**asked))


def gated(run: Callable[[StepContext], Awaitable[StepOutcome]]) -> Callable[[StepContext], Awaitable[StepOutcome]]:
    async def gated_run(context: StepContext) -> StepOutcome:
        return await run(GatedContext(context))

    return gated_run


@dataclass(frozen=True, kw_only=True)
class GatedChatAgent(ChatAgent):
    """The agent with its steps behind the gate."""

    def steps(self, *, input: Mapping[str, Any], session: Mapping[str, Any]) -> Sequence[Step]:
        return [replace(step, run=gated(step.run)) for step in super().steps(input=input, session=session)]


AGENTS = MappingProxyType(
    {CHAT: GatedChatAgent(**{each.name: getattr(CHAT_AGENT, each.name) for each in fields(CHAT_AGENT)})}
)
