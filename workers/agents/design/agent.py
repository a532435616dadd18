"""The design agent: a look, a plan, one step for each screen, then the pages."""

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
from workers.agents.fixed_steps import FixedSteps


class DesignAgent(FixedSteps):
    """Draws the product's screens as pages in the session's sandbox. A slot that the plan leaves empty does nothing."""

    name: str = DESIGN
    fixed = (
        Step(name="opening", run=open_phase),
        Step(name="brand", run=choose_brand),
        Step(name="planning", run=plan_screens),
        *(Step(name=slot_name(slot), run=design_screen(slot)) for slot in range(SLOTS)),
        Step(name="rendering", run=render),
        Step(name="finishing", run=finish),
    )
