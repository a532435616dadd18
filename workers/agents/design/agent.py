"""The design agent: a look, a plan, one step for each screen, then the pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.engine.agent_names import DESIGN
from workers.agents.agent import Step
from workers.agents.design.plan import SLOTS
from workers.agents.design.steps import (
    choose_brand,
    design_screen,
    finish,
    open_phase,
    plan_screens,
    render,
    slot_name,
)


class DesignAgent:
    """Draws the product's screens as pages in the session's sandbox."""

    name: str = DESIGN

    def steps(
        self,
        *,
        input: Mapping[str, Any],  # noqa: ARG002 - every agent is asked with both; these steps never vary
        session: Mapping[str, Any],  # noqa: ARG002
    ) -> Sequence[Step]:
        """Always the same: a slot that the plan leaves empty is a step that does nothing."""
        return (
            Step(name="opening", run=open_phase),
            Step(name="brand", run=choose_brand),
            Step(name="planning", run=plan_screens),
            *(Step(name=slot_name(slot), run=design_screen(slot)) for slot in range(SLOTS)),
            Step(name="rendering", run=render),
            Step(name="finishing", run=finish),
        )
