"""The discovery agent: hear what the message tells, reply with the next best question, keep what is known now."""

from app.engine.agent_names import DISCOVERY
from workers.agents.agent import Step
from workers.agents.discovery.concluding import conclude
from workers.agents.discovery.listening import listen
from workers.agents.discovery.replying import reply
from workers.agents.fixed_steps import FixedSteps


class DiscoveryAgent(FixedSteps):
    """Answers one message of a talk. Input {message, contextType, modelId?}."""

    name: str = DISCOVERY
    fixed = (
        Step(name="listening", run=listen),
        Step(name="replying", run=reply, broken="continue"),
        Step(name="concluding", run=conclude),
    )
