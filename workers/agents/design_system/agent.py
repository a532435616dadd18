"""The design-system agent: set a direction, explain the components, draw it all."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.engine.agent_names import DESIGN_SYSTEM
from workers.agents.agent import Step
from workers.agents.design_system.steps import direct, explain, finish, open_phase, render


class DesignSystemAgent:
    """Writes DESIGN.md and its preview pages into the session's sandbox, and ``designSystem`` to the session."""

    name: str = DESIGN_SYSTEM

    def steps(
        self,
        *,
        input: Mapping[str, Any],  # noqa: ARG002 - every agent is asked with both; these steps never vary
        session: Mapping[str, Any],  # noqa: ARG002
    ) -> Sequence[Step]:
        """Always the same five."""
        return (
            Step(name="opening", run=open_phase),
            Step(name="direction", run=direct),
            Step(name="components", run=explain),
            Step(name="rendering", run=render),
            Step(name="finishing", run=finish),
        )
