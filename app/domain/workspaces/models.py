"""The table of workspaces. A workspace is a session of its own, because sessions are what owns a sandbox."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.database import Model

SESSION_KIND = "workspace"
"""The kind of the sessions that workspaces are."""

_TIME = DateTime(timezone=True)


class Workspace(Model):
    """One workspace. A deleted one keeps its row, so that its conversations can still be told apart.

    ``flash`` is the status of the place that a conversation without a sandbox belongs to.
    """

    __tablename__ = "workspaces"
    __table_args__ = (
        CheckConstraint("name <> '' AND user_id <> ''", name="workspaces_have_a_name_and_a_user"),
        CheckConstraint(
            "status IN ('creating', 'running', 'stopping', 'stopped', 'error', 'deleted', 'flash')",
            name="workspace_states",
        ),
        CheckConstraint("(status = 'deleted') = (deleted_at IS NOT NULL)", name="deleted_workspaces_say_when"),
        CheckConstraint("jsonb_typeof(config) = 'object'", name="workspace_configs"),
        Index("workspaces_by_user", "tenant_id", "user_id", "created_at"),
        Index("workspaces_by_activity", "last_activity_at", postgresql_where=text("status = 'running'")),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    user_id: Mapped[str] = mapped_column(Text, comment="as the client names its user")
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    config: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    status: Mapped[str] = mapped_column(Text, server_default=text("'creating'"))
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())
    last_activity_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())
    stopped_at: Mapped[datetime | None] = mapped_column(_TIME)
    deleted_at: Mapped[datetime | None] = mapped_column(_TIME)
