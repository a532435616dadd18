"""Writes of what runs create, made inside the transaction of the step that makes them.

An attempt that starts a step over draws the same ids; making a record that is there changes nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.storage.json import dumps


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


def create_design_system(
    connection: Connection,
    *,
    id: UUID,
    tenant_id: UUID,
    session_id: UUID,
    run_id: UUID,
    name: str,
    design_md: str,
    tokens: Mapping[str, Any],
) -> None:
    """Record a design system, unless it is there."""
    connection.execute(
        text(
            """INSERT INTO design_systems (id, tenant_id, session_id, run_id, name, design_md, tokens)
               VALUES (:id, :tenant, :session, :run, :name, :design_md, CAST(:tokens AS jsonb))
               ON CONFLICT (id) DO NOTHING"""
        ),
        {
            "id": id,
            "tenant": tenant_id,
            "session": session_id,
            "run": run_id,
            "name": name,
            "design_md": design_md,
            "tokens": dumps(tokens).decode(),
        },
    )


def save_design_project(
    connection: Connection,
    *,
    id: UUID,
    tenant_id: UUID,
    session_id: UUID,
    run_id: UUID,
    screens: Sequence[Mapping[str, Any]],
) -> None:
    """Record the session's screens; the first id that a session's DesignProject was given stays."""
    connection.execute(
        text(
            """INSERT INTO design_projects (id, tenant_id, session_id, run_id, screens)
               VALUES (:id, :tenant, :session, :run, CAST(:screens AS jsonb))
               ON CONFLICT (session_id) DO UPDATE
                  SET run_id = excluded.run_id, screens = excluded.screens, updated_at = now()"""
        ),
        {"id": id, "tenant": tenant_id, "session": session_id, "run": run_id, "screens": dumps(list(screens)).decode()},
    )


def save_code_project(
    connection: Connection,
    *,
    id: UUID,
    tenant_id: UUID,
    session_id: UUID,
    run_id: UUID,
    framework: str,
    folder: str,
) -> None:
    """Record the session's app; the first id that a session's CodeProject was given stays."""
    connection.execute(
        text(
            """INSERT INTO code_projects (id, tenant_id, session_id, run_id, framework, folder)
               VALUES (:id, :tenant, :session, :run, :framework, :folder)
               ON CONFLICT (session_id) DO UPDATE
                  SET run_id = excluded.run_id, folder = excluded.folder, updated_at = now()"""
        ),
        {
            "id": id,
            "tenant": tenant_id,
            "session": session_id,
            "run": run_id,
            "framework": framework,
            "folder": folder,
        },
    )
