"""Reading talks and their research tasks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, Row, text

from app.domain.discovery_chat.findings import Finding, from_json
from app.domain.discovery_chat.objectives import Objective, objective_of
from app.domain.discovery_chat.standing import NextQuestion, Standing, standing_of
from app.errors import NotFound
from app.storage.identifiers import derived_id

ResearchStatus = Literal["pending", "running", "completed", "failed"]
RESEARCH_STATUSES: Sequence[str] = ("pending", "running", "completed", "failed")


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscoveryRecord:
    """A talk as its last finished turn has left it."""

    id: UUID
    tenant_id: UUID
    client_id: UUID
    user_id: UUID | None
    project_id: UUID | None
    context_type: str
    phase: str
    completeness: float
    findings: Sequence[Finding]
    asked: Sequence[str]
    created_at: datetime
    updated_at: datetime
    completed_at: datetime | None

    @property
    def objective(self) -> Objective:
        return objective_of(self.context_type)

    @property
    def standing(self) -> Standing:
        return standing_of(self.objective, self.findings)

    @property
    def question(self) -> NextQuestion | None:
        """The question that the user was left with; None: everything is known."""
        if not self.asked:
            first = self.objective.obligations[0]
            return NextQuestion(key=first.key, text=self.objective.opening, validates=False)
        return self.standing.next_question(self.asked[:-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A message and what was answered; None while, or because, there is no answer."""

    message: str
    reply: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ResearchRecord:
    """A research task with what became of it."""

    id: UUID
    task_type: str
    status: ResearchStatus
    result: Mapping[str, Any] | None
    created_at: datetime
    finished_at: datetime | None


COLUMNS = """id, tenant_id, client_id, user_id, project_id, context_type, phase, completeness, findings, asked,
             created_at, updated_at, completed_at"""


def id_of(*, tenant_id: UUID, client_id: UUID) -> UUID:
    """The id of the talk that the tenant's clients call ``client_id``.

    Clients make these up themselves. Each tenant has its own, so that nobody learns from a refusal that an id
    is another's.
    """
    return derived_id(tenant_id, "discovery", str(client_id))


def find_discovery(
    connection: Connection, *, tenant_id: UUID, discovery_id: UUID | None, locked: bool = False
) -> DiscoveryRecord | None:
    """The tenant's talk, if it has this one; ``locked`` to the transaction's end where it is about to be changed."""
    row = connection.execute(
        text(
            f"SELECT {COLUMNS} FROM discovery_sessions WHERE tenant_id = :tenant AND id = :id"
            + (" FOR NO KEY UPDATE" if locked else "")
        ),
        {"tenant": tenant_id, "id": discovery_id},
    ).first()
    return None if row is None else record_of(row)


def get_discovery(
    connection: Connection, *, tenant_id: UUID, discovery_id: UUID | None, locked: bool = False
) -> DiscoveryRecord:
    """The tenant's talk.

    Raises:
        NotFound: the tenant has no such talk.
    """
    found = find_discovery(connection, tenant_id=tenant_id, discovery_id=discovery_id, locked=locked)
    if found is None:
        raise NotFound("Discovery session not found")
    return found


def research_of(connection: Connection, *, discovery_id: UUID) -> list[ResearchRecord]:
    """The talk's research tasks, oldest first."""
    rows = connection.execute(
        text(
            """SELECT d.id, d.task_type, d.created_at, r.state, r.result, r.finished_at
                 FROM discovery_research d
                 LEFT JOIN LATERAL (SELECT state, result, finished_at FROM runs WHERE session_id = d.id
                                     AND parent_run_id IS NULL ORDER BY created_at DESC, id DESC LIMIT 1) r ON true
                WHERE d.discovery_id = :id ORDER BY d.created_at, d.task_type"""
        ),
        {"id": discovery_id},
    )
    return [
        ResearchRecord(
            id=row.id,
            task_type=row.task_type,
            status=_STATUS.get(row.state, "failed"),
            result=row.result,
            created_at=row.created_at,
            finished_at=row.finished_at,
        )
        for row in rows
    ]


def exchanges_of(
    connection: Connection, *, discovery_id: UUID, before_run: UUID | None = None, limit: int = 200
) -> list[Exchange]:
    """The talk's latest messages with their answers, oldest first; with ``before_run`` those before that run's."""
    rows = connection.execute(
        text(
            """SELECT c.content AS message, r.result ->> 'text' AS reply, c.created_at
                 FROM conversation_turns c JOIN runs r ON r.id = c.run_id
                WHERE c.session_id = :id
                  AND c.number < coalesce((SELECT min(number) FROM conversation_turns
                                            WHERE session_id = :id AND run_id = :run), 2147483647)
                ORDER BY c.number DESC LIMIT :limit"""
        ),
        {"id": discovery_id, "run": before_run, "limit": limit},
    )
    return [Exchange(**row._mapping) for row in rows][::-1]


def record_of(row: Row[Any]) -> DiscoveryRecord:
    """A row of :data:`COLUMNS` as a record."""
    return DiscoveryRecord(**{**row._mapping, "findings": from_json(row.findings)})


_STATUS: Mapping[str | None, ResearchStatus] = {
    "queued": "pending",
    "running": "running",
    "waiting": "running",
    "completed": "completed",
}
