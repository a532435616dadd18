"""What talks have found out about a project, told to its ontology, from where the flow takes its guesses.

All talks of the project speak under one source, so that each turn of any of them replaces what the others and
it said before by what they say now.
"""

from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.discovery_chat.queries import COLUMNS, DiscoveryRecord, record_of
from app.domain.flow.ontology import LONGEST_NAME, Finding, replace_entries

SOURCE = "conversation"
LEAST_CONFIDENCE = 0.5
"""What is less sure is not passed on."""


def feed_project(connection: Connection, *, tenant_id: UUID, project_id: UUID) -> None:
    """Have the project's ontology say what its talks hold now."""
    rows = connection.execute(
        text(
            f"""SELECT {COLUMNS} FROM discovery_sessions WHERE tenant_id = :tenant AND project_id = :project
                 ORDER BY created_at, id"""
        ),
        {"tenant": tenant_id, "project": project_id},
    )
    entries = {(entry.type, entry.name.casefold()): entry for row in rows for entry in entries_of(record_of(row))}
    replace_entries(
        connection, tenant_id=tenant_id, project_id=project_id, source=SOURCE, entries=list(entries.values())
    )


def entries_of(discovery: DiscoveryRecord) -> list[Finding]:
    """What one talk says about its project: every statement that holds and is sure enough."""
    types = {each.key: each.ontology for each in discovery.objective.obligations}
    return [
        Finding(type=types[each.obligation], name=each.statement[:LONGEST_NAME], confidence=each.confidence)
        for each in discovery.findings
        if each.state == "held" and each.confidence >= LEAST_CONFIDENCE and types.get(each.obligation)
    ]
