"""The sub-agents of a run: its child runs, as the tasks that they were given."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, text

from app.engine.run_states import ACTIVE

LONGEST_DESCRIPTION = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A sub-agent's task, known by the call that gave it. ``current_tool`` is what it called last while at work."""

    id: str
    description: str
    type: str
    is_active: bool
    tool_calls: int
    current_tool: str | None

    @property
    def name(self) -> str:
        return self.description or self.type


def tasks_of(connection: Connection, *, run_id: UUID) -> list[Task]:
    """The tasks that the run has given away, in their order, with what each has called so far."""
    rows = connection.execute(text(_TASKS), {"run": run_id})
    return [
        Task(
            id=row.id,
            description=(row.description or "")[:LONGEST_DESCRIPTION],
            type=row.type or "general",
            is_active=row.state in ACTIVE,
            tool_calls=row.tool_calls,
            current_tool=row.current_tool if row.state in ACTIVE else None,
        )
        for row in rows
    ]


_TASKS = """SELECT coalesce(c.input->>'callId', c.id::text) AS id, c.state,
                   coalesce(c.input->>'description', c.input->>'message') AS description,
                   coalesce(c.input->>'taskType', c.input->>'type') AS type,
                   coalesce(e.calls, 0) AS tool_calls, e.name AS current_tool
              FROM runs c
              LEFT JOIN (SELECT run_id, count(*) AS calls,
                                (array_agg(data->>'name' ORDER BY cursor DESC))[1] AS name
                           FROM run_events
                          WHERE type = 'tool_call' AND session_id = (SELECT session_id FROM runs WHERE id = :run)
                            AND cursor > (SELECT accepted_cursor FROM runs WHERE id = :run)
                          GROUP BY run_id) e ON e.run_id = c.id
             WHERE c.root_run_id = :run AND c.id <> :run
             ORDER BY c.created_at, c.ordinal"""
