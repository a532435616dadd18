"""Stops workspaces that nobody uses, and completes what a crash left half done.

A workspace is in use while a run is active in one of its conversations, and for a while after the last
call, run or step that touched its sandbox.
"""

from collections.abc import Sequence
from functools import partial

import structlog
from sqlalchemy import Connection, Engine, text

from app.domain.workspaces import lifecycle
from app.domain.workspaces.queries import WorkspaceRecord, get_workspaces
from app.errors import BatonError
from app.sandboxes.cleanup import identity
from app.sandboxes.contract import SandboxProvider
from app.storage.database import transaction

CHECK_SECONDS = 60
"""How often the housekeeper looks."""

_MOST_AT_ONCE = 20
_HALF_DONE_SECONDS = 300

_log = structlog.get_logger(__name__)


def stop_idle_workspaces(engine: Engine, provider: SandboxProvider, *, idle_seconds: float) -> int:
    """Stop those that are idle, a handful at most; how many that were. One that resists is left for next time."""
    with transaction(engine) as connection:
        if not provider.belongs_to(identity(connection)):
            return 0
        _settle(connection)
        found = [*_begin_stopping(connection, idle_seconds=idle_seconds), *_left_stopping(connection)]
    return sum(_finish(engine, provider, workspace) for workspace in found)


def _finish(engine: Engine, provider: SandboxProvider, workspace: WorkspaceRecord) -> bool:
    try:
        lifecycle.finish_stopping(partial(transaction, engine), provider.stop, workspace=workspace)
    except BatonError as error:
        _log.warning("idle_workspace_not_stopped", workspace_id=str(workspace.id), reason=error.message)
        return False
    _log.info("workspace_stopped", workspace_id=str(workspace.id))
    return True


def _begin_stopping(connection: Connection, *, idle_seconds: float) -> Sequence[WorkspaceRecord]:
    rows = connection.execute(
        text(
            f"""UPDATE workspaces SET status = 'stopping', updated_at = clock_timestamp()
                 WHERE id IN (
                       SELECT w.id FROM workspaces w JOIN sandboxes s ON s.session_id = w.id
                        WHERE w.status = 'running'
                              AND w.last_activity_at < clock_timestamp() - make_interval(secs => :idle)
                              AND s.used_at < clock_timestamp() - make_interval(secs => :idle)
                              AND NOT EXISTS ({_ACTIVE_RUN})
                        ORDER BY w.last_activity_at LIMIT :most FOR UPDATE OF w SKIP LOCKED)
                   AND status = 'running'
                RETURNING id"""
        ),
        {"idle": idle_seconds, "most": _MOST_AT_ONCE},
    )
    return get_workspaces(connection, ids=rows.scalars().all())


_ACTIVE_RUN = """SELECT 1 FROM threads t JOIN runs r ON r.session_id = t.id
                  WHERE t.workspace_id = w.id AND r.state IN ('queued', 'running')"""


def _left_stopping(connection: Connection) -> Sequence[WorkspaceRecord]:
    rows = connection.execute(
        text(
            """SELECT w.id FROM workspaces w JOIN sandboxes s ON s.session_id = w.id
                WHERE w.status = 'stopping' AND w.updated_at < clock_timestamp() - make_interval(secs => :half_done)
                LIMIT :most"""
        ),
        {"half_done": _HALF_DONE_SECONDS, "most": _MOST_AT_ONCE},
    )
    return get_workspaces(connection, ids=rows.scalars().all())


def _settle(connection: Connection) -> None:
    """What was never made has failed; what a run has used since it was stopped runs; what was deleted owns nothing."""
    for statement in (
        """UPDATE workspaces SET status = 'error', updated_at = clock_timestamp()
            WHERE status = 'creating' AND updated_at < clock_timestamp() - make_interval(secs => :half_done)""",
        """UPDATE workspaces w SET status = 'running', stopped_at = NULL, last_activity_at = s.used_at,
                                   updated_at = clock_timestamp()
             FROM sandboxes s WHERE s.session_id = w.id AND w.status = 'stopped' AND s.used_at > w.stopped_at""",
        """UPDATE sandboxes s SET session_id = NULL FROM workspaces w
            WHERE s.session_id = w.id AND w.status = 'deleted'""",
    ):
        connection.execute(text(statement), {"half_done": _HALF_DONE_SECONDS} if "half_done" in statement else {})
