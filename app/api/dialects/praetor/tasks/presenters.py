"""Tasks as Praetor's clients see them."""

from collections.abc import Mapping
from typing import Any

from app.domain.tasks import kinds
from app.domain.tasks.queries import TaskRecord
from app.domain.tasks.submissions import Submission


def task_data(task: TaskRecord) -> dict[str, Any]:
    is_users = task.assignee_type == kinds.USER
    return {
        "id": task.id,
        "projectId": task.project_id,
        "type": task.type,
        "title": task.title,
        "description": task.description,
        "status": task.status,
        "blocked": _is_blocked(task),
        "blockedBy": task.blocked_by if task.is_open else [],
        "priority": task.priority,
        "assigneeType": task.assignee_type,
        "assigneeId": task.assignee_user_id if is_users else task.assignee_agent,
        "actions": task.actions,
        "targets": task.targets,
        "dependencies": task.dependencies,
        "source": task.source,
        "agentWork": _agent_work(task),
        "dueDate": task.due_at,
        "createdAt": task.created_at,
        "updatedAt": task.updated_at,
        "completedAt": task.completed_at,
    }


def user_task_data(task: TaskRecord) -> dict[str, Any]:
    """Row 001-18."""
    return {
        "id": task.id,
        "projectId": task.project_id,
        "projectName": task.project_name,
        "type": task.type,
        "title": task.title,
        "status": task.status,
        "blocked": _is_blocked(task),
        "priority": task.priority,
        "dueDate": task.due_at,
    }


def counts_data(counts: Mapping[str, int]) -> dict[str, int]:
    names = {kinds.PENDING: "pending", kinds.IN_PROGRESS: "inProgress"}
    return {names.get(status, status): counts.get(status, 0) for status in kinds.STATUSES}


def submission_data(submission: Submission) -> dict[str, Any]:
    return {
        "submissionId": submission.id,
        "taskId": submission.task_id,
        "actionId": submission.action_id,
        "result": submission.result,
        "effects": submission.effects,
    }


def _is_blocked(task: TaskRecord) -> bool:
    return task.is_open and bool(task.blocked_by)


def _agent_work(task: TaskRecord) -> dict[str, Any] | None:
    if task.agent_state is None:
        return None
    states = {"completed": "completed", "failed": "failed", "cancelled": "failed"}
    return {"status": states.get(task.agent_state, "running"), "error": task.agent_error}
