"""Making and changing tasks. The project's row is locked by whoever does, so that no two make a circle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.executions.plans import NAMES
from app.domain.projects.queries import ProjectRecord, get_project
from app.domain.tasks import kinds
from app.domain.tasks.action_configs import check_actions
from app.domain.tasks.agent_runs import start_agent
from app.domain.tasks.bindings import check_questions
from app.domain.tasks.dependencies import set_dependencies
from app.domain.tasks.queries import TaskRecord, get_task
from app.domain.tasks.refusals import refused
from app.engine.queue import RunQueue
from app.errors import Conflict
from app.storage.identifiers import derived_id, new_id
from app.storage.json import dumps


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """A task to be made. ``actions`` are {type, label, config}; ``assignee`` is a user's id or an agent's name."""

    type: str
    title: str
    description: str = ""
    priority: str = "medium"
    assignee_type: str = kinds.USER
    assignee: UUID | str | None = None
    actions: Sequence[Mapping[str, Any]]
    targets: Sequence[Mapping[str, Any]] = ()
    dependencies: Sequence[UUID] = ()
    due_at: datetime | None = None
    source: str = "client"
    run_id: UUID | None = None
    id: UUID | None = None


def create_task(
    connection: Connection, *, queue: RunQueue, project: ProjectRecord, task: NewTask, by: UUID | None
) -> TaskRecord:
    """Make the task; an agent's begins at once, unless it has to wait for others. ``project`` is locked.

    Raises:
        InvalidRequest: nobody could do it, or it names something that the project or tenant does not have.
    """
    check_actions(task.actions, for_agent=task.assignee_type == kinds.AGENT)
    check_questions(project, bindings_of(task.actions))
    user_id, agent = checked_assignee(connection, project.tenant_id, task.assignee_type, task.assignee, by)
    task_id = task.id or new_id()
    insert_task(connection, project=project, task=task, task_id=task_id, user_id=user_id, agent=agent, by=by)
    set_dependencies(
        connection, tenant_id=project.tenant_id, project_id=project.id, task_id=task_id, on=task.dependencies
    )
    made = get_task(connection, tenant_id=project.tenant_id, task_id=task_id)
    if task.assignee_type == kinds.AGENT and not made.blocked_by:
        start_agent(connection, queue=queue, project=project, task_id=task_id)
        return get_task(connection, tenant_id=project.tenant_id, task_id=task_id)
    return made


def change_task(
    connection: Connection, *, queue: RunQueue, tenant_id: UUID, task_id: UUID | None, changes: Mapping[str, Any]
) -> TaskRecord:
    """Change what is given of title, description, priority, due_at, status (in_progress or cancelled),
    dependencies, and the assignee (``assignee_type`` with ``assignee``).

    Raises:
        NotFound: the tenant has no such task.
        Conflict: it is completed or cancelled.
        InvalidRequest: the assignee cannot do it, or dependencies are wrong.
    """
    found = get_task(connection, tenant_id=tenant_id, task_id=task_id)
    project = get_project(connection, tenant_id=tenant_id, project_id=found.project_id, locked=True)
    connection.execute(text("SELECT 1 FROM tasks WHERE id = :id FOR UPDATE"), {"id": found.id})
    found = get_task(connection, tenant_id=tenant_id, task_id=found.id)
    if not found.is_open:
        raise Conflict(f"The task is {found.status}")
    columns = {name: changes[name] for name in _PLAIN if name in changes}
    if "assignee_type" in changes or "assignee" in changes:
        columns |= _assignment(connection, found, changes)
    if "dependencies" in changes:
        set_dependencies(
            connection, tenant_id=tenant_id, project_id=project.id, task_id=found.id, on=changes["dependencies"]
        )
    _update(connection, found.id, columns)
    changed = get_task(connection, tenant_id=tenant_id, task_id=found.id)
    if _has_to_start(changed, columns):
        start_agent(connection, queue=queue, project=project, task_id=found.id)
    return get_task(connection, tenant_id=tenant_id, task_id=found.id)


def bindings_of(actions: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """All output bindings of the actions, by the places where they stand."""
    found = {}
    for number, action in enumerate(actions):
        where, config = f"actions.{number}.config", action["config"]
        if "outputBinding" in config:
            found[f"{where}.outputBinding"] = config["outputBinding"]
        fields = config.get("fields", ()) if action["type"] == kinds.FORM_SUBMIT else ()
        for place, field in enumerate(fields):
            if "outputBinding" in field:
                found[f"{where}.fields.{place}.outputBinding"] = field["outputBinding"]
    return found


def checked_assignee(
    connection: Connection, tenant_id: UUID, kind: str, assignee: UUID | str | None, by: UUID | None
) -> tuple[UUID | None, str | None]:
    """The user or the agent; a user's task without an assignee is its maker's.

    Raises:
        InvalidRequest: no user of the tenant, or no agent, has this id or name.
    """
    if kind == kinds.AGENT:
        if assignee is not None and assignee not in NAMES:
            raise refused("assigneeId", f"There is no such agent. There are: {', '.join(NAMES)}.")
        return None, None if assignee is None else str(assignee)
    if assignee is None:
        return by, None
    user_id = assignee if isinstance(assignee, UUID) else None
    if user_id is None or not _is_member(connection, tenant_id, user_id):
        raise refused("assigneeId", "Must be a user of the tenant.")
    return user_id, None


def insert_task(
    connection: Connection,
    *,
    project: ProjectRecord,
    task: NewTask,
    task_id: UUID,
    user_id: UUID | None,
    agent: str | None,
    by: UUID | None,
) -> bool:
    """Store the task, unless there is one with its id; whether it was stored."""
    return bool(
        connection.execute(
            text(_INSERT),
            {
                "id": task_id,
                "tenant": project.tenant_id,
                "project": project.id,
                "type": task.type,
                "title": task.title,
                "description": task.description,
                "priority": task.priority,
                "assignee_type": task.assignee_type,
                "user": user_id,
                "agent": agent,
                "actions": dumps(_with_ids(task_id, task.actions)).decode(),
                "targets": dumps([dict(target) for target in task.targets]).decode(),
                "source": task.source,
                "run": task.run_id,
                "due": task.due_at,
                "by": by,
            },
        ).rowcount
    )


_INSERT = """INSERT INTO tasks (id, tenant_id, project_id, type, title, description, priority, assignee_type,
                                assignee_user_id, assignee_agent, actions, targets, source, run_id, due_at, created_by)
             VALUES (:id, :tenant, :project, :type, :title, :description, :priority, :assignee_type,
                     :user, :agent, CAST(:actions AS json), CAST(:targets AS json), :source, :run, :due, :by)
             ON CONFLICT (id) DO NOTHING"""

_PLAIN = ("title", "description", "priority", "due_at", "status")


def _with_ids(task_id: UUID, actions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"id": str(derived_id(task_id, "action", number)), **action} for number, action in enumerate(actions)]


def _is_member(connection: Connection, tenant_id: UUID, user_id: UUID) -> bool:
    found = connection.execute(
        text("SELECT 1 FROM memberships WHERE tenant_id = :tenant AND user_id = :user"),
        {"tenant": tenant_id, "user": user_id},
    )
    return found.first() is not None


def _assignment(connection: Connection, task: TaskRecord, changes: Mapping[str, Any]) -> dict[str, Any]:
    kind = changes.get("assignee_type", task.assignee_type)
    check_actions(task.actions, for_agent=kind == kinds.AGENT)
    user_id, agent = checked_assignee(connection, task.tenant_id, kind, changes.get("assignee"), task.created_by)
    return {"assignee_type": kind, "assignee_user_id": user_id, "assignee_agent": agent}


def _update(connection: Connection, task_id: UUID, columns: Mapping[str, Any]) -> None:
    assignments = "".join(f"{name} = :{name}, " for name in columns)
    connection.execute(
        text(f"UPDATE tasks SET {assignments}updated_at = clock_timestamp() WHERE id = :id"),
        {"id": task_id, **columns},
    )


def _has_to_start(task: TaskRecord, columns: Mapping[str, Any]) -> bool:
    """An agent's task that is not under way: newly given to it, or given to it again after it has failed."""
    idle = task.agent_state in (None, "completed", "failed", "cancelled")
    return task.assignee_type == kinds.AGENT and task.is_open and idle and not task.blocked_by and bool(columns)
