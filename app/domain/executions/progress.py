"""How far an execution is: the steps of its coordinating run and of the runs that it started."""

from typing import Any

from sqlalchemy import Connection, text

from app.engine.runs import RunStatus

_FAMILY = """SELECT count(*) FILTER (WHERE state = 'completed') AS ended, count(*) AS started,
                    (array_agg(coalesce(input ->> 'step', input ->> 'agent') ORDER BY ordinal)
                       FILTER (WHERE state IN ('queued', 'running', 'waiting')))[1] AS current
               FROM runs WHERE root_run_id = :run AND parent_run_id IS NOT NULL"""


def progress_of(connection: Connection, *, run: RunStatus) -> dict[str, Any]:
    """``completedSteps``, ``totalSteps`` and ``currentStep`` (as architecture-compilation), over the family."""
    family = connection.execute(text(_FAMILY), {"run": run.id}).one()
    total = (run.total_steps or 0) + family.started
    done = total if run.state == "completed" else run.step + family.ended
    current = None if run.ended else family.current or run.current_step
    return {"completedSteps": done, "totalSteps": max(total, done), "currentStep": current}
