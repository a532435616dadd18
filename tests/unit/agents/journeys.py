"""A session that goes through all agents in the document's order."""

from collections.abc import Mapping
from typing import Any

import httpx2
from pydantic_ai.models import Model

from app.settings import Settings
from tests.unit.agents.runner import Run
from workers.agents.ideation.agent import IdeationAgent
from workers.agents.prd.agent import PrdAgent
from workers.agents.research.agent import ResearchAgent


def offline_research() -> ResearchAgent:
    """Research that asks nobody outside."""

    def refusing(_: httpx2.Request) -> httpx2.Response:
        raise AssertionError("no source outside is to be asked")

    return ResearchAgent(read_settings=lambda: Settings(research_sources=()), transport=httpx2.MockTransport(refusing))


def journey(model: Model, idea: str, *, messages: Any = (), context: Mapping[str, Any] | None = None) -> list[Run]:
    """Ideation, research and PRD one after the other, each reading what the one before wrote."""
    session: dict[str, Any] = {"idea": idea}
    said = {"messages": list(messages)}
    runs = []
    for agent, input in ((IdeationAgent(), said), (offline_research(), {**said, "context": context}), (PrdAgent(), {})):
        run = Run(agent, model, input, session).finish()
        session = run.session
        runs.append(run)
    return runs
