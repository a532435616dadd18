"""What clients send about tasks, and what they get."""

from datetime import UTC, datetime, timedelta
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from app.api.body_schemas import Body
from app.domain.tasks import kinds

LONGEST_TITLE = 300
LONGEST_KEY = 255
FARTHEST_HOURS = 24 * 366 * 5

_TYPE = validate.OneOf(kinds.TYPES)
_PRIORITY = validate.OneOf(kinds.PRIORITIES)
_TITLE = validate.Length(min=1, max=LONGEST_TITLE)
_DESCRIPTION = validate.Length(max=20_000)
_ASSIGNEE = {"description": "A user's id, or the name of an agent; one's own by default"}
_DUE = {"description": "ISO 8601 with a zone"}


def _says_something(text: str) -> None:
    if not text.strip():
        raise ValidationError("Must say something.")


class ActionBody(Body):
    type = fields.String(required=True, metadata={"enum": list(kinds.ACTION_TYPES)})
    label = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_TITLE))
    config = fields.Dict(keys=fields.String(), load_default=dict, metadata={"description": "As its type says"})


class TargetBody(Body):
    type = fields.String(required=True, validate=validate.Length(min=1, max=100))
    id = fields.String(required=True, validate=validate.Length(min=1, max=255))


class DueBody(Body):
    dueDate = fields.AwareDateTime(format="iso", default_timezone=UTC, metadata=_DUE)  # noqa: N815
    dueInHours = fields.Float(  # noqa: N815
        validate=validate.Range(0, FARTHEST_HOURS), allow_nan=False, metadata={"description": "Instead of dueDate"}
    )


class TaskBody(DueBody):
    projectId = fields.UUID(required=True)  # noqa: N815
    type = fields.String(required=True, validate=_TYPE)
    title = fields.String(required=True, validate=[_TITLE, _says_something])
    description = fields.String(required=True, validate=_DESCRIPTION)
    priority = fields.String(load_default="medium", validate=_PRIORITY)
    assigneeType = fields.String(load_default=kinds.USER, validate=validate.OneOf(kinds.ASSIGNEES))  # noqa: N815
    assigneeId = fields.String(validate=validate.Length(min=1, max=255), metadata=_ASSIGNEE)  # noqa: N815
    actions = fields.List(fields.Nested(ActionBody), required=True, validate=validate.Length(1, 20))
    targets = fields.List(fields.Nested(TargetBody), load_default=list, validate=validate.Length(max=50))
    dependencies = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=50))


class TaskChanges(DueBody):
    title = fields.String(validate=[_TITLE, _says_something])
    description = fields.String(validate=_DESCRIPTION)
    priority = fields.String(validate=_PRIORITY)
    status = fields.String(validate=validate.OneOf((kinds.IN_PROGRESS, kinds.CANCELLED)))
    assigneeType = fields.String(validate=validate.OneOf(kinds.ASSIGNEES))  # noqa: N815
    assigneeId = fields.String(validate=validate.Length(min=1, max=255), metadata=_ASSIGNEE)  # noqa: N815
    dependencies = fields.List(fields.UUID(), validate=validate.Length(max=50))


class SubmissionBody(Body):
    data = fields.Raw(required=True, allow_none=False, metadata={"description": "As the action's type asks"})
    idempotencyKey = fields.String(validate=validate.Length(min=1, max=LONGEST_KEY))  # noqa: N815


class Page(Schema):
    class Meta:
        unknown = EXCLUDE

    limit = fields.Integer(load_default=100, validate=validate.Range(1, 500))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, 1_000_000))
    status = fields.String(load_default=None, validate=validate.OneOf(kinds.STATUSES))


class TasksQuery(Page):
    projectId = fields.UUID(required=True)  # noqa: N815
    assigneeType = fields.String(load_default=None, validate=validate.OneOf(kinds.ASSIGNEES))  # noqa: N815
    type = fields.String(load_default=None, validate=_TYPE)


def due_at(body: dict[str, Any]) -> datetime | None:
    """When the task is due by the body; None if it does not say."""
    if "dueInHours" in body:
        return datetime.now(UTC) + timedelta(hours=body["dueInHours"])
    found: datetime | None = body.get("dueDate")
    return found


class ActionData(Schema):
    id = fields.UUID(required=True)
    type = fields.String(required=True)
    label = fields.String(required=True)
    config = fields.Dict(required=True)


class TargetData(Schema):
    type = fields.String(required=True)
    id = fields.String(required=True)


class AgentWorkData(Schema):
    status = fields.String(required=True, metadata={"enum": ["running", "completed", "failed"]})
    error = fields.Dict(required=True, allow_none=True)


class TaskData(Schema):
    id = fields.UUID(required=True)
    projectId = fields.UUID(required=True)  # noqa: N815
    type = fields.String(required=True, metadata={"enum": list(kinds.TYPES)})
    title = fields.String(required=True)
    description = fields.String(required=True)
    status = fields.String(required=True, metadata={"enum": list(kinds.STATUSES)})
    blocked = fields.Boolean(required=True)
    blockedBy = fields.List(fields.UUID(), required=True)  # noqa: N815
    priority = fields.String(required=True, metadata={"enum": list(kinds.PRIORITIES)})
    assigneeType = fields.String(required=True, metadata={"enum": list(kinds.ASSIGNEES)})  # noqa: N815
    assigneeId = fields.String(required=True, allow_none=True)  # noqa: N815
    actions = fields.List(fields.Nested(ActionData), required=True)
    targets = fields.List(fields.Nested(TargetData), required=True)
    dependencies = fields.List(fields.UUID(), required=True)
    source = fields.String(required=True, metadata={"description": "client, flow or run"})
    agentWork = fields.Nested(  # noqa: N815
        AgentWorkData, required=True, allow_none=True, metadata={"description": "Of the agent that does it"}
    )
    dueDate = fields.DateTime(required=True, allow_none=True)  # noqa: N815
    createdAt = fields.DateTime(required=True)  # noqa: N815
    updatedAt = fields.DateTime(required=True)  # noqa: N815
    completedAt = fields.DateTime(required=True, allow_none=True)  # noqa: N815


class TasksData(Schema):
    tasks = fields.List(fields.Nested(TaskData), required=True)
    total = fields.Integer(required=True)


class TaskEffectsData(Schema):
    taskCompleted = fields.Boolean(required=True)  # noqa: N815
    outputBindings = fields.List(fields.Dict(), required=True)  # noqa: N815
    workflowsTriggered = fields.List(fields.Raw(), required=True)  # noqa: N815
    tasksUnblocked = fields.List(fields.UUID(), required=True)  # noqa: N815
    tasksCreated = fields.List(fields.UUID(), required=True)  # noqa: N815
    runResumed = fields.UUID(required=True, allow_none=True)  # noqa: N815


class SubmissionData(Schema):
    submissionId = fields.UUID(required=True)  # noqa: N815
    taskId = fields.UUID(required=True)  # noqa: N815
    actionId = fields.UUID(required=True)  # noqa: N815
    result = fields.Dict(required=True)
    effects = fields.Nested(TaskEffectsData, required=True)


class UserTaskData(Schema):
    id = fields.UUID(required=True)
    projectId = fields.UUID(required=True)  # noqa: N815
    projectName = fields.String(required=True)  # noqa: N815
    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.String(required=True)
    blocked = fields.Boolean(required=True)
    priority = fields.String(required=True)
    dueDate = fields.DateTime(required=True, allow_none=True)  # noqa: N815


class TaskCountsData(Schema):
    pending = fields.Integer(required=True)
    inProgress = fields.Integer(required=True)  # noqa: N815
    completed = fields.Integer(required=True)
    cancelled = fields.Integer(required=True)


class UserTasksData(Schema):
    tasks = fields.List(fields.Nested(UserTaskData), required=True)
    counts = fields.Nested(TaskCountsData, required=True)
    total = fields.Integer(required=True)
