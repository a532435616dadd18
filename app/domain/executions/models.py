"""The tables of executions. An execution is a session: its starts and resumptions are the root runs in it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.database import Model

SESSION_KIND = "execution"
"""The kind of the sessions that executions are."""

TABLES = ("executions", "agent_memories")


class Execution(Model):
    """What was asked for; how it stands is told by its last run."""

    __tablename__ = "executions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "project_id"], ["projects.tenant_id", "projects.id"], ondelete="CASCADE"),
        CheckConstraint("kind IN ('generate-spec', 'coordinate')", name="kinds_of_execution"),
        CheckConstraint(
            "strategy IN ('sequential', 'parallel', 'hierarchical', 'debate')", name="execution_strategies"
        ),
        CheckConstraint("jsonb_array_length(agents) > 0", name="executions_have_agents"),
        Index("executions_by_project", "tenant_id", "project_id", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    tenant_id: Mapped[UUID]
    project_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(Text)
    strategy: Mapped[str] = mapped_column(Text)
    agents: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, comment="each {name, role}")
    options: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class AgentMemory(Model):
    """One piece of work that an agent has finished, and what it keeps of it. Written with the work itself."""

    __tablename__ = "agent_memories"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "project_id"], ["projects.tenant_id", "projects.id"], ondelete="CASCADE"),
        UniqueConstraint("run_id", "piece", name="one_memory_per_piece_of_work"),
        CheckConstraint("messages >= 0 AND tokens >= 0", name="memories_count_from_zero"),
        Index("agent_memories_by_project", "project_id", "agent", "id"),
        Index("agent_memories_by_session", "tenant_id", "session_id", "agent"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    project_id: Mapped[UUID]
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    run_id: Mapped[UUID] = mapped_column(comment="of the session; it goes with it")
    piece: Mapped[str] = mapped_column(Text, comment="names the work within its run")
    agent: Mapped[str] = mapped_column(Text)
    messages: Mapped[int] = mapped_column(Integer, comment="to and from the model")
    tokens: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[dict[str, Any]] = mapped_column(JSONB, comment="what the agent's next run is given of it")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
