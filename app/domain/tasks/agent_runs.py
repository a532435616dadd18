"""Having an agent do a task: a run of its own, in a session that belongs to the project."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.projects.caps import cap_of_project
from app.domain.projects.queries import ProjectRecord
from app.domain.tasks.dependencies import waiting_for
from app.domain.tasks.kinds import AGENT, SESSION_KIND
from app.engine.agent_names import TASK
from app.engine.budgets import Limits
from app.engine.queue import RunQueue
from app.engine.run_acceptance import RunRequest, accept_run
from app.engine.sessions import create_session

LIMITS = Limits(tokens=100_000, cost=Decimal("1.00"))
"""Of one task; the caps of project and organization stand above it."""


def start_agent(connection: Connection, *, queue: RunQueue, project: ProjectRecord, task_id: UUID) -> None:
    """Start a run that does the task. A project without room fails the run and not the caller."""
    session = create_session(
        connection,
        tenant_id=project.tenant_id,
        kind=SESSION_KIND,
        state={"projectId": str(project.id), "taskId": str(task_id)},
    )
    accept_run(
        connection,
        queue=queue,
        request=RunRequest(
            tenant_id=project.tenant_id,
            session_id=session.id,
            agent=TASK,
            input={"projectId": str(project.id), "taskId": str(task_id)},
            limits=LIMITS,
            cap_id=cap_of_project(connection, project=project),
        ),
    )
    connection.execute(
        text(
            """UPDATE tasks SET status = 'in_progress', session_id = :session, updated_at = clock_timestamp()
                WHERE id = :id"""
        ),
        {"id": task_id, "session": session.id},
    )


def start_unblocked(
    connection: Connection, *, queue: RunQueue, project: ProjectRecord, completed_id: UUID
) -> list[UUID]:
    """Start the agents whose tasks have waited for this one; all tasks that can be done now."""
    unblocked = waiting_for(connection, task_id=completed_id)
    for task_id in unblocked:
        is_agents: bool = connection.execute(
            text("SELECT assignee_type = :agent AND session_id IS NULL FROM tasks WHERE id = :id"),
            {"id": task_id, "agent": AGENT},
        ).scalar_one()
        if is_agents:
            start_agent(connection, queue=queue, project=project, task_id=task_id)
    return unblocked
