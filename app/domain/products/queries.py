"""Reads of build sessions and projects."""

from uuid import UUID

from sqlalchemy import Connection, text


def latest_build_session(connection: Connection, *, tenant_id: UUID, session_id: UUID) -> UUID | None:
    """The session's newest BuildSession, if ideation has opened one."""
    found: UUID | None = connection.execute(
        text(
            """SELECT id FROM build_sessions WHERE session_id = :session AND tenant_id = :tenant
                ORDER BY created_at DESC, id DESC LIMIT 1"""
        ),
        {"session": session_id, "tenant": tenant_id},
    ).scalar()
    return found
