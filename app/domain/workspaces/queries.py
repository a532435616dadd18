"""Reads of workspaces. A deleted one is not there for anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from sqlalchemy import Connection, Row, text

from app.errors import NotFound

Status: TypeAlias = Literal["creating", "running", "stopping", "stopped", "error", "deleted", "flash"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceRecord:
    """A workspace. ``sandbox_id`` is None for a ``flash`` one, which has no sandbox."""

    id: UUID
    tenant_id: UUID
    user_id: str
    name: str
    description: str | None
    config: Mapping[str, Any]
    status: Status
    created_at: datetime
    updated_at: datetime
    last_activity_at: datetime
    stopped_at: datetime | None
    sandbox_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveWorkspace:
    """A running workspace, and how many requests its conversations have seen."""

    workspace: WorkspaceRecord
    requests: int


_SELECT = """SELECT w.id, w.tenant_id, w.user_id, w.name, w.description, w.config, w.status, w.created_at, w.updated_at,
                    w.last_activity_at, w.stopped_at, s.id AS sandbox_id
               FROM workspaces w LEFT JOIN sandboxes s ON s.session_id = w.id"""
_LISTED = "w.tenant_id = :tenant AND w.user_id = :user AND w.status NOT IN ('deleted', 'flash')"


def get_workspace(connection: Connection, *, tenant_id: UUID, workspace_id: UUID) -> WorkspaceRecord:
    """The tenant's workspace, whoever of its users owns it.

    Raises:
        NotFound: there is none with this id, or it is deleted.
    """
    row = connection.execute(
        text(f"{_SELECT} WHERE w.id = :id AND w.tenant_id = :tenant AND w.status <> 'deleted'"),
        {"id": workspace_id, "tenant": tenant_id},
    ).first()
    if row is None:
        raise NotFound("Workspace not found")
    return _record(row)


def list_workspaces(
    connection: Connection, *, tenant_id: UUID, user_id: str, limit: int, offset: int
) -> Sequence[WorkspaceRecord]:
    """The user's workspaces, newest first, without those that conversations without a sandbox belong to."""
    rows = connection.execute(
        text(f"{_SELECT} WHERE {_LISTED} ORDER BY w.created_at DESC, w.id DESC LIMIT :limit OFFSET :offset"),
        {"tenant": tenant_id, "user": user_id, "limit": limit, "offset": offset},
    )
    return [_record(row) for row in rows]


def get_workspaces(connection: Connection, *, ids: Sequence[UUID]) -> Sequence[WorkspaceRecord]:
    """The workspaces of these ids, of all tenants: for what keeps house, not for callers."""
    rows = connection.execute(text(f"{_SELECT} WHERE w.id = ANY(:ids) AND w.status <> 'deleted'"), {"ids": list(ids)})
    return [_record(row) for row in rows]


def count_workspaces(connection: Connection, *, tenant_id: UUID, user_id: str) -> int:
    """How many ``list_workspaces`` lists in all."""
    count: int = connection.execute(
        text(f"SELECT count(*) FROM workspaces w WHERE {_LISTED}"), {"tenant": tenant_id, "user": user_id}
    ).scalar_one()
    return count


def active_workspaces(
    connection: Connection, *, tenant_id: UUID, user_id: str | None, limit: int
) -> Sequence[ActiveWorkspace]:
    """The tenant's running workspaces, or only the user's, those used last first; at most ``limit``."""
    rows = connection.execute(
        text(
            f"""SELECT found.*, (SELECT count(*) FROM conversation_turns c JOIN threads t ON t.id = c.session_id
                                  WHERE t.workspace_id = found.id) AS requests
                  FROM ({_SELECT}
                         WHERE w.tenant_id = :tenant AND w.status = 'running'
                               AND (CAST(:user AS text) IS NULL OR w.user_id = :user)
                         ORDER BY w.last_activity_at DESC, w.id LIMIT :limit) found
                 ORDER BY last_activity_at DESC, id"""
        ),
        {"tenant": tenant_id, "user": user_id, "limit": limit},
    )
    found = [dict(row._mapping) for row in rows]
    return [ActiveWorkspace(requests=each.pop("requests"), workspace=WorkspaceRecord(**each)) for each in found]


def _record(row: Row[Any]) -> WorkspaceRecord:
    return WorkspaceRecord(**row._mapping)
