"""An agent that asks a person before it ends: ``test.asking``, with input {projectId, type?}."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from workers.agents.agent import Agent, Completed, Step, StepContext, StepOutcome
from workers.agents.asking import ask_person
from workers.agents.fixed_steps import FixedSteps


async def ask(context: StepContext) -> StepOutcome:
    return ask_person(
        context,
        project_id=UUID(context.input["projectId"]),
        title="Choose the database",
        action={"type": "SINGLE_SELECT", "label": "Database", "config": {"options": ["pg", "my"]}},
    )


async def tell(context: StepContext) -> Completed:
    return Completed(terminal="asked", result={"answer": context.answer})


class AskingAgent(FixedSteps):
    name = "test.asking"
    fixed = (Step(name="asking", run=ask), Step(name="telling", run=tell))


AGENTS: Mapping[str, Agent] = MappingProxyType({AskingAgent.name: AskingAgent()})
