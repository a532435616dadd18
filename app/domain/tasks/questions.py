"""Tasks that runs ask for: a run that waits for a person makes one, and what is submitted answers the run.

The task is made in the commit that puts the run to wait, so that there is never the one without the other.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from app.domain.projects.queries import get_project
from app.domain.tasks import kinds
from app.domain.tasks.action_configs import check_actions
from app.domain.tasks.operations import NewTask, insert_task


def asking(
    *,
    tenant_id: UUID,
    project_id: UUID,
    run_id: UUID,
    task_id: UUID,
    title: str,
    description: str = "",
    action: Mapping[str, Any],
    type: str = kinds.DECIDE,
    priority: str = "high",
    targets: Sequence[Mapping[str, Any]] = (),
) -> Callable[[Connection], None]:
    """The write that makes the task. ``action`` is {type, label, config}; ``type`` is DECIDE or REVIEW.

    The task is assigned to whoever made the project.

    Raises:
        InvalidRequest: nobody could do the action.
    """
    check_actions([action])

    def write(connection: Connection) -> None:
        project = get_project(connection, tenant_id=tenant_id, project_id=project_id)
        task = NewTask(
            type=type,
            title=title,
            description=description,
            priority=priority,
            actions=[action],
            targets=targets,
            source="run",
            run_id=run_id,
        )
        insert_task(
            connection,
            project=project,
            task=task,
            task_id=task_id,
            user_id=project.created_by,
            agent=None,
            by=None,
        )

    return write
