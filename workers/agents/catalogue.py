"""Which agent stands behind a name.

Agents hold no state of a run, so one object each serves every run of the process. A deployment adds
its own with ``BATON_EXTRA_AGENTS``: each module named there has an ``AGENTS`` like the one below.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from types import MappingProxyType

from app.errors import NotFound
from workers.agents.agent import Agent
from workers.agents.code.agent import CodeAgent
from workers.agents.compiling.agent import SpecificationAgent
from workers.agents.coordination.agent import ExecutionAgent
from workers.agents.coordination.compiler import CompilerAgent
from workers.agents.design.agent import DesignAgent
from workers.agents.design_system.agent import DesignSystemAgent
from workers.agents.discovery.agent import DiscoveryAgent
from workers.agents.discovery.research import DiscoveryResearchAgent
from workers.agents.ideation.agent import IdeationAgent
from workers.agents.opencomputer.agent import OPENCOMPUTER_AGENT
from workers.agents.prd.agent import PrdAgent
from workers.agents.project_tasks.agent import TaskAgent
from workers.agents.ptc.agents import CHAT_AGENT, SUB_AGENT
from workers.agents.ptc.summarize import SummarizeAgent
from workers.agents.research.agent import ResearchAgent

_OURS: Sequence[Agent] = (
    IdeationAgent(),
    ResearchAgent(),
    PrdAgent(),
    DesignSystemAgent(),
    DesignAgent(),
    CodeAgent(),
    CHAT_AGENT,
    SUB_AGENT,
    OPENCOMPUTER_AGENT,
    SummarizeAgent(),
    ExecutionAgent(),
    CompilerAgent(),
    TaskAgent(),
    SpecificationAgent(),
    DiscoveryAgent(),
    DiscoveryResearchAgent(),
)

AGENTS: Mapping[str, Agent] = MappingProxyType({agent.name: agent for agent in _OURS})


@cache
def agents(extra_modules: tuple[str, ...] = ()) -> Mapping[str, Agent]:
    """All agents by name: our own, and over them those of the extra modules in their order."""
    found: dict[str, Agent] = dict(AGENTS)
    for module in extra_modules:
        found |= import_module(module).AGENTS
    return MappingProxyType(found)


def agent_named(name: str, extra_modules: tuple[str, ...] = ()) -> Agent:
    """The agent called ``name``.

    Raises:
        NotFound: no agent has this name.
    """
    try:
        return agents(extra_modules)[name]
    except KeyError:
        raise NotFound(f"There is no agent called {name!r}.") from None
