"""Starting executions, and finding the run that tells how one stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.executions.models import SESSION_KIND
from app.domain.executions.plans import Member
from app.domain.projects.caps import cap_of_project, check_room
from app.domain.projects.queries import ProjectRecord
from app.engine.agent_names import EXECUTION
from app.engine.budgets import Limits
from app.engine.queue import RunQueue
from app.engine.run_acceptance import RunRequest, accept_run
from app.engine.runs import RunStatus, list_runs
from app.engine.sessions import create_session
from app.errors import NotFound
from app.storage.identifiers import derived_id, new_id
from app.storage.json import dumps


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionRecord:
    """An execution as it was asked for."""

    id: UUID
    tenant_id: UUID
    project_id: UUID
    kind: str
    strategy: str
    agents: Sequence[Mapping[str, Any]]
    options: Mapping[str, Any]
    created_by: UUID | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a client asks for. ``input`` is handed to every agent beside the project's material."""

    kind: Literal["generate-spec", "coordinate"]
    strategy: str
    members: Sequence[Member]
    limits: Limits
    input: Mapping[str, Any]
    options: Mapping[str, Any]


COLUMNS = "id, tenant_id, project_id, kind, strategy, agents, options, created_by, created_at"


def start_execution(
    connection: Connection,
    *,
    queue: RunQueue,
    project: ProjectRecord,
    order: Order,
    by: UUID | None,
    idempotency_key: str | None = None,
) -> ExecutionRecord:
    """Store the execution with its first run, which will reach a terminal state.

    The same key in the same project is the same execution: its id follows from the two.

    Raises:
        NotFound: the project has just been deleted.
        BudgetExceeded: the cap of the project or of its organization is used up.
        IdempotencyMismatch: the key was used with another order.
        InvalidRequest: no budget can have such limits.
    """
    execution_id = new_id() if idempotency_key is None else derived_id(project.id, "execution", idempotency_key)
    _take_turn(connection, execution_id)
    known = find_execution(connection, tenant_id=project.tenant_id, execution_id=execution_id)
    cap_id = cap_of_project(connection, project=project)
    if known is None:
        check_room(connection, cap_id=cap_id)
        state = {"projectId": str(project.id)}
        create_session(connection, tenant_id=project.tenant_id, kind=SESSION_KIND, state=state, session_id=execution_id)
    accept_run(
        connection,
        queue=queue,
        request=RunRequest(
            tenant_id=project.tenant_id,
            session_id=execution_id,
            agent=EXECUTION,
            input=_run_input(project, order),
            limits=order.limits,
            cap_id=cap_id,
            idempotency_key=idempotency_key,
            seconds=order.options.get("timeout"),
        ),
    )
    return known or _insert(connection, execution_id, project, order, by)


def find_execution(connection: Connection, *, tenant_id: UUID, execution_id: UUID | None) -> ExecutionRecord | None:
    """The tenant's execution, if it has this one."""
    row = connection.execute(
        text(f"SELECT {COLUMNS} FROM executions WHERE tenant_id = :tenant AND id = :id"),
        {"tenant": tenant_id, "id": execution_id},
    ).first()
    return None if row is None else ExecutionRecord(**row._mapping)


def get_execution(connection: Connection, *, tenant_id: UUID, execution_id: UUID | None) -> ExecutionRecord:
    """The tenant's execution.

    Raises:
        NotFound: the tenant has no such execution.
    """
    found = find_execution(connection, tenant_id=tenant_id, execution_id=execution_id)
    if found is None:
        raise NotFound("Execution not found")
    return found


def list_executions(
    connection: Connection, *, tenant_id: UUID, project_id: UUID, limit: int, offset: int
) -> tuple[list[ExecutionRecord], int]:
    """A page of the project's executions, the newest first, and how many there are."""
    whose = {"tenant": tenant_id, "project": project_id}
    rows = connection.execute(
        text(
            f"""SELECT {COLUMNS} FROM executions WHERE tenant_id = :tenant AND project_id = :project
                 ORDER BY created_at DESC, id DESC LIMIT :limit OFFSET :offset"""
        ),
        {**whose, "limit": limit, "offset": offset},
    )
    found = [ExecutionRecord(**row._mapping) for row in rows]
    total: int = connection.execute(
        text("SELECT count(*) FROM executions WHERE tenant_id = :tenant AND project_id = :project"), whose
    ).scalar_one()
    return found, total


def last_run(connection: Connection, *, execution: ExecutionRecord) -> RunStatus:
    """The run that tells how the execution stands: its latest start or resumption."""
    return list_runs(connection, tenant_id=execution.tenant_id, session_id=execution.id, limit=1)[0]


def _take_turn(connection: Connection, execution_id: UUID) -> None:
    """One start at a time for one id, to the end of the transaction."""
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:id, 2))"), {"id": str(execution_id)})


def _run_input(project: ProjectRecord, order: Order) -> dict[str, Any]:
    """What the coordinating agent is told: {projectId, strategy, agents [{name, role}], options, input}."""
    return {
        "projectId": str(project.id),
        "strategy": order.strategy,
        "agents": _agents(order),
        "options": dict(order.options),
        "input": dict(order.input),
    }


def _agents(order: Order) -> list[dict[str, str]]:
    return [{"name": member.name, "role": member.role} for member in order.members]


def _insert(connection: Connection, id: UUID, project: ProjectRecord, order: Order, by: UUID | None) -> ExecutionRecord:
    row = connection.execute(
        text(
            f"""INSERT INTO executions (id, tenant_id, project_id, kind, strategy, agents, options, created_by)
                VALUES (:id, :tenant, :project, :kind, :strategy, CAST(:agents AS jsonb), CAST(:options AS jsonb), :by)
                RETURNING {COLUMNS}"""
        ),
        {
            "id": id,
            "tenant": project.tenant_id,
            "project": project.id,
            "kind": order.kind,
            "strategy": order.strategy,
            "agents": dumps(_agents(order)).decode(),
            "options": dumps(dict(order.options)).decode(),
            "by": by,
        },
    ).one()
    return ExecutionRecord(**row._mapping)
