"""Which agent stands behind a name.

Agents hold no state of a run, so one object each serves every run of the process.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.errors import NotFound
from workers.agents.agent import Agent
from workers.agents.ideation.agent import IdeationAgent
from workers.agents.prd.agent import PrdAgent
from workers.agents.research.agent import ResearchAgent

AGENTS: Mapping[str, Agent] = MappingProxyType(
    {agent.name: agent for agent in (IdeationAgent(), ResearchAgent(), PrdAgent())}
)


def agent_named(name: str) -> Agent:
    """The agent called ``name``.

    Raises:
        NotFound: no agent has this name.
    """
    try:
        return AGENTS[name]
    except KeyError:
        raise NotFound(f"There is no agent called {name!r}.") from None
