"""What agents keep of their work: given to their next run for the same project, and counted for clients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.storage.identifiers import new_id
from app.storage.json import dumps

MOST_RECALLED = 3
"""Pieces of work that an agent is reminded of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """A finished piece of work. ``piece`` names it within its run; ``messages`` went to and from the model."""

    run_id: UUID
    piece: str
    agent: str
    messages: int
    tokens: int
    digest: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryCount:
    """What one agent has done in one session."""

    session_id: UUID
    agent: str
    messages: int
    tokens: int
    last_activity: datetime


def remember(
    connection: Connection, *, tenant_id: UUID, project_id: UUID, session_id: UUID, memories: Sequence[Memory]
) -> None:
    """Keep them, in the transaction that commits the work. Of a project that is gone nothing is kept."""
    for memory in memories:
        connection.execute(
            text(
                """INSERT INTO agent_memories (id, tenant_id, project_id, session_id, run_id, piece, agent, messages,
                                               tokens, digest)
                   SELECT :id, p.tenant_id, p.id, :session, :run, :piece, :agent, :messages, :tokens,
                          CAST(:digest AS jsonb) FROM projects p WHERE p.id = :project AND p.tenant_id = :tenant"""
            ),
            {
                "id": new_id(),
                "tenant": tenant_id,
                "project": project_id,
                "session": session_id,
                "run": memory.run_id,
                "piece": memory.piece,
                "agent": memory.agent,
                "messages": memory.messages,
                "tokens": memory.tokens,
                "digest": dumps(dict(memory.digest)).decode(),
            },
        )


def recalled(
    connection: Connection, *, tenant_id: UUID, project_id: UUID, agents: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """What each of the agents kept of its last pieces of work for the project, the latest last; nothing of others."""
    rows = connection.execute(
        text(
            """SELECT agent, digest FROM (
                 SELECT agent, digest, id, row_number() OVER (PARTITION BY agent ORDER BY id DESC) AS place
                   FROM agent_memories
                  WHERE tenant_id = :tenant AND project_id = :project AND agent = ANY(:agents)) latest
                WHERE place <= :most ORDER BY agent, id"""
        ),
        {"tenant": tenant_id, "project": project_id, "agents": list(agents), "most": MOST_RECALLED},
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row.agent, []).append(row.digest)
    return found


def count_memories(
    connection: Connection,
    *,
    tenant_id: UUID,
    session_id: UUID | None = None,
    project_id: UUID | None = None,
    agent: str | None = None,
) -> list[MemoryCount]:
    """The tenant's memories by session and agent, the latest first; of one session, project or agent if given."""
    rows = connection.execute(
        text(
            """SELECT session_id, agent, sum(messages)::bigint AS messages, sum(tokens)::bigint AS tokens,
                      max(created_at) AS last_activity
                 FROM agent_memories
                WHERE tenant_id = :tenant
                  AND (CAST(:session AS uuid) IS NULL OR session_id = :session)
                  AND (CAST(:project AS uuid) IS NULL OR project_id = :project)
                  AND (CAST(:agent AS text) IS NULL OR agent = :agent)
                GROUP BY session_id, agent ORDER BY last_activity DESC, session_id DESC, agent"""
        ),
        {"tenant": tenant_id, "session": session_id, "project": project_id, "agent": agent},
    )
    return [MemoryCount(**row._mapping) for row in rows]
