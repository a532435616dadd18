"""OpenComputer's agent: the conversing core with a shell's few tools, and a first step that opens the sandbox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_ai.toolsets import FunctionToolset

from app.domain.computer_sessions.records import SKILLS_FOLDER
from app.engine.agent_names import OPENCOMPUTER
from workers.agents.agent import Step
from workers.agents.chat.abilities.ability import Workbench
from workers.agents.chat.agent import ChatAgent
from workers.agents.opencomputer.abilities import TOOLS
from workers.agents.opencomputer.preparing import LABEL, prepare
from workers.agents.opencomputer.showing import what_to_show

ROLE = "baton-opencomputer-building"
"""Slug of its role in the prompt registry."""


@dataclass(frozen=True, kw_only=True)
class ComputerAgent(ChatAgent):
    """The core, with a step before its own."""

    def steps(self, *, input: Mapping[str, Any], session: Mapping[str, Any]) -> Sequence[Step]:
        return (Step(name="preparing", run=prepare), *super().steps(input=input, session=session))


OPENCOMPUTER_AGENT = ComputerAgent(
    name=OPENCOMPUTER,
    toolset=FunctionToolset[Workbench](list(TOOLS)),
    system=lambda _input: ROLE,
    folder="app",
    skills_folder=SKILLS_FOLDER,
    label=LABEL,
    finishing=what_to_show,
)
