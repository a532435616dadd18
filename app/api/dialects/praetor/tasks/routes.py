"""Tasks of projects and of oneself (rows 001-15 to 001-18)."""

from typing import Any
from uuid import UUID

from flask import Response

from app.api.dialects.praetor.blueprint import PraetorBlueprint
from app.api.dialects.praetor.caller import caller
from app.api.dialects.praetor.capabilities import PROJECT_READ, PROJECT_RUN, PROJECT_WRITE, authorize
from app.api.dialects.praetor.dialect import PREFIX, SESSION, envelope
from app.api.dialects.praetor.tasks.presenters import counts_data, submission_data, task_data, user_task_data
from app.api.dialects.praetor.tasks.schemas import (
    Page,
    SubmissionBody,
    SubmissionData,
    TaskBody,
    TaskChanges,
    TaskData,
    TasksData,
    TasksQuery,
    UserTasksData,
    due_at,
)
from app.api.http.json_bodies import json_response
from app.api.http.rate_limits import PRAETOR_AGENTS, count_as
from app.api.services import services, transaction
from app.domain.projects.queries import get_project
from app.domain.tasks import kinds, operations, queries
from app.domain.tasks.operations import NewTask
from app.domain.tasks.submissions import Submitter, submit
from app.storage.identifiers import parsed_id

tasks = PraetorBlueprint("tasks", __name__, url_prefix=PREFIX, description="Tasks for people and agents")

_ID = "0194e5a8-7c1e-7000-8000-000000000001"
_TASK = {
    "projectId": _ID,
    "type": "DECIDE",
    "title": "Choose the database",
    "description": "Bookings must not be lost, and reports join many tables.",
    "priority": "high",
    "actions": [
        {
            "type": "SINGLE_SELECT",
            "label": "Database",
            "config": {"options": ["PostgreSQL", "MySQL"], "outputBinding": "project.database"},
        }
    ],
}


@tasks.route("/tasks", credentials=SESSION)
@tasks.takes(TasksQuery, location="query")
@tasks.answers(200, TasksData, description="A page of the project's tasks, the oldest first")
@tasks.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def list_all(query: dict[str, Any]) -> Response:
    """The tasks of a project (001-15)."""
    authorize(PROJECT_READ, resource_id=str(query["projectId"]))
    with transaction() as connection:
        project = get_project(connection, tenant_id=caller().tenant_id, project_id=query["projectId"])
        found, total = queries.list_tasks(
            connection,
            tenant_id=project.tenant_id,
            project_id=project.id,
            status=query["status"],
            assignee_type=query["assigneeType"],
            type=query["type"],
            limit=query["limit"],
            offset=query["offset"],
        )
    return json_response(envelope({"tasks": [task_data(task) for task in found], "total": total}))


@tasks.route("/tasks", method="POST", credentials=SESSION)
@tasks.takes(TaskBody, example=_TASK)
@tasks.answers(201, TaskData, description="The task")
@tasks.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "UNSUPPORTED_MEDIA_TYPE")
def create(body: dict[str, Any]) -> Response:
    """Make a task. An agent's begins at once, or when the last task that it depends on is completed (001-16)."""
    authorize(PROJECT_WRITE, resource_id=str(body["projectId"]))
    _check_agent(body, body["projectId"])
    with transaction() as connection:
        made = operations.create_task(
            connection,
            queue=services().queue,
            project=get_project(connection, tenant_id=caller().tenant_id, project_id=body["projectId"], locked=True),
            task=NewTask(
                type=body["type"],
                title=body["title"],
                description=body["description"],
                priority=body["priority"],
                assignee_type=body["assigneeType"],
                assignee=_assignee(body, body["assigneeType"]),
                actions=body["actions"],
                targets=body["targets"],
                dependencies=body["dependencies"],
                due_at=due_at(body),
            ),
            by=caller().user_id,
        )
    return json_response(envelope(task_data(made)), 201)


@tasks.route("/tasks/<task_id>", credentials=SESSION)
@tasks.answers(200, TaskData, description="The task as it stands")
@tasks.fails("UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def show(task_id: str) -> Response:
    """One task."""
    with transaction() as connection:
        task = queries.get_task(connection, tenant_id=caller().tenant_id, task_id=parsed_id(task_id))
    authorize(PROJECT_READ, resource_id=str(task.project_id))
    return json_response(envelope(task_data(task)))


@tasks.route("/tasks/<task_id>", method="PATCH", credentials=SESSION)
@tasks.takes(TaskChanges, example={"status": "cancelled"})
@tasks.answers(200, TaskData, description="The task as it is now")
@tasks.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "UNSUPPORTED_MEDIA_TYPE")
def change(body: dict[str, Any], task_id: str) -> Response:
    """Change an open task: take it up, cancel it, give it to somebody else, have it wait for others."""
    with transaction() as connection:
        found = queries.get_task(connection, tenant_id=caller().tenant_id, task_id=parsed_id(task_id))
    authorize(PROJECT_WRITE, resource_id=str(found.project_id))
    _check_agent(body, found.project_id)
    with transaction() as connection:
        changed = operations.change_task(
            connection,
            queue=services().queue,
            tenant_id=caller().tenant_id,
            task_id=found.id,
            changes=_changes(body, found.assignee_type),
        )
    return json_response(envelope(task_data(changed)))


@tasks.route("/tasks/<task_id>/actions/<action_id>", method="POST", credentials=SESSION)
@tasks.takes(SubmissionBody, example={"data": {"value": "PostgreSQL"}, "idempotencyKey": "choice-1"})
@tasks.answers(200, SubmissionData, description="The result, and what followed from it")
@tasks.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "UNSUPPORTED_MEDIA_TYPE")
def submit_action(body: dict[str, Any], task_id: str, action_id: str) -> Response:
    """Submit an action. The same key gives the same answer; the run that has asked for the task goes on (001-17)."""
    with transaction() as connection:
        task = queries.get_task(connection, tenant_id=caller().tenant_id, task_id=parsed_id(task_id))
    authorize(PROJECT_WRITE, resource_id=str(task.project_id))
    held = services()
    with transaction() as connection:
        submitted = submit(
            connection,
            queue=held.queue,
            live_channel=held.live_channel,
            tenant_id=caller().tenant_id,
            task_id=task.id,
            action_id=parsed_id(action_id),
            data=body["data"],
            idempotency_key=body.get("idempotencyKey"),
            by=Submitter(user_id=caller().user_id),
        )
    return json_response(envelope(submission_data(submitted)))


@tasks.route("/user-tasks", credentials=SESSION)
@tasks.takes(Page, location="query")
@tasks.answers(200, UserTasksData, description="The caller's tasks in all projects, the most urgent first")
@tasks.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN")
def list_own(query: dict[str, Any]) -> Response:
    """What the caller has to do, and how much of it there is (001-18)."""
    with transaction() as connection:
        found, total = queries.list_tasks_of_user(
            connection, tenant_id=caller().tenant_id, user_id=caller().user_id, **query
        )
        counts = queries.count_tasks_of_user(connection, tenant_id=caller().tenant_id, user_id=caller().user_id)
    told = {"tasks": [user_task_data(task) for task in found], "counts": counts_data(counts), "total": total}
    return json_response(envelope(told))


def _check_agent(body: dict[str, Any], project_id: UUID) -> None:
    """Giving work to an agent is a start of an agent, and is allowed and counted as one."""
    if body.get("assigneeType") == kinds.AGENT:
        authorize(PROJECT_RUN, resource_id=str(project_id))
        count_as(PRAETOR_AGENTS)


def _assignee(body: dict[str, Any], kind: str) -> UUID | str | None:
    """The assignee as the domain has it; a user's malformed id is nobody's."""
    written: str | None = body.get("assigneeId")
    return written if written is None or kind == kinds.AGENT else parsed_id(written) or written


def _changes(body: dict[str, Any], kind: str) -> dict[str, Any]:
    changes: dict[str, Any] = {
        name: body[name] for name in ("title", "description", "priority", "status") if name in body
    }
    if "assigneeType" in body or "assigneeId" in body:
        kind = body.get("assigneeType", kind)
        changes |= {"assignee_type": kind, "assignee": _assignee(body, kind)}
    if "dependencies" in body:
        changes["dependencies"] = body["dependencies"]
    if (due := due_at(body)) is not None:
        changes["due_at"] = due
    return changes
