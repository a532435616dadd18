"""From phase to phase: forward, one at a time, and only when the present one is done."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from app.domain.flow.entry_actions import enter
from app.domain.flow.readiness import THRESHOLD, readiness_of
from app.domain.flow.state import FlowState, state_of
from app.domain.projects.phases import CREATED, DISCOVERY, SPECIFICATION, after
from app.domain.projects.queries import ProjectRecord
from app.errors import PhaseInvalid, ReadinessFailed
from app.storage.json import dumps


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A step that was made, and what it has brought about."""

    previous: str
    current: str
    at: datetime
    entry_actions: Mapping[str, Any]


def start_flow(connection: Connection, *, project: ProjectRecord) -> FlowState:
    """Begin the discovery; the caller has locked the project.

    Raises:
        PhaseInvalid: it has begun before.
    """
    if project.phase != CREATED:
        raise PhaseInvalid("The flow has started before", details={"currentPhase": project.phase})
    _go(connection, state_of(connection, project=project), DISCOVERY)
    return state_of(connection, project=replace(project, phase=DISCOVERY))


def move_on(connection: Connection, *, project: ProjectRecord, target: str, force: bool = False) -> Transition:
    """Enter the phase ``target``; the caller has locked the project. ``force`` goes on however ready it is.

    Raises:
        PhaseInvalid: it is not the phase that comes next.
        ReadinessFailed: the present phase is not done; the details say what is missing.
    """
    following = after(project.phase)
    if project.phase == CREATED or target != following:
        raise PhaseInvalid(
            f"{target} does not follow {project.phase}",
            details={"currentPhase": project.phase, "nextPhase": following},
        )
    state = state_of(connection, project=project)
    readiness = readiness_of(state)
    if not readiness.is_ready and not force:
        raise ReadinessFailed(
            f"{len(readiness.blockers)} required questions of {project.phase} are unanswered",
            details={
                "readinessScore": readiness.score,
                "threshold": THRESHOLD,
                "blockers": list(readiness.blockers),
                "warnings": list(readiness.warnings),
            },
        )
    return _go(connection, state, target)


def _go(connection: Connection, state: FlowState, target: str) -> Transition:
    project = state.project
    actions = enter(connection, state=state, phase=target)
    at: datetime = connection.execute(
        text(
            """WITH ended AS (UPDATE project_phases SET completed_at = clock_timestamp()
                              WHERE project_id = :project AND phase = :previous),
                    moved AS (UPDATE projects SET phase = :target, updated_at = clock_timestamp() WHERE id = :project)
               INSERT INTO project_phases (project_id, tenant_id, phase, entry_actions)
               VALUES (:project, :tenant, :target, CAST(:actions AS jsonb)) RETURNING started_at"""
        ),
        {
            "project": project.id,
            "tenant": project.tenant_id,
            "previous": project.phase,
            "target": target,
            "actions": dumps(actions).decode(),
        },
    ).scalar_one()
    return Transition(previous=project.phase, current=target, at=at, entry_actions=actions)


def complete(connection: Connection, *, project: ProjectRecord) -> None:
    """End the last phase: the project has its specification. Done once; again is no error."""
    connection.execute(
        text(
            """WITH ended AS (UPDATE project_phases SET completed_at = clock_timestamp()
                               WHERE project_id = :id AND phase = :last AND completed_at IS NULL RETURNING 1)
               UPDATE projects SET status = 'completed', updated_at = clock_timestamp()
                WHERE id = :id AND status = 'active' AND EXISTS (SELECT 1 FROM ended)"""
        ),
        {"id": project.id, "last": SPECIFICATION},
    )
