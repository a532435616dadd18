"""The PRD agent: choose an opportunity, write the document in three parts, put it together."""

from app.engine.agent_names import PRD
from workers.agents.agent import Step
from workers.agents.fixed_steps import FixedSteps
from workers.agents.prd.steps import choose, finish, frame, open_phase, plan_delivery, require


class PrdAgent(FixedSteps):
    """Writes ``prd`` for one of the session's opportunities and creates the Project."""

    name: str = PRD
    fixed = (
        Step(name="opening", run=open_phase),
        Step(name="choosing", run=choose),
        Step(name="framing", run=frame),
        Step(name="requirements", run=require),
        Step(name="delivery", run=plan_delivery),
        Step(name="finishing", run=finish),
    )
