"""Bringing a workspace's sandbox up and down, which takes longer than a transaction may be open.

Each step of it is committed, so that whatever a crash leaves behind is seen in the status: the
housekeeper (``idleness``) completes it.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeAlias
from uuid import UUID

import structlog
from sqlalchemy import Connection

from app.domain.workspaces.operations import enter_status
from app.domain.workspaces.queries import Status, WorkspaceRecord, get_workspace
from app.errors import BatonError, InvalidRequest, NotFound, Unavailable

Transact: TypeAlias = Callable[[], AbstractContextManager[Connection]]
"""Opens a transaction for the tenant's rows."""

SandboxCall: TypeAlias = Callable[[UUID], object]
"""``create`` or ``stop`` of a provider, or what waits for it in another thread."""

_STARTABLE: tuple[Status, ...] = ("creating", "stopped", "stopping", "error", "running")

_log = structlog.get_logger(__name__)


def bring_up(transact: Transact, create: SandboxCall, *, workspace: WorkspaceRecord) -> WorkspaceRecord:
    """Make the workspace's sandbox unless it is there; the workspace then runs.

    Raises:
        NotFound: it has no sandbox, or was deleted meanwhile.
        Unavailable: its sandbox cannot be made now; the workspace's status is ``error``, starting it tries again.
    """
    if workspace.sandbox_id is None:
        raise NotFound("This workspace has no sandbox")
    try:
        create(workspace.sandbox_id)
    except (OSError, BatonError) as error:
        _log.warning("workspace_not_started", workspace_id=str(workspace.id), reason=str(error))
        with transact() as connection:
            _enter(connection, workspace, "error", after=_STARTABLE)
        raise Unavailable("The workspace's sandbox cannot be started now") from error
    with transact() as connection:
        _enter(connection, workspace, "running", after=_STARTABLE)
        return get_workspace(connection, tenant_id=workspace.tenant_id, workspace_id=workspace.id)


def start(transact: Transact, create: SandboxCall, *, workspace: WorkspaceRecord) -> WorkspaceRecord:
    """Start a stopped workspace, or one whose sandbox could not be made.

    Raises:
        InvalidRequest: its status is another.
        Unavailable: as for ``bring_up``.
    """
    if workspace.status not in ("stopped", "error"):
        raise InvalidRequest(f"Cannot start a workspace that is {workspace.status}")
    return bring_up(transact, create, workspace=workspace)


def stop(transact: Transact, end: SandboxCall, *, workspace: WorkspaceRecord) -> WorkspaceRecord:
    """End all that runs in a running workspace. Whoever uses it meanwhile keeps it running.

    Raises:
        InvalidRequest: it is not running.
        Unavailable: its sandbox cannot be stopped now; the housekeeper tries again.
    """
    with transact() as connection:
        stopping = _enter(connection, workspace, "stopping", after=["running"])
    if not stopping or workspace.sandbox_id is None:
        raise InvalidRequest(f"Cannot stop a workspace that is {workspace.status}")
    return finish_stopping(transact, end, workspace=workspace)


def finish_stopping(transact: Transact, end: SandboxCall, *, workspace: WorkspaceRecord) -> WorkspaceRecord:
    """The second half of ``stop``, also for a workspace that was left ``stopping``."""
    assert workspace.sandbox_id is not None
    try:
        end(workspace.sandbox_id)
    except OSError as error:
        _log.warning("workspace_not_stopped", workspace_id=str(workspace.id), reason=str(error))
        raise Unavailable("The workspace's sandbox cannot be stopped now") from error
    with transact() as connection:
        _enter(connection, workspace, "stopped", after=["stopping"])
        return get_workspace(connection, tenant_id=workspace.tenant_id, workspace_id=workspace.id)


def _enter(
    connection: Connection, workspace: WorkspaceRecord, status: Status, *, after: tuple[Status, ...] | list[Status]
) -> bool:
    return enter_status(
        connection, tenant_id=workspace.tenant_id, workspace_id=workspace.id, status=status, after=after
    )
