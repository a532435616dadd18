"""Writes of build sessions and projects, made inside the transaction of the step that makes them.

An attempt that starts a step over draws the same ids; making a record that is there changes nothing.
"""

from uuid import UUID

from sqlalchemy import Connection, text


def create_build_session(connection: Connection, *, id: UUID, tenant_id: UUID, session_id: UUID, run_id: UUID) -> None:
    """Record a BuildSession, unless it is there."""
    connection.execute(
        text(
            """INSERT INTO build_sessions (id, tenant_id, session_id, run_id) VALUES (:id, :tenant, :session, :run)
               ON CONFLICT (id) DO NOTHING"""
        ),
        {"id": id, "tenant": tenant_id, "session": session_id, "run": run_id},
    )


def create_project(
    connection: Connection,
    *,
    id: UUID,
    tenant_id: UUID,
    session_id: UUID,
    run_id: UUID,
    name: str,
    opportunity_index: int,
) -> None:
    """Record a Project, unless it is there."""
    connection.execute(
        text(
            """INSERT INTO product_projects (id, tenant_id, session_id, run_id, name, opportunity_index)
               VALUES (:id, :tenant, :session, :run, :name, :index) ON CONFLICT (id) DO NOTHING"""
        ),
        {
            "id": id,
            "tenant": tenant_id,
            "session": session_id,
            "run": run_id,
            "name": name,
            "index": opportunity_index,
        },
    )
