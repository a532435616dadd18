"""The ideation agent: open a build session, talk, sum up."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.engine.agent_names import IDEATION
from workers.agents.agent import Step
from workers.agents.ideation.steps import converse, open_build_session, summarise


class IdeationAgent:
    """Turns vague input into ``ideaSummary``."""

    name: str = IDEATION

    def steps(
        self,
        *,
        input: Mapping[str, Any],  # noqa: ARG002 - every agent is asked with both; these steps never vary
        session: Mapping[str, Any],  # noqa: ARG002
    ) -> Sequence[Step]:
        """Always the same three."""
        return (
            Step(name="opening", run=open_build_session),
            Step(name="conversing", run=converse, broken="continue"),
            Step(name="summarising", run=summarise),
        )
