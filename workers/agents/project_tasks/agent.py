"""Doing a task: read it with all that is known of its project, answer each action, submit the answers as one."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.domain.flow.material import project_material
from app.domain.tasks.action_data import checked_result
from app.domain.tasks.queries import get_task
from app.domain.tasks.submissions import submit_for_agent
from app.engine.agent_names import TASK
from workers.agents.agent import Completed, Step, StepContext, StepOutcome
from workers.agents.fixed_steps import FixedSteps
from workers.agents.project_tasks.outputs import answer_to
from workers.language_models.briefs import render_brief
from workers.language_models.texts import write

PROMPT = "baton-task-doing"
LEAST_TOKENS = 100
_ASSIGNMENT = "Do this action of the task."


async def read(context: StepContext) -> StepOutcome:
    """The task and the project's material, as they are when the run begins."""
    query = partial(task_and_material, tenant_id=context.tenant_id, task_id=context.input["taskId"])
    return StepOutcome(output=await context.read(query), events=(("phase", {"phase": "task"}),))


async def answer(context: StepContext) -> StepOutcome:
    """An answer to each action; none where the task was ended meanwhile."""
    found = context.outputs["reading"]
    if not found["open"]:
        return StepOutcome(output=[])
    answers = [await _answered(context, found, action) for action in found["task"]["actions"]]
    return StepOutcome(output=answers)


async def submit(context: StepContext) -> Completed:
    """Submits the answers as the agent's own."""
    answers = context.outputs["answering"]
    write_all = partial(
        submit_for_agent,
        queue=context.queue,
        tenant_id=context.tenant_id,
        task_id=UUID(context.input["taskId"]),
        results={each["actionId"]: each["result"] for each in answers},
        run_id=context.run_id,
    )
    return Completed(
        writes=(write_all,),
        terminal="task_submitted",
        result={"taskId": context.input["taskId"], "submissions": answers},
    )


def task_and_material(connection: Connection, *, tenant_id: UUID, task_id: str) -> dict[str, Any]:
    """{open, agent, task {type, title, description, actions}, material}."""
    task = get_task(connection, tenant_id=tenant_id, task_id=UUID(task_id))
    told = {"type": task.type, "title": task.title, "description": task.description, "actions": list(task.actions)}
    material = project_material(connection, tenant_id=tenant_id, project_id=task.project_id)
    return {
        "open": task.is_open and not task.blocked_by,
        "agent": task.assignee_agent,
        "task": told,
        "material": material,
    }


async def _answered(context: StepContext, found: Mapping[str, Any], action: dict[str, Any]) -> dict[str, Any]:
    system = await context.prompt(PROMPT)
    task = {name: found["task"][name] for name in ("type", "title", "description")}
    told = {**found["material"], "task": task, "action": action, "agent": found["agent"]}
    written = await write(
        model=context.model(prompt=system, specialist=found["agent"]),
        output_type=answer_to(action),
        system=system.text,
        prompt=render_brief(_ASSIGNMENT, told),
        least_output_tokens=LEAST_TOKENS,
    )
    return {
        "actionId": action["id"],
        "result": checked_result(action, written.data),
        "reason": written.reason,
    }


class TaskAgent(FixedSteps):
    """Input {projectId, taskId}; result {taskId, submissions [{actionId, result, reason}]}."""

    name = TASK
    fixed = (
        Step(name="reading", run=read),
        Step(name="answering", run=answer),
        Step(name="submitting", run=submit),
    )
