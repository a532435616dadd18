"""The tables of discovery chat. A talk is a session: its turns are the runs in it, its events have its cursors.

Findings stand in the talk's own row, since they are read and written as a whole: by one run at a time, with its
last step. A research task is a session as well, with a run of its own that nobody in the talk waits for.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.database import Model

SESSION_KIND = "discovery"
"""The kind of the sessions that talks are."""
RESEARCH_KIND = "discovery-research"
"""The kind of the sessions that research tasks are."""

TABLES = ("discovery_sessions", "discovery_research")

_TIME = DateTime(timezone=True)


class DiscoverySession(Model):
    """A talk. ``phase`` and ``completeness`` follow from the findings."""

    __tablename__ = "discovery_sessions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "project_id"], ["projects.tenant_id", "projects.id"], ondelete="CASCADE"),
        CheckConstraint(
            "context_type IN ('business_profile', 'idea_discovery', 'project_discovery')", name="kinds_of_discovery"
        ),
        CheckConstraint("phase IN ('opening', 'exploration', 'validation', 'closing')", name="discovery_phases"),
        CheckConstraint("completeness BETWEEN 0 AND 1", name="discovery_completeness"),
        CheckConstraint("completed_at IS NULL OR phase = 'closing'", name="discovery_ends_in_closing"),
        UniqueConstraint("tenant_id", "client_id", name="clients_name_their_talks"),
        Index("discovery_sessions_by_project", "tenant_id", "project_id"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    client_id: Mapped[UUID] = mapped_column(comment="what the tenant's clients know it by; the id follows from it")
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    project_id: Mapped[UUID | None]
    context_type: Mapped[str] = mapped_column(Text)
    phase: Mapped[str] = mapped_column(Text, server_default=text("'opening'"))
    completeness: Mapped[float] = mapped_column(Float, server_default=text("0"))
    findings: Mapped[list[dict[str, Any]]] = mapped_column(
        JSONB, server_default=text("'[]'"), comment="each {obligation, kind, statement, confidence, state}"
    )
    asked: Mapped[list[str]] = mapped_column(
        JSONB, server_default=text("'[]'"), comment="the obligations that were asked about, in that order"
    )
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())
    completed_at: Mapped[datetime | None] = mapped_column(_TIME)


class DiscoveryResearch(Model):
    """A research task of a talk; its state and result are those of the run in its session."""

    __tablename__ = "discovery_research"
    __table_args__ = (
        CheckConstraint("task_type IN ('market_research', 'competitor_analysis')", name="kinds_of_research"),
        UniqueConstraint("discovery_id", "task_type", name="research_is_done_once"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    discovery_id: Mapped[UUID] = mapped_column(ForeignKey("discovery_sessions.id", ondelete="CASCADE"))
    task_type: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())
