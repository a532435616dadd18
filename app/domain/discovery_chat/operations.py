"""What happens to a talk: a message is accepted, a turn is kept, it is declared complete."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.conversations.turns import NewTurn, note_turn
from app.domain.discovery_chat.findings import Finding, to_json
from app.domain.discovery_chat.models import SESSION_KIND
from app.domain.discovery_chat.project_feed import feed_project
from app.domain.discovery_chat.queries import COLUMNS, DiscoveryRecord, find_discovery, get_discovery, id_of, record_of
from app.domain.discovery_chat.standing import Standing
from app.domain.projects.caps import cap_of_project, check_room
from app.domain.projects.queries import get_project
from app.engine.agent_names import DISCOVERY
from app.engine.budgets import Limits
from app.engine.queue import RunQueue
from app.engine.run_acceptance import AcceptedRun, RunRequest, accept_run
from app.engine.runs import active_run
from app.engine.sessions import create_session
from app.errors import Conflict, ObligationUnresolved, SessionBusy, SessionIncomplete
from app.storage.json import dumps


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A talk as a client names it; ``user_id`` is whose it becomes if it is new."""

    tenant_id: UUID
    client_id: UUID
    user_id: UUID
    context_type: str
    project_id: UUID | None


def open_discovery(connection: Connection, *, opening: Opening) -> DiscoveryRecord:
    """The talk that the tenant's clients call so, made at its first use.

    Raises:
        NotFound: the tenant has no such project.
        Conflict: the talk is of another context type or project.
    """
    discovery_id = id_of(tenant_id=opening.tenant_id, client_id=opening.client_id)
    _take_turn(connection, discovery_id)
    known = find_discovery(connection, tenant_id=opening.tenant_id, discovery_id=discovery_id)
    if known is None:
        return _make(connection, discovery_id, opening)
    if known.context_type != opening.context_type:
        raise Conflict(f"This session's contextType is {known.context_type}", details={"field": "contextType"})
    if opening.project_id not in (None, known.project_id):
        raise Conflict("This session belongs to another project, or to none", details={"field": "projectId"})
    return known


def send_message(
    connection: Connection,
    *,
    queue: RunQueue,
    discovery: DiscoveryRecord,
    message: str,
    limits: Limits,
    idempotency_key: str | None = None,
) -> AcceptedRun:
    """Accept a message; the run that answers it will reach a terminal state.

    Raises:
        Conflict: the talk was declared complete.
        SessionBusy: the last message is still being answered.
        IdempotencyMismatch: the key was used with another message.
        BudgetExceeded: the cap of its project is used up.
        NotFound: its project has just been deleted.
    """
    if discovery.completed_at is not None:
        raise Conflict("This discovery session is complete")
    accepted = accept_run(
        connection,
        queue=queue,
        request=RunRequest(
            tenant_id=discovery.tenant_id,
            session_id=discovery.id,
            session_kind=SESSION_KIND,
            agent=DISCOVERY,
            input={"message": message, "contextType": discovery.context_type},
            limits=limits,
            cap_id=_cap(connection, discovery),
            idempotency_key=idempotency_key,
        ),
    )
    if accepted.is_new:
        note_turn(
            connection,
            turn=NewTurn(
                tenant_id=discovery.tenant_id,
                session_id=discovery.id,
                run_id=accepted.id,
                cursor=accepted.cursor,
                content=message,
            ),
        )
    return accepted


def keep_turn(
    connection: Connection,
    *,
    tenant_id: UUID,
    discovery_id: UUID,
    project_id: UUID | None,
    standing: Standing,
    findings: Sequence[Finding],
    asked: Sequence[str],
) -> None:
    """Keep what a turn has found out, and tell the project's flow. The caller holds the talk's one active run."""
    connection.execute(
        text(
            """UPDATE discovery_sessions
                  SET findings = CAST(:findings AS jsonb), asked = CAST(:asked AS jsonb), phase = :phase,
                      completeness = :completeness, updated_at = clock_timestamp()
                WHERE id = :id"""
        ),
        {
            "id": discovery_id,
            "findings": dumps(to_json(findings)).decode(),
            "asked": dumps(list(asked)).decode(),
            "phase": standing.phase,
            "completeness": standing.completeness,
        },
    )
    if project_id is not None:
        feed_project(connection, tenant_id=tenant_id, project_id=project_id)


def note_research(
    connection: Connection, *, research_id: UUID, tenant_id: UUID, discovery_id: UUID, task_type: str
) -> None:
    """Note a research task whose session was made in the same transaction."""
    connection.execute(
        text(
            """INSERT INTO discovery_research (id, tenant_id, discovery_id, task_type)
               VALUES (:id, :tenant, :discovery, :type)"""
        ),
        {"id": research_id, "tenant": tenant_id, "discovery": discovery_id, "type": task_type},
    )


def complete_discovery(connection: Connection, *, tenant_id: UUID, discovery_id: UUID) -> DiscoveryRecord:
    """Declare the talk complete; again changes nothing.

    Raises:
        NotFound: the tenant has no such talk.
        SessionBusy: a message is still being answered.
        SessionIncomplete: too little is known; the details say what is missing.
        ObligationUnresolved: enough is known, but something contradicts itself or is critical and open.
    """
    discovery = get_discovery(connection, tenant_id=tenant_id, discovery_id=discovery_id, locked=True)
    if discovery.completed_at is not None:
        return discovery
    if active_run(connection, session_id=discovery.id) is not None:
        raise SessionBusy
    _check_complete(discovery)
    row = connection.execute(
        text(
            f"""UPDATE discovery_sessions SET completed_at = clock_timestamp(), updated_at = clock_timestamp()
                 WHERE id = :id RETURNING {COLUMNS}"""
        ),
        {"id": discovery.id},
    ).one()
    return record_of(row)


def _check_complete(discovery: DiscoveryRecord) -> None:
    standing, threshold = discovery.standing, discovery.objective.complete_at
    if standing.completeness < threshold:
        missing = [each.obligation.key for each in standing.missing]
        raise SessionIncomplete(
            f"Completeness is {standing.completeness} and has to be {threshold}",
            details={"completeness": standing.completeness, "threshold": threshold, "missing": missing},
        )
    if standing.unresolved:
        first = standing.unresolved[0]
        reason = "contradicted" if first.status == "contradicted" else "critical"
        raise ObligationUnresolved(
            f"{first.obligation.key} is {'contradicted' if reason == 'contradicted' else 'not satisfied'}",
            details={
                "key": first.obligation.key,
                "reason": reason,
                "statements": list(first.statements),
                "unresolved": [each.obligation.key for each in standing.unresolved],
            },
        )


def _make(connection: Connection, discovery_id: UUID, opening: Opening) -> DiscoveryRecord:
    state = {"contextType": opening.context_type}
    if opening.project_id is not None:
        project = get_project(connection, tenant_id=opening.tenant_id, project_id=opening.project_id)
        # Before the talk's row holds the project: its cap may ask for more of it, which others who hold it, and a
        # deletion that waits for them, would then keep from this one.
        cap_of_project(connection, project=project)
        state["projectId"] = str(project.id)
    create_session(connection, tenant_id=opening.tenant_id, kind=SESSION_KIND, state=state, session_id=discovery_id)
    row = connection.execute(
        text(
            f"""INSERT INTO discovery_sessions (id, tenant_id, client_id, user_id, project_id, context_type)
                VALUES (:id, :tenant, :client, :user, :project, :type) RETURNING {COLUMNS}"""
        ),
        {
            "id": discovery_id,
            "tenant": opening.tenant_id,
            "client": opening.client_id,
            "user": opening.user_id,
            "project": opening.project_id,
            "type": opening.context_type,
        },
    ).one()
    return record_of(row)


def _cap(connection: Connection, discovery: DiscoveryRecord) -> UUID | None:
    if discovery.project_id is None:
        return None
    project = get_project(connection, tenant_id=discovery.tenant_id, project_id=discovery.project_id)
    cap_id = cap_of_project(connection, project=project)
    check_room(connection, cap_id=cap_id)
    return cap_id


def _take_turn(connection: Connection, discovery_id: UUID) -> None:
    """One first use at a time of one id, to the end of the transaction."""
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:id, 3))"), {"id": str(discovery_id)})
