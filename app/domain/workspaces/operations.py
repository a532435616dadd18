"""Writes of workspaces, each in one transaction; what takes a sandbox's time as well is in ``lifecycle``.

creating -> running | error      its sandbox is there, or could not be made
running  -> stopping -> stopped  nothing runs in it any more, its files stay
stopped, stopping -> running     it is used
error    -> running              it is started by hand
any      -> deleted
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text

from app.domain.workspaces.models import SESSION_KIND
from app.domain.workspaces.queries import Status, WorkspaceRecord, count_workspaces, get_workspace
from app.engine.cancellation import cancel_run
from app.engine.live_channel import LiveChannel
from app.engine.queue import RunQueue
from app.engine.sessions import create_session
from app.errors import Conflict, NotFound
from app.sandboxes.records import release_sandbox, sandbox_of_session
from app.storage.json import dumps


def create_workspace(
    connection: Connection,
    *,
    tenant_id: UUID,
    user_id: str,
    name: str,
    provider: str,
    most: int,
    description: str | None = None,
    config: Mapping[str, Any] | None = None,
) -> WorkspaceRecord:
    """Enter a workspace with its sandbox, which ``lifecycle.bring_up`` makes once this is committed.

    Raises:
        Conflict: the user has ``most`` workspaces already.
    """
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:whose, 0))"),
        {"whose": f"workspaces {tenant_id} {user_id}"},
    )
    if count_workspaces(connection, tenant_id=tenant_id, user_id=user_id) >= most:
        raise Conflict(f"You have {most} workspaces, and more are not allowed; delete one first")
    session = create_session(connection, tenant_id=tenant_id, kind=SESSION_KIND)
    connection.execute(
        text(
            """INSERT INTO workspaces (id, tenant_id, user_id, name, description, config)
               VALUES (:id, :tenant, :user, :name, :description, CAST(:config AS jsonb))"""
        ),
        {
            "id": session.id,
            "tenant": tenant_id,
            "user": user_id,
            "name": name,
            "description": description,
            "config": dumps(dict(config or {})).decode(),
        },
    )
    sandbox_of_session(connection, tenant_id=tenant_id, session_id=session.id, label=name, provider=provider)
    return get_workspace(connection, tenant_id=tenant_id, workspace_id=session.id)


def change_workspace(
    connection: Connection, *, tenant_id: UUID, workspace_id: UUID, changes: Mapping[str, Any]
) -> WorkspaceRecord:
    """Set those of ``name``, ``description`` and ``config`` (as a whole) that ``changes`` names.

    Raises:
        NotFound: the tenant has no such workspace.
    """
    values = {**changes, "id": workspace_id, "tenant": tenant_id}
    if "config" in changes:
        values["config"] = dumps(dict(changes["config"])).decode()
    columns = [column for column in ("name", "description", "config") if column in changes]
    sets = [f"{column} = {'CAST(:config AS jsonb)' if column == 'config' else f':{column}'}" for column in columns]
    connection.execute(
        text(
            f"""UPDATE workspaces SET {", ".join([*sets, "updated_at = clock_timestamp()"])}
                 WHERE id = :id AND tenant_id = :tenant AND status <> 'deleted'"""
        ),
        values,
    )
    return get_workspace(connection, tenant_id=tenant_id, workspace_id=workspace_id)


def keep_workspace(connection: Connection, *, tenant_id: UUID, workspace_id: UUID) -> None:
    """Lock the workspace to the end of the transaction: it is neither deleted nor stopped meanwhile.

    Raises:
        NotFound: the tenant has no such workspace.
    """
    found = connection.execute(
        text(
            "SELECT 1 FROM workspaces WHERE id = :id AND tenant_id = :tenant AND status <> 'deleted' FOR NO KEY UPDATE"
        ),
        {"id": workspace_id, "tenant": tenant_id},
    )
    if found.first() is None:
        raise NotFound("Workspace not found")


def use_workspace(connection: Connection, *, tenant_id: UUID, workspace_id: UUID) -> WorkspaceRecord:
    """Note (once a second at most) that the workspace is in use, which also starts a stopped one.

    Its sandbox needs no more than that: it starts when something is run in it.

    Raises:
        NotFound: the tenant has no such workspace.
    """
    connection.execute(
        text(
            """UPDATE workspaces
                  SET last_activity_at = clock_timestamp(),
                      status = CASE WHEN status IN ('stopped', 'stopping') THEN 'running' ELSE status END,
                      stopped_at = CASE WHEN status IN ('stopped', 'stopping') THEN NULL ELSE stopped_at END,
                      updated_at = CASE WHEN status IN ('stopped', 'stopping') THEN clock_timestamp()
                                        ELSE updated_at END
                WHERE id = :id AND tenant_id = :tenant AND status <> 'deleted'
                      AND (status IN ('stopped', 'stopping')
                           OR last_activity_at < clock_timestamp() - interval '1 second')"""
        ),
        {"id": workspace_id, "tenant": tenant_id},
    )
    return get_workspace(connection, tenant_id=tenant_id, workspace_id=workspace_id)


def enter_status(
    connection: Connection, *, tenant_id: UUID, workspace_id: UUID, status: Status, after: Sequence[Status]
) -> bool:
    """Set the status if the present one is among ``after``; whether it was."""
    done = connection.execute(
        text(
            """UPDATE workspaces
                  SET status = :status, updated_at = clock_timestamp(),
                      last_activity_at = CASE WHEN :status = 'running' THEN clock_timestamp() ELSE last_activity_at END,
                      stopped_at = CASE :status WHEN 'stopped' THEN clock_timestamp() WHEN 'running' THEN NULL
                                                ELSE stopped_at END
                WHERE id = :id AND tenant_id = :tenant AND status = ANY(:after)"""
        ),
        {"id": workspace_id, "tenant": tenant_id, "status": status, "after": list(after)},
    )
    return done.rowcount == 1


def delete_workspace(
    connection: Connection, *, tenant_id: UUID, workspace_id: UUID, queue: RunQueue, live_channel: LiveChannel
) -> None:
    """Take the workspace from its user, cancel what runs in its conversations and give up its sandbox.

    Its rows stay, so that its conversations can still be read.

    Raises:
        NotFound: the tenant has no such workspace.
    """
    get_workspace(connection, tenant_id=tenant_id, workspace_id=workspace_id)
    connection.execute(
        text(
            """UPDATE workspaces SET status = 'deleted', deleted_at = clock_timestamp(), updated_at = clock_timestamp()
                WHERE id = :id AND status <> 'deleted'"""
        ),
        {"id": workspace_id},
    )
    for run_id in _roots(_active_runs(connection, workspace_id=workspace_id)):
        cancel_run(connection, queue=queue, live_channel=live_channel, tenant_id=tenant_id, run_id=run_id)
    release_sandbox(connection, session_id=workspace_id)


def _active_runs(connection: Connection, *, workspace_id: UUID) -> Sequence[Row[Any]]:
    """All runs at work in its conversations, locked at once: one family after another could meet a worker that
    commits for two of them."""
    return connection.execute(
        text(
            """SELECT r.id, r.parent_run_id FROM runs r JOIN threads t ON t.id = r.session_id
                WHERE t.workspace_id = :id AND r.state IN ('queued', 'running', 'waiting')
                ORDER BY r.id FOR NO KEY UPDATE OF r"""
        ),
        {"id": workspace_id},
    ).all()


def _roots(runs: Sequence[Row[Any]]) -> list[UUID]:
    return [run.id for run in runs if run.parent_run_id is None]
