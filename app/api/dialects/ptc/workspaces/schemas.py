"""What clients of workspaces send and get. Fields that are not known are let through and ignored; null is absent."""

from typing import Any

import orjson
from marshmallow import Schema, ValidationError, fields, validate

from app.api.answer_schemas import nullable
from app.api.body_schemas import Body
from app.api.run_requests import QueryCount

LONGEST_NAME = 255
LONGEST_DESCRIPTION = 1_000
LARGEST_CONFIG = 256 * 1024
MOST_OFFSET = 1_000_000
STATUSES = ["creating", "running", "stopping", "stopped", "error", "deleted", "flash"]

WORKSPACE: dict[str, Any] = {
    "workspace_id": "0199f6a2-5c11-7d3e-8a42-3f6f1c9be201",
    "user_id": "user-123",
    "name": "My Project",
    "description": "Development workspace for my project",
    "sandbox_id": "0199f6a2-5c12-7b0d-9d61-20f0c1f6a9de",
    "status": "running",
    "created_at": "2025-01-15T10:30:00.000Z",
    "updated_at": "2025-01-15T10:30:00.000Z",
    "last_activity_at": "2025-01-15T10:30:00.000Z",
    "stopped_at": None,
    "config": {},
}


class NameField(fields.String):
    """A name that says something; blanks around it are taken off."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs).strip()
        if not 1 <= len(text) <= LONGEST_NAME:
            raise ValidationError(f"Must be 1 to {LONGEST_NAME} characters.")
        return text


def _check_config(value: dict[str, Any]) -> None:
    if len(orjson.dumps(value)) > LARGEST_CONFIG:
        raise ValidationError(f"Must be at most {LARGEST_CONFIG} bytes of JSON.")


def _description() -> fields.String:
    return fields.String(validate=validate.Length(max=LONGEST_DESCRIPTION))


def _config() -> fields.Dict:
    return fields.Dict(
        keys=fields.String(),
        validate=_check_config,
        metadata={"description": "Free; refresh puts `skills`, texts by path, into the sandbox's folder `skills`"},
    )


class WorkspaceBody(Body):
    name = NameField(required=True)
    description = _description()
    config = _config()


class WorkspaceChange(Body):
    name = NameField()
    description = _description()
    config = _config()


class WorkspacesQuery(Schema):
    limit = QueryCount(load_default=20, validate=validate.Range(1, 100))
    offset = QueryCount(load_default=0, validate=validate.Range(0, MOST_OFFSET))


class WorkspaceAnswer(Schema):
    workspace_id = fields.UUID(required=True)
    user_id = fields.String(required=True)
    name = fields.String(required=True)
    description = nullable(fields.String)
    sandbox_id = nullable(fields.UUID)
    status = fields.String(required=True, metadata={"enum": STATUSES})
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)
    last_activity_at = fields.DateTime(required=True)
    stopped_at = nullable(fields.DateTime)
    config = fields.Dict(required=True)


class WorkspacesAnswer(Schema):
    workspaces = fields.List(fields.Nested(WorkspaceAnswer), required=True)
    total = fields.Integer(required=True)
    limit = fields.Integer(required=True)
    offset = fields.Integer(required=True)


class WorkspaceStatusAnswer(Schema):
    workspace_id = fields.UUID(required=True)
    status = fields.String(required=True, metadata={"enum": ["running", "stopped"]})
    message = fields.String(required=True)


class RefreshAnswer(Schema):
    workspace_id = fields.UUID(required=True)
    status = fields.String(required=True, metadata={"enum": ["ok"]})
    message = fields.String(required=True)
    refreshed_tools = fields.Boolean(required=True)
    skills_uploaded = fields.Boolean(required=True)
    servers = fields.List(fields.String(), required=True)
    details = fields.Dict(required=True)


class SessionItem(Schema):
    workspace_id = fields.UUID(required=True)
    sandbox_id = nullable(fields.UUID)
    initialized = fields.Boolean(required=True)
    last_active = fields.DateTime(required=True)
    mcp_servers_connected = fields.Integer(required=True)


class ActiveWorkspaceItem(Schema):
    workspace_id = fields.UUID(required=True)
    created_at = fields.DateTime(required=True)
    last_active = fields.DateTime(required=True)
    request_count = fields.Integer(required=True)
    sandbox_id = nullable(fields.UUID)


class ActiveSessionsAnswer(Schema):
    active_sessions = fields.Integer(required=True)
    message = fields.String(required=True)
    idle_timeout = fields.Integer(required=True, metadata={"description": "Seconds"})
    cleanup_interval = fields.Integer(required=True, metadata={"description": "Seconds"})
    sessions = fields.List(fields.Nested(SessionItem), required=True)
    workspaces = fields.List(fields.Nested(ActiveWorkspaceItem), required=True)
