"""Which task waits for which: tasks of one project, and never in a circle."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.tasks.refusals import refused

MOST = 50


def set_dependencies(
    connection: Connection, *, tenant_id: UUID, project_id: UUID, task_id: UUID, on: Sequence[UUID]
) -> None:
    """Have the task wait for these and no others. The caller has locked the project.

    Raises:
        InvalidRequest: one is no task of the project, or waits (by way of others) for this one.
    """
    wanted = list(dict.fromkeys(on))
    if len(wanted) > MOST:
        raise refused("dependencies", f"At most {MOST}.")
    _check_known(connection, project_id, wanted)
    if task_id in _all_behind(connection, wanted):
        raise refused("dependencies", "Tasks cannot wait for each other in a circle.")
    connection.execute(text("DELETE FROM task_dependencies WHERE task_id = :task"), {"task": task_id})
    for depends_on_id in wanted:
        connection.execute(
            text(
                """INSERT INTO task_dependencies (task_id, depends_on_id, project_id, tenant_id)
                   VALUES (:task, :on, :project, :tenant)"""
            ),
            {"task": task_id, "on": depends_on_id, "project": project_id, "tenant": tenant_id},
        )


def waiting_for(connection: Connection, *, task_id: UUID) -> list[UUID]:
    """The open tasks that have waited for this one alone, or whose other dependencies are completed."""
    rows = connection.execute(
        text(
            """SELECT t.id FROM task_dependencies d JOIN tasks t ON t.id = d.task_id
                WHERE d.depends_on_id = :task AND t.status IN ('pending', 'in_progress')
                  AND NOT EXISTS (SELECT 1 FROM task_dependencies x JOIN tasks o ON o.id = x.depends_on_id
                                   WHERE x.task_id = t.id AND o.status <> 'completed') ORDER BY t.id"""
        ),
        {"task": task_id},
    )
    return [row.id for row in rows]


def _check_known(connection: Connection, project_id: UUID, wanted: Sequence[UUID]) -> None:
    known: int = connection.execute(
        text("SELECT count(*) FROM tasks WHERE project_id = :project AND id = ANY(:ids)"),
        {"project": project_id, "ids": list(wanted)},
    ).scalar_one()
    if known != len(wanted):
        raise refused("dependencies", "Each must be a task of the same project.")


def _all_behind(connection: Connection, tasks: Sequence[UUID]) -> set[UUID]:
    """The tasks themselves and all that they wait for."""
    rows = connection.execute(
        text(
            """WITH RECURSIVE behind AS (
                 SELECT unnest(CAST(:ids AS uuid[])) AS id
                 UNION SELECT d.depends_on_id FROM task_dependencies d JOIN behind b ON d.task_id = b.id)
               SELECT id FROM behind"""
        ),
        {"ids": list(tasks)},
    )
    return {row.id for row in rows}
