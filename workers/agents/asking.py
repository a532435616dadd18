"""How an agent asks a person: its run waits, and a task of the project says what for.

    return ask_person(context, project_id=…, title="Choose the database", action={
        "type": "SINGLE_SELECT", "label": "Database", "config": {"options": ["PostgreSQL", "MySQL"]}})

The next step finds in ``context.answer`` {taskId, actionId, type} with the result of the action's type.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from app.domain.tasks.kinds import DECIDE
from app.domain.tasks.questions import asking
from workers.agents.agent import Json, StepContext, WaitForPerson


def ask_person(
    context: StepContext,
    *,
    project_id: UUID,
    title: str,
    description: str = "",
    action: Mapping[str, Any],
    type: str = DECIDE,
    targets: Sequence[Mapping[str, Any]] = (),
    output: Json = None,
) -> WaitForPerson:
    """The outcome that makes a DECIDE or REVIEW task and puts the run to wait for it, in one commit."""
    task_id = context.identifier("task")
    write = asking(
        tenant_id=context.tenant_id,
        project_id=project_id,
        run_id=context.run_id,
        task_id=task_id,
        title=title,
        description=description,
        action=action,
        type=type,
        targets=targets,
    )
    question = {
        "taskId": str(task_id),
        "type": type,
        "title": title,
        "description": description,
        "action": dict(action),
    }
    return WaitForPerson(question=question, writes=(write,), output=output)
