"""Sessions: the threads of work that runs belong to, and the state that their agents share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.engine.bookings import book_lost
from app.engine.live_channel import LiveChannel
from app.errors import NotFound
from app.storage.database import after_commit
from app.storage.identifiers import new_id
from app.storage.json import dumps


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """A session with its shared state and its last cursor."""

    id: UUID
    tenant_id: UUID
    kind: str
    state: Mapping[str, Any]
    created_at: datetime
    updated_at: datetime
    head: int


def create_session(
    connection: Connection,
    *,
    tenant_id: UUID,
    kind: str,
    state: Mapping[str, Any] | None = None,
    session_id: UUID | None = None,
) -> SessionRecord:
    """Make a session of the dialect ``kind``, under ``session_id`` or a new one; its cursors count from 1."""
    session_id = session_id or new_id()
    times = connection.execute(
        text(
            """INSERT INTO sessions (id, tenant_id, kind, state) VALUES (:id, :tenant, :kind, CAST(:state AS jsonb))
               RETURNING created_at, updated_at"""
        ),
        {"id": session_id, "tenant": tenant_id, "kind": kind, "state": dumps(dict(state or {})).decode()},
    ).one()
    connection.execute(
        text("INSERT INTO session_heads (session_id, tenant_id) VALUES (:id, :tenant)"),
        {"id": session_id, "tenant": tenant_id},
    )
    return SessionRecord(
        id=session_id,
        tenant_id=tenant_id,
        kind=kind,
        state=dict(state or {}),
        created_at=times.created_at,
        updated_at=times.updated_at,
        head=0,
    )


def get_session(connection: Connection, *, tenant_id: UUID, session_id: UUID, kind: str) -> SessionRecord:
    """The tenant's session.

    Raises:
        NotFound: there is none with this id and kind in this tenant.
    """
    row = connection.exec_driver_sql(_ONE, (session_id, tenant_id, kind)).first()
    if row is None:
        raise NotFound("Session not found")
    return SessionRecord(**row._mapping)


_ONE = """SELECT s.id, s.tenant_id, s.kind, s.state, s.created_at, s.updated_at, h.last_cursor AS head
            FROM sessions s JOIN session_heads h ON h.session_id = s.id
           WHERE s.id = %s AND s.tenant_id = %s AND s.kind = %s"""


def merge_state(session_id: UUID, patch: Mapping[str, Any]) -> Callable[[Connection, int], None]:
    """A write that sets the keys of ``patch`` in the session's shared state."""

    def write(connection: Connection, _last_cursor: int) -> None:
        connection.exec_driver_sql(_MERGE, (dumps(dict(patch)).decode(), session_id))

    return write


_MERGE = """UPDATE sessions SET state = state || CAST(%s AS jsonb), updated_at = clock_timestamp() WHERE id = %s"""


def delete_session(
    connection: Connection, *, live_channel: LiveChannel, tenant_id: UUID, session_id: UUID, kind: str
) -> None:
    """Remove a session with its runs and events; viewers are told, and workers lose their fence.

    Raises:
        NotFound: there is none with this id and kind in this tenant.
    """
    get_session(connection, tenant_id=tenant_id, session_id=session_id, kind=kind)
    budgets = _lock_runs(connection, session_id=session_id)
    for statement in (
        "SELECT 1 FROM session_heads WHERE session_id = :id FOR UPDATE",
        "DELETE FROM run_events WHERE session_id = :id",
        "DELETE FROM sessions WHERE id = :id",
    ):
        connection.execute(text(statement), {"id": session_id})
    connection.execute(text("DELETE FROM budgets WHERE id = ANY(:ids) AND scope = 'run'"), {"ids": budgets})
    after_commit(connection, lambda: live_channel.publish_deletion(session_id=session_id))


def _lock_runs(connection: Connection, *, session_id: UUID) -> list[UUID]:
    """Lock the session's runs, give back what they hold of any cap, and return their budgets."""
    runs = connection.execute(
        text(
            """SELECT id, budget_id FROM runs WHERE session_id = :id
                ORDER BY behind, CASE WHEN behind THEN created_at END, id FOR UPDATE"""
        ),
        {"id": session_id},
    ).all()
    for run in runs:
        book_lost(connection, run_id=run.id)
    return [run.budget_id for run in runs]
