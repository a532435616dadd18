"""The table of executions. An execution is a session: its starts and resumptions are the root runs in it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, ForeignKeyConstraint, Index, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.database import Model

SESSION_KIND = "execution"
"""The kind of the sessions that executions are."""

TABLES = ("executions",)


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
