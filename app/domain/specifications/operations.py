"""Compiling specifications: accepted as runs, numbered within their project, kept when they are done."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.flow.transitions import complete
from app.domain.projects.caps import cap_of_project
from app.domain.projects.phases import SPECIFICATION as LAST_PHASE
from app.domain.projects.queries import ProjectRecord, get_project
from app.domain.specifications.models import SESSION_KIND
from app.domain.specifications.queries import SpecificationRecord, get_specification
from app.engine.agent_names import SPECIFICATION
from app.engine.budgets import Limits
from app.engine.queue import RunQueue
from app.engine.run_acceptance import RunRequest, accept_run
from app.engine.sessions import create_session
from app.storage.json import dumps


def start_compilation(
    connection: Connection,
    *,
    queue: RunQueue,
    project: ProjectRecord,
    format: str,
    options: Mapping[str, bool],
    limits: Limits,
    by: UUID | None,
) -> SpecificationRecord:
    """Store the specification with the run that compiles it, under the project's next number.

    A compilation that fails keeps its number. ``options`` {testPlan, taskGraph, runbook} say what is wanted besides.
    """
    cap_id = cap_of_project(connection, project=project)
    _take_turn(connection, project.id)
    session = create_session(
        connection, tenant_id=project.tenant_id, kind=SESSION_KIND, state={"projectId": str(project.id)}
    )
    connection.execute(
        text(
            """INSERT INTO specifications (id, tenant_id, project_id, number, format, options, created_by)
               SELECT :id, :tenant, :project, coalesce(max(number), 0) + 1, :format, CAST(:options AS json), :by
                 FROM specifications WHERE project_id = :project"""
        ),
        {
            "id": session.id,
            "tenant": project.tenant_id,
            "project": project.id,
            "format": format,
            "options": dumps(dict(options)).decode(),
            "by": by,
        },
    )
    accept_run(
        connection,
        queue=queue,
        request=RunRequest(
            tenant_id=project.tenant_id,
            session_id=session.id,
            agent=SPECIFICATION,
            input={"projectId": str(project.id), "specificationId": str(session.id)},
            limits=limits,
            cap_id=cap_id,
        ),
    )
    return get_specification(connection, tenant_id=project.tenant_id, specification_id=session.id)


def keeping(
    *,
    tenant_id: UUID,
    specification_id: UUID,
    spec: Mapping[str, Any],
    validation: Mapping[str, Any],
    documents: Mapping[str, Any],
) -> Callable[[Connection], None]:
    """The write that keeps what was compiled. A valid specification ends the project's last phase."""

    def write(connection: Connection) -> None:
        project_id = connection.execute(
            text(
                """UPDATE specifications SET spec = CAST(:spec AS json), validation = CAST(:validation AS json),
                          documents = CAST(:documents AS json), compiled_at = clock_timestamp()
                    WHERE id = :id AND tenant_id = :tenant RETURNING project_id"""
            ),
            {
                "id": specification_id,
                "tenant": tenant_id,
                "spec": dumps(dict(spec)).decode(),
                "validation": dumps(dict(validation)).decode(),
                "documents": dumps(dict(documents)).decode(),
            },
        ).scalar()
        if project_id is not None and validation["passed"]:
            project = get_project(connection, tenant_id=tenant_id, project_id=project_id)
            if project.phase == LAST_PHASE:
                complete(connection, project=project)

    return write


def _take_turn(connection: Connection, project_id: UUID) -> None:
    """One number at a time, to the end of the transaction.

    The project's row is not locked for it: whoever asks for a budget may hold no more of it (``projects.caps``).
    """
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:project, 4))"), {"project": f"specifications:{project_id}"}
    )
