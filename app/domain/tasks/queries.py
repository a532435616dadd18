"""Reads of tasks. Two things are looked up and not stored: what a task waits for, and what became of its runs.

A task that a run has asked for is cancelled when the run ends without it, and one whose agent failed is
pending again: both are read from the runs' rows, so that no end of a run has to know of tasks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.tasks.kinds import OPEN
from app.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRecord:
    """A task as it stands. ``blocked_by`` are the tasks that have to be completed first."""

    id: UUID
    tenant_id: UUID
    project_id: UUID
    project_name: str
    type: str
    title: str
    description: str
    priority: str
    status: str
    assignee_type: str
    assignee_user_id: UUID | None
    assignee_agent: str | None
    actions: Sequence[Mapping[str, Any]]
    targets: Sequence[Mapping[str, Any]]
    source: str
    run_id: UUID | None
    session_id: UUID | None
    agent_state: str | None
    agent_error: Mapping[str, Any] | None
    due_at: datetime | None
    dependencies: Sequence[UUID]
    blocked_by: Sequence[UUID]
    created_by: UUID | None
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


_TASKS = """(SELECT t.id, t.tenant_id, t.project_id, p.name AS project_name, t.type, t.title, t.description, t.priority,
       CASE WHEN t.status IN ('pending', 'in_progress') AND asking.finished_at IS NOT NULL THEN 'cancelled'
            WHEN t.status = 'in_progress' AND agent.state IN ('failed', 'cancelled') THEN 'pending'
            ELSE t.status END AS status,
       t.assignee_type, t.assignee_user_id, t.assignee_agent, t.actions, t.targets, t.source, t.run_id, t.session_id,
       agent.state AS agent_state, agent.error AS agent_error, t.due_at,
       ARRAY(SELECT d.depends_on_id FROM task_dependencies d WHERE d.task_id = t.id ORDER BY 1) AS dependencies,
       ARRAY(SELECT d.depends_on_id FROM task_dependencies d JOIN tasks o ON o.id = d.depends_on_id
              WHERE d.task_id = t.id AND o.status <> 'completed' ORDER BY 1) AS blocked_by,
       t.created_by, t.created_at, t.updated_at, t.completed_at
  FROM tasks t JOIN projects p ON p.id = t.project_id
  LEFT JOIN runs asking ON asking.id = t.run_id
  LEFT JOIN LATERAL (SELECT r.state, r.error FROM runs r WHERE r.session_id = t.session_id AND r.parent_run_id IS NULL
                      ORDER BY r.created_at DESC, r.id DESC LIMIT 1) agent ON true
 WHERE t.tenant_id = :tenant) AS task"""

_WEIGHTIEST_FIRST = "array_position(ARRAY['urgent', 'high', 'medium', 'low'], priority)"


def get_task(connection: Connection, *, tenant_id: UUID, task_id: UUID | None) -> TaskRecord:
    """The tenant's task.

    Raises:
        NotFound: the tenant has no such task.
    """
    row = connection.execute(
        text(f"SELECT * FROM {_TASKS} WHERE id = :id"), {"tenant": tenant_id, "id": task_id}
    ).first()
    if row is None:
        raise NotFound("Task not found")
    return TaskRecord(**row._mapping)


def list_tasks(
    connection: Connection,
    *,
    tenant_id: UUID,
    project_id: UUID,
    status: str | None = None,
    assignee_type: str | None = None,
    type: str | None = None,
    limit: int,
    offset: int,
) -> tuple[list[TaskRecord], int]:
    """A page of the project's tasks, the oldest first, and how many there are."""
    condition = """project_id = :project AND status = coalesce(:status, status) AND type = coalesce(:type, type)
                   AND assignee_type = coalesce(:assignee, assignee_type)"""
    wanted = {"project": project_id, "status": status, "type": type, "assignee": assignee_type}
    return _page(
        connection,
        tenant_id=tenant_id,
        condition=condition,
        values=wanted,
        order="created_at, id",
        limit=limit,
        offset=offset,
    )


def list_tasks_of_user(
    connection: Connection, *, tenant_id: UUID, user_id: UUID, status: str | None = None, limit: int, offset: int
) -> tuple[list[TaskRecord], int]:
    """A page of what the user has to do in any project: the most urgent first, what is done last."""
    order = f"status = 'completed', status = 'cancelled', {_WEIGHTIEST_FIRST}, due_at NULLS LAST, created_at, id"
    condition = "assignee_user_id = :user AND assignee_type = 'user' AND status = coalesce(:status, status)"
    return _page(
        connection,
        tenant_id=tenant_id,
        condition=condition,
        values={"user": user_id, "status": status},
        order=order,
        limit=limit,
        offset=offset,
    )


def count_tasks_of_user(connection: Connection, *, tenant_id: UUID, user_id: UUID) -> Mapping[str, int]:
    """How many tasks of the user are in each status; statuses without any are left out."""
    rows = connection.execute(
        text(
            f"""SELECT status, count(*) AS tasks FROM {_TASKS}
                 WHERE assignee_user_id = :user AND assignee_type = 'user' GROUP BY status"""
        ),
        {"tenant": tenant_id, "user": user_id},
    )
    return {row.status: row.tasks for row in rows}


def submitted_results(connection: Connection, *, task_id: UUID) -> dict[UUID, Mapping[str, Any]]:
    """The latest result of each action of the task that has one."""
    rows = connection.execute(
        text("SELECT action_id, result FROM task_submissions WHERE task_id = :task ORDER BY created_at"),
        {"task": task_id},
    )
    return {row.action_id: row.result for row in rows}


def _page(
    connection: Connection,
    *,
    tenant_id: UUID,
    condition: str,
    values: Mapping[str, Any],
    order: str,
    limit: int,
    offset: int,
) -> tuple[list[TaskRecord], int]:
    whole = {**values, "tenant": tenant_id}
    rows = connection.execute(
        text(f"SELECT * FROM {_TASKS} WHERE {condition} ORDER BY {order} LIMIT :limit OFFSET :offset"),
        {**whole, "limit": limit, "offset": offset},
    )
    found = [TaskRecord(**row._mapping) for row in rows]
    total: int = connection.execute(text(f"SELECT count(*) FROM {_TASKS} WHERE {condition}"), whole).scalar_one()
    return found, total
