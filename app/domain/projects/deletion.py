"""Deleting a project with all that belongs to it, and telling exactly what is gone.

Each noun that hangs on a project adds its row to :data:`BELONGINGS`. A test reads the database's own
catalogue and fails for a table with a project that has no row here.

A worker that commits what it did for a project holds its run, and asks for the project's row then; so does a
deletion, else each would wait for the other. What starts runs for the project holds the project's row from
before the run is there (``caps.cap_of_project``). Between looking for the runs and holding the project one may
still have been started: then everything is let go and looked for again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text

from app.domain.projects.caps import cap_if_any
from app.domain.projects.queries import ProjectRecord, get_project, project_to_delete
from app.engine.live_channel import LiveChannel
from app.engine.sessions import delete_session

BELONGINGS: Mapping[str, str] = {
    "task_submissions": "project_id = :project",
    "task_dependencies": "project_id = :project",
    "tasks": "project_id = :project",
    "specification_packs": "project_id = :project",
    "specifications": "project_id = :project",
    "agent_memories": "project_id = :project",
    "executions": "project_id = :project",
    "discovery_research": "discovery_id IN (SELECT id FROM discovery_sessions WHERE project_id = :project)",
    "discovery_sessions": "project_id = :project",
    "flow_answers": "project_id = :project",
    "ontology_entries": "project_id = :project",
    "project_features": "project_id = :project",
    "project_phases": "project_id = :project",
    "agency_projects": "project_id = :project",
    "role_assignments": "project_id = :project",
}
"""By table, what of it belongs to a project; in an order that the foreign keys bear."""

SESSIONS = "state ->> 'projectId' = CAST(:project AS text)"
"""Engine sessions say in their state which project they work for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """What a deletion has removed: rows by table, tables without any left out."""

    rows: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def delete_project(
    connection: Connection, *, live_channel: LiveChannel, tenant_id: UUID, project_id: UUID | None
) -> Deleted:
    """Remove the project and everything of it; runs at work for it lose their fence.

    Raises:
        NotFound: the tenant has no such project.
    """
    project, sessions = _all_held(connection, get_project(connection, tenant_id=tenant_id, project_id=project_id))
    whose = {"project": project.id, "tenant": tenant_id}
    rows: dict[str, int] = {}
    # Sessions would take their executions and memories with them, uncounted.
    cap_id = cap_if_any(connection, project=project)
    for table, condition in BELONGINGS.items():
        rows[table] = _delete(connection, table, condition, whose)
    for table, count in _delete_sessions(connection, live_channel, sessions, whose).items():
        rows[table] = rows.get(table, 0) + count
    rows["projects"] = _delete(connection, "projects", "id = :project", whose)
    rows["budgets"] = rows.get("budgets", 0) + _delete_cap(connection, cap_id)
    return Deleted(rows={table: count for table, count in rows.items() if count})


def _delete(connection: Connection, table: str, condition: str, whose: Mapping[str, UUID]) -> int:
    gone = connection.execute(text(f"DELETE FROM {table} WHERE tenant_id = :tenant AND {condition}"), whose)
    return gone.rowcount


def _all_held(connection: Connection, project: ProjectRecord) -> tuple[ProjectRecord, Sequence[Row[Any]]]:
    """The project and its sessions, with every run of theirs locked, and nobody left who could start another."""
    whose = {"project": project.id, "tenant": project.tenant_id}
    while True:
        attempt = connection.begin_nested()
        held = _runs(connection, whose, locking="FOR UPDATE")
        project = project_to_delete(connection, tenant_id=project.tenant_id, project_id=project.id)
        if _runs(connection, whose) <= held:
            sessions = connection.execute(text(f"SELECT id, kind FROM sessions WHERE {_THEIRS} ORDER BY id"), whose)
            return project, sessions.all()
        attempt.rollback()


_THEIRS = f"tenant_id = :tenant AND {SESSIONS}"


def _runs(connection: Connection, whose: Mapping[str, UUID], *, locking: str = "") -> set[UUID]:
    sessions = f"SELECT id FROM sessions WHERE {_THEIRS}"
    found = connection.execute(
        text(f"SELECT id FROM runs WHERE session_id IN ({sessions}) ORDER BY id {locking}"), whose
    )
    return set(found.scalars())


def _delete_cap(connection: Connection, cap_id: UUID | None) -> int:
    return connection.execute(text("DELETE FROM budgets WHERE id = :id"), {"id": cap_id}).rowcount


def _delete_sessions(
    connection: Connection, live_channel: LiveChannel, sessions: Sequence[Row[Any]], whose: Mapping[str, UUID]
) -> dict[str, int]:
    if not sessions:
        return {}
    rows = _counted(connection, [session.id for session in sessions])
    for session in sessions:
        delete_session(
            connection,
            live_channel=live_channel,
            tenant_id=whose["tenant"],
            session_id=session.id,
            kind=session.kind,
        )
    return rows


_COUNTS = """WITH of_runs AS (SELECT id, budget_id FROM runs WHERE session_id = ANY(:ids)),
                  of_budgets AS (SELECT DISTINCT b.id FROM budgets b JOIN of_runs r ON r.budget_id = b.id)
             SELECT (SELECT count(*) FROM run_events WHERE session_id = ANY(:ids)) AS run_events,
                    (SELECT count(*) FROM checkpoints WHERE run_id IN (SELECT id FROM of_runs)) AS checkpoints,
                    (SELECT count(*) FROM budget_lines WHERE budget_id IN (SELECT id FROM of_budgets)) AS budget_lines,
                    (SELECT count(*) FROM of_budgets) AS budgets,
                    (SELECT count(*) FROM of_runs) AS runs,
                    (SELECT count(*) FROM idempotency_keys k JOIN of_runs r ON r.id = k.run_id) AS idempotency_keys,
                    (SELECT count(*) FROM conversation_turns WHERE session_id = ANY(:ids)) AS conversation_turns,
                    cardinality(:ids) AS sessions"""


def _counted(connection: Connection, session_ids: Sequence[UUID]) -> dict[str, int]:
    return dict(connection.execute(text(_COUNTS), {"ids": list(session_ids)}).one()._mapping)
