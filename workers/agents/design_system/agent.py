"""The design-system agent: set a direction, explain the components, draw it all."""

from app.engine.agent_names import DESIGN_SYSTEM
from workers.agents.agent import Step
from workers.agents.design_system.steps import direct, explain, finish, open_phase, render
from workers.agents.fixed_steps import FixedSteps


class DesignSystemAgent(FixedSteps):
    """Writes DESIGN.md and its preview pages into the session's sandbox, and ``designSystem`` to the session."""

    name: str = DESIGN_SYSTEM
    fixed = (
        Step(name="opening", run=open_phase),
        Step(name="direction", run=direct),
        Step(name="components", run=explain),
        Step(name="rendering", run=render),
        Step(name="finishing", run=finish),
    )
