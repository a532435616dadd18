"""The shapes of the answers about workspaces, for the OpenAPI document, with the example of PTC's own."""

from typing import Any

from marshmallow import Schema, fields

from app.api.answer_schemas import nullable

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
