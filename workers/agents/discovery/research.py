"""Research for a talk: the sources and the synthesis of the research agent, without opportunities."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from httpx2 import AsyncBaseTransport

from app.engine.agent_names import DISCOVERY_RESEARCH
from app.settings import Settings, settings
from workers.agents.agent import Completed, Step, StepContext
from workers.agents.research.steps.explore import explore
from workers.agents.research.steps.synthesize import synthesize


class DiscoveryResearchAgent:
    """Input {taskType, messages, context}, session {idea}; result {taskType, themes, competitors, gaps, sources}.

    ``read_settings`` and ``transport`` are those of the research agent.
    """

    name: str = DISCOVERY_RESEARCH

    def __init__(
        self, *, read_settings: Callable[[], Settings] = settings, transport: AsyncBaseTransport | None = None
    ) -> None:
        self._explore = partial(explore, read_settings=read_settings, transport=transport)

    def steps(
        self,
        *,
        input: Mapping[str, Any],  # noqa: ARG002 - every agent is asked with both
        session: Mapping[str, Any],  # noqa: ARG002
    ) -> Sequence[Step]:
        return (
            Step(name="researching", run=self._explore),
            Step(name="synthesizing", run=synthesize),
            Step(name="reporting", run=_report),
        )


async def _report(context: StepContext) -> Completed:
    synthesis = context.outputs["synthesizing"]
    return Completed(
        terminal="discovery_research_complete",
        result={
            "taskType": context.input.get("taskType"),
            "themes": synthesis["themes"],
            "competitors": synthesis["competitors"],
            "gaps": synthesis["gaps"],
            "sources": context.outputs["researching"]["sources"],
        },
    )
