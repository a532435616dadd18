"""Workspaces as PTC's clients know them."""

from collections.abc import Sequence
from typing import Any

from app.api.http.json_bodies import moment
from app.domain.workspaces.queries import ActiveWorkspace, WorkspaceRecord


def workspace(record: WorkspaceRecord) -> dict[str, Any]:
    return {
        "workspace_id": str(record.id),
        "user_id": record.user_id,
        "name": record.name,
        "description": record.description,
        "sandbox_id": record.sandbox_id and str(record.sandbox_id),
        "status": record.status,
        "created_at": moment(record.created_at),
        "updated_at": moment(record.updated_at),
        "last_activity_at": moment(record.last_activity_at),
        "stopped_at": moment(record.stopped_at),
        "config": dict(record.config),
    }


def active_sessions(found: Sequence[ActiveWorkspace], *, idle_seconds: float, check_seconds: int) -> dict[str, Any]:
    """The union of what is documented: as sessions, as workspaces, and in a sentence."""
    return {
        "active_sessions": len(found),
        "message": f"{len(found)} active {'session' if len(found) == 1 else 'sessions'}",
        "idle_timeout": int(idle_seconds),
        "cleanup_interval": check_seconds,
        "sessions": [_as_session(each.workspace) for each in found],
        "workspaces": [_as_active_workspace(each) for each in found],
    }


def _as_session(record: WorkspaceRecord) -> dict[str, Any]:
    return {
        "workspace_id": str(record.id),
        "sandbox_id": record.sandbox_id and str(record.sandbox_id),
        "initialized": True,
        "last_active": moment(record.last_activity_at),
        "mcp_servers_connected": 0,
    }


def _as_active_workspace(active: ActiveWorkspace) -> dict[str, Any]:
    record = active.workspace
    return {
        "workspace_id": str(record.id),
        "created_at": moment(record.created_at),
        "last_active": moment(record.last_activity_at),
        "request_count": active.requests,
        "sandbox_id": record.sandbox_id and str(record.sandbox_id),
    }
