"""One step's hold on a conversation: who talks, what the run knows, and what has been said so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from pydantic_ai import RunContext
from pydantic_ai.usage import RunUsage

from app.errors import InvalidRequest
from workers.agents.agent import StepContext
from workers.agents.chat.abilities.ability import Workbench, inside
from workers.agents.chat.composition import Composition
from workers.agents.chat.transcript import Transcript, transcript_of

MAIN = "main"


@dataclass(frozen=True)
class Talk:
    """A composition at work in one step."""

    composition: Composition
    context: StepContext

    @property
    def input(self) -> Mapping[str, Any]:
        return self.context.input

    @cached_property
    def transcript(self) -> Transcript:
        return transcript_of(self.context.outputs)

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the opening step found: {files, skills}."""
        found: Mapping[str, Any] = self.context.outputs["opening"]["facts"]
        return found

    @property
    def speaker(self) -> str:
        """The agent's name in events: ``main``, or that of the sub-agent."""
        return MAIN if self.composition.is_root else str(self.input.get("agentName") or "sub-agent")

    @property
    def has_sandbox(self) -> bool:
        return self.input.get("mode") != "flash" and "workspaceId" in self.input

    @property
    def plans_first(self) -> bool:
        """Whether a plan has to be approved before anything may be changed."""
        return bool(self.input.get("planMode")) and self.composition.is_root and not self.transcript.approved

    @cached_property
    def folder(self) -> str:
        """Where relative paths begin, relative to the sandbox's folder."""
        asked = self.input.get("cwd")
        try:
            return inside(str(asked)) if asked else self.composition.folder
        except InvalidRequest:
            return self.composition.folder

    def usage_with(self, turn: Mapping[str, int]) -> Mapping[str, int]:
        """What the run has used, together with a turn that is not committed yet."""
        usage = replace(self.transcript.usage)
        usage.add(turn)
        return usage.as_json()

    def allows(self, tool: str) -> bool:
        """Whether the request leaves the agent this tool."""
        allowed: Sequence[str] | None = self.input.get("allowedTools")
        return allowed is None or tool in allowed

    async def workbench(self) -> Workbench:
        owner = self.input.get("workspaceId")
        sandbox = await self.context.sandbox(label=self.composition.label, owner=UUID(str(owner)) if owner else None)
        return Workbench(sandbox, self.folder, self.context.quotes)

    def tool_context(self, bench: Workbench) -> RunContext[Workbench]:
        """What pydantic-ai calls tools with."""
        return RunContext(deps=bench, model=self.context.model(self.input.get("modelId")), usage=RunUsage())
