"""Reads of specifications."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.errors import NotFound

COMPILING = "compiling"
COMPLETED = "completed"
FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecificationRecord:
    """A specification as it stands; ``step`` of ``total_steps`` steps of its run are done."""

    id: UUID
    tenant_id: UUID
    project_id: UUID
    number: int
    format: str
    options: Mapping[str, bool]
    spec: Mapping[str, Any] | None
    validation: Mapping[str, Any] | None
    documents: Mapping[str, Any]
    created_at: datetime
    compiled_at: datetime | None
    run_state: str
    step: int
    total_steps: int | None
    current_step: str | None
    error: Mapping[str, Any] | None

    @property
    def version(self) -> str:
        """1.0.0, 1.1.0, …"""
        return f"1.{self.number - 1}.0"

    @property
    def status(self) -> str:
        if self.compiled_at is not None:
            return COMPLETED
        return FAILED if self.run_state in ("failed", "cancelled") else COMPILING


_COLUMNS = """s.id, s.tenant_id, s.project_id, s.number, s.format, s.options, s.spec, s.validation, s.documents,
              s.created_at, s.compiled_at, r.state AS run_state, r.step, r.total_steps, r.current_step, r.error"""
_RUN = """JOIN LATERAL (SELECT * FROM runs WHERE session_id = s.id AND parent_run_id IS NULL
                         ORDER BY created_at DESC, id DESC LIMIT 1) r ON true"""
_WITHOUT_TEXT = _COLUMNS.replace("s.spec,", "NULL AS spec,").replace("s.documents", "'{}'::json AS documents")


def get_specification(connection: Connection, *, tenant_id: UUID, specification_id: UUID | None) -> SpecificationRecord:
    """The tenant's specification.

    Raises:
        NotFound: the tenant has no such specification.
    """
    row = connection.execute(
        text(f"SELECT {_COLUMNS} FROM specifications s {_RUN} WHERE s.tenant_id = :tenant AND s.id = :id"),
        {"tenant": tenant_id, "id": specification_id},
    ).first()
    if row is None:
        raise NotFound("Specification not found")
    return SpecificationRecord(**row._mapping)


def latest_compiled(connection: Connection, *, tenant_id: UUID, project_id: UUID) -> SpecificationRecord | None:
    """The project's compiled specification with the highest version."""
    row = connection.execute(
        text(
            f"""SELECT {_COLUMNS} FROM specifications s {_RUN}
                 WHERE s.tenant_id = :tenant AND s.project_id = :project AND s.compiled_at IS NOT NULL
                 ORDER BY s.number DESC LIMIT 1"""
        ),
        {"tenant": tenant_id, "project": project_id},
    ).first()
    return None if row is None else SpecificationRecord(**row._mapping)


def list_specifications(
    connection: Connection, *, tenant_id: UUID, project_id: UUID, limit: int, offset: int
) -> tuple[list[SpecificationRecord], int]:
    """A page of the project's specifications without their text, the newest first, and how many there are."""
    whose = {"tenant": tenant_id, "project": project_id}
    rows = connection.execute(
        text(
            f"""SELECT {_WITHOUT_TEXT} FROM specifications s {_RUN}
                 WHERE s.tenant_id = :tenant AND s.project_id = :project
                 ORDER BY s.number DESC LIMIT :limit OFFSET :offset"""
        ),
        {**whose, "limit": limit, "offset": offset},
    )
    found = [SpecificationRecord(**row._mapping) for row in rows]
    total: int = connection.execute(
        text("SELECT count(*) FROM specifications WHERE tenant_id = :tenant AND project_id = :project"), whose
    ).scalar_one()
    return found, total


def agents_specification(connection: Connection, *, tenant_id: UUID, project_id: UUID) -> Mapping[str, Any] | None:
    """The SpecV1 of the project's latest completed execution; None if none has completed with one."""
    row = connection.execute(
        text(
            """SELECT r.result -> 'spec' AS spec FROM executions e
                 JOIN runs r ON r.session_id = e.id AND r.parent_run_id IS NULL
                WHERE e.tenant_id = :tenant AND e.project_id = :project AND r.state = 'completed'
                  AND jsonb_typeof(r.result -> 'spec') = 'object'
                ORDER BY r.finished_at DESC LIMIT 1"""
        ),
        {"tenant": tenant_id, "project": project_id},
    ).first()
    return None if row is None else row.spec
