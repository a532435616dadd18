"""Submitting an action of a task, and everything that follows from it, in one transaction.

Submissions of one task come one after another. The run that waits for one is answered before the task's row
is locked: workers lock runs first as well.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, text

from app.domain.projects.queries import get_project
from app.domain.tasks import kinds
from app.domain.tasks.action_data import bound_value, checked_result
from app.domain.tasks.agent_runs import start_unblocked
from app.domain.tasks.bindings import Bound, bind
from app.domain.tasks.proposals import make_proposed
from app.domain.tasks.queries import TaskRecord, get_task, submitted_results
from app.engine.live_channel import LiveChannel
from app.engine.queue import RunQueue
from app.engine.waiting import answer_run
from app.errors import Conflict, IdempotencyMismatch, NotFound
from app.storage.identifiers import new_id
from app.storage.json import cleaned, dumps


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a submission came to. ``effects`` as the API tells them."""

    id: UUID
    task_id: UUID
    action_id: UUID
    result: Mapping[str, Any]
    effects: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitter:
    """Who submits: a user, or an agent's run."""

    user_id: UUID | None = None
    run_id: UUID | None = None


def submit(
    connection: Connection,
    *,
    queue: RunQueue,
    live_channel: LiveChannel,
    tenant_id: UUID,
    task_id: UUID,
    action_id: UUID | None,
    data: Any,
    idempotency_key: str | None,
    by: Submitter,
) -> Submission:
    """Submit ``data`` to an action. The same key with the same data gives the same answer and changes nothing.

    Raises:
        NotFound: the tenant has no such task, or the task no such action.
        InvalidRequest: it is not what the action asks for.
        Conflict: the task is completed, cancelled, or blocked by others, or its run does not wait any more.
        IdempotencyMismatch: the key was used with another submission of this task.
    """
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:task, 3))"), {"task": f"task:{task_id}"})
    task = get_task(connection, tenant_id=tenant_id, task_id=task_id)
    fingerprint = _fingerprint(action_id, data)
    if idempotency_key is not None and (known := _known(connection, task.id, idempotency_key, fingerprint)):
        return known
    action = _action(task, action_id)
    _check_open(task)
    result = checked_result(action, data)
    if task.run_id is not None:
        answer = {"taskId": str(task.id), "actionId": action["id"], "type": action["type"], **result}
        answer_run(
            connection, queue=queue, live_channel=live_channel, tenant_id=tenant_id, run_id=task.run_id, answer=answer
        )
    _check_open(locked(connection, task))
    effects = _follow(connection, queue, task, action, result=result, by=by)
    made = Submission(id=new_id(), task_id=task.id, action_id=UUID(action["id"]), result=result, effects=effects)
    key = idempotency_key or f"auto:{made.id}"
    _insert(connection, task, made, key=key, fingerprint=fingerprint, by=by)
    return made


def submit_for_agent(
    connection: Connection,
    *,
    queue: RunQueue,
    tenant_id: UUID,
    task_id: UUID,
    results: Mapping[str, Mapping[str, Any]],
    run_id: UUID,
) -> None:
    """Note an agent's own results, by action; a task that somebody else has ended meanwhile stays as it is."""
    task = locked(connection, get_task(connection, tenant_id=tenant_id, task_id=task_id))
    by = Submitter(run_id=run_id)
    for action in task.actions:
        if not task.is_open or action["id"] not in results:
            continue
        result = results[action["id"]]
        effects = _follow(connection, queue, task, action, result=result, by=by)
        made = Submission(id=new_id(), task_id=task.id, action_id=UUID(action["id"]), result=result, effects=effects)
        key = f"run:{run_id}:{action['id']}"
        fingerprint = _fingerprint(made.action_id, result)
        _insert(connection, task, made, key=key, fingerprint=fingerprint, by=by)


def locked(connection: Connection, task: TaskRecord) -> TaskRecord:
    """The task as it is now, and stays to the transaction's end; its project is locked before it, as everywhere."""
    get_project(connection, tenant_id=task.tenant_id, project_id=task.project_id, locked=True)
    connection.execute(text("SELECT 1 FROM tasks WHERE id = :id FOR UPDATE"), {"id": task.id})
    return get_task(connection, tenant_id=task.tenant_id, task_id=task.id)


def _fingerprint(action_id: UUID | None, data: Any) -> str:
    return hashlib.sha256(orjson.dumps([str(action_id), cleaned(data)], option=orjson.OPT_SORT_KEYS)).hexdigest()


def _known(connection: Connection, task_id: UUID, key: str, fingerprint: str) -> Submission | None:
    row = connection.execute(
        text(
            """SELECT id, task_id, action_id, result, effects, fingerprint FROM task_submissions
                WHERE task_id = :task AND idempotency_key = :key"""
        ),
        {"task": task_id, "key": key},
    ).first()
    if row is None:
        return None
    if row.fingerprint != fingerprint:
        raise IdempotencyMismatch
    return Submission(id=row.id, task_id=row.task_id, action_id=row.action_id, result=row.result, effects=row.effects)


def _action(task: TaskRecord, action_id: UUID | None) -> Mapping[str, Any]:
    for action in task.actions:
        if action["id"] == str(action_id):
            return action
    raise NotFound("Action not found")


def _check_open(task: TaskRecord) -> None:
    if not task.is_open:
        raise Conflict(f"The task is {task.status}", details={"status": task.status})
    if task.blocked_by:
        blocked_by = [str(each) for each in task.blocked_by]
        raise Conflict("Other tasks have to be completed first", details={"blockedBy": blocked_by})


def _follow(
    connection: Connection,
    queue: RunQueue,
    task: TaskRecord,
    action: Mapping[str, Any],
    *,
    result: Mapping[str, Any],
    by: Submitter,
) -> dict[str, Any]:
    """What follows from the result; the effects as they are told."""
    bound = bind(
        connection,
        tenant_id=task.tenant_id,
        project_id=task.project_id,
        task_id=task.id,
        values=_values(action, result),
        by=by.user_id,
    )
    completed = _is_complete(connection, task, action)
    connection.execute(text(_PROGRESS), {"id": task.id, "status": kinds.COMPLETED if completed else kinds.IN_PROGRESS})
    project = get_project(connection, tenant_id=task.tenant_id, project_id=task.project_id)
    unblocked: Sequence[UUID] = ()
    if completed:
        unblocked = start_unblocked(connection, queue=queue, project=project, completed_id=task.id)
    return {
        "taskCompleted": completed,
        "outputBindings": bound.told,
        "workflowsTriggered": [],
        "tasksUnblocked": [str(each) for each in unblocked],
        "tasksCreated": _proposed(connection, bound, task, by),
        "runResumed": None if task.run_id is None else str(task.run_id),
    }


_PROGRESS = """UPDATE tasks SET status = :status, updated_at = clock_timestamp(),
                      completed_at = CASE WHEN :status = 'completed' THEN clock_timestamp() END WHERE id = :id"""


def _values(action: Mapping[str, Any], result: Mapping[str, Any]) -> dict[str, Any]:
    """What the result writes, by binding: of the whole action, and of a form's single fields."""
    config, values = action["config"], {}
    if "outputBinding" in config:
        values[config["outputBinding"]] = bound_value(action, result)
    if action["type"] == kinds.FORM_SUBMIT:
        for field in config["fields"]:
            if "outputBinding" in field:
                values[field["outputBinding"]] = result["values"].get(field["name"])
    return {binding: value for binding, value in values.items() if value is not None}


def _is_complete(connection: Connection, task: TaskRecord, action: Mapping[str, Any]) -> bool:
    """A task is complete once each action that is required has been submitted; without any, by the first one."""
    done = {str(each) for each in submitted_results(connection, task_id=task.id)} | {action["id"]}
    return all(each["id"] in done for each in task.actions if each["config"].get("required", True))


def _proposed(connection: Connection, bound: Bound, task: TaskRecord, by: Submitter) -> list[str]:
    made: list[UUID] = []
    for effects in bound.answered:
        made += make_proposed(connection, project=effects.state.project, proposals=effects.tasks, by=by.user_id)
    return [str(each) for each in made if each != task.id]


def _insert(
    connection: Connection, task: TaskRecord, made: Submission, *, key: str, fingerprint: str, by: Submitter
) -> None:
    connection.execute(
        text(
            """INSERT INTO task_submissions (id, tenant_id, project_id, task_id, action_id, idempotency_key,
                                             fingerprint, result, effects, submitted_by, run_id)
               VALUES (:id, :tenant, :project, :task, :action, :key, :fingerprint, CAST(:result AS json),
                       CAST(:effects AS json), :by, :run)"""
        ),
        {
            "id": made.id,
            "tenant": task.tenant_id,
            "project": task.project_id,
            "task": task.id,
            "action": made.action_id,
            "key": key,
            "fingerprint": fingerprint,
            "result": dumps(dict(made.result)).decode(),
            "effects": dumps(dict(made.effects)).decode(),
            "by": by.user_id,
            "run": by.run_id,
        },
    )
