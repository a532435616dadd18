"""Which tools a model is offered at this point of the conversation.

Two of them are no abilities but turns of the run itself: ``task`` starts child runs, ``submit_plan``
has the run wait for a person.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel, Field
from pydantic_ai import RunContext
from pydantic_ai.models.test import TestModel
from pydantic_ai.tools import ToolDefinition
from pydantic_ai.toolsets import FunctionToolset, ToolsetTool
from pydantic_ai.usage import RunUsage

from workers.agents.chat.abilities.ability import Workbench
from workers.agents.chat.talk import Talk

TASK = "task"
SUBMIT_PLAN = "submit_plan"

MOST_TASKS = 8
"""Tasks that one turn can hand to sub-agents."""


class TaskCall(BaseModel):
    """Hand a part of the work to a sub-agent, which works on its own and reports back.

    Several calls in one turn are worked on at the same time. The sub-agent knows nothing of this
    conversation: the description has to say everything.
    """

    description: str = Field(description="what is to be done, and what to report", min_length=1, max_length=20_000)
    type: str = Field(description="the kind of sub-agent", min_length=1, max_length=60)


class PlanCall(BaseModel):
    """Submit the plan of your work for review. Nothing may be changed before it is approved."""

    plan: str = Field(description="the plan, as Markdown", min_length=1, max_length=50_000)


async def offered_tools(talk: Talk) -> Sequence[ToolDefinition]:
    """The definitions of the tools that may be called now."""
    offered = [*(await _of_sandbox(talk)), *_of_run(talk)]
    return [tool for tool in offered if talk.allows(tool.name) or tool.name == SUBMIT_PLAN]


async def listed(
    toolset: FunctionToolset[Workbench], context: RunContext[Workbench]
) -> Mapping[str, ToolsetTool[Workbench]]:
    """A tool set's tools by name."""
    return await toolset.get_tools(context)


def may_be_called(talk: Talk, name: str) -> bool:
    """Whether a tool of the sandbox may be called before the plan is approved."""
    return not talk.plans_first or name in talk.composition.looks_only


def may_delegate(talk: Talk) -> bool:
    return talk.composition.delegates_to is not None and talk.input.get("subagents") != [] and not talk.plans_first


async def _of_sandbox(talk: Talk) -> list[ToolDefinition]:
    if not talk.has_sandbox:
        return []
    tools = await talk.composition.toolset.get_tools(_nothing_to_work_on())
    return [tool.tool_def for tool in tools.values() if may_be_called(talk, tool.tool_def.name)]


def _of_run(talk: Talk) -> list[ToolDefinition]:
    tools = [_task(tuple(talk.input.get("subagents") or ()))] if may_delegate(talk) else []
    return [*tools, _submit_plan()] if talk.plans_first else tools


@cache
def _task(types: tuple[str, ...]) -> ToolDefinition:
    schema = TaskCall.model_json_schema()
    if types:
        schema["properties"]["type"]["enum"] = list(types)
    return _defined(TASK, schema)


@cache
def _submit_plan() -> ToolDefinition:
    return _defined(SUBMIT_PLAN, PlanCall.model_json_schema())


def _defined(name: str, schema: dict[str, Any]) -> ToolDefinition:
    return ToolDefinition(name=name, description=schema.pop("description"), parameters_json_schema=schema)


@cache
def _nothing_to_work_on() -> RunContext[Any]:
    """Listing tools asks for a context and looks at nothing in it."""
    return RunContext(deps=None, model=TestModel(), usage=RunUsage())
