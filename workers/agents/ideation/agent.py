"""The ideation agent: open a build session, talk, sum up."""

from app.engine.agent_names import IDEATION
from workers.agents.agent import Step
from workers.agents.fixed_steps import FixedSteps
from workers.agents.ideation.steps import converse, open_build_session, summarise


class IdeationAgent(FixedSteps):
    """Turns vague input into ``ideaSummary``."""

    name: str = IDEATION
    fixed = (
        Step(name="opening", run=open_build_session),
        Step(name="conversing", run=converse, broken="continue"),
        Step(name="summarising", run=summarise),
    )
