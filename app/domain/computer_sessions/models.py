"""The table of OpenComputer sessions: what the engine's session does not know about them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.database import Model

SESSION_KIND = "opencomputer"
"""The kind of these sessions; each owns its sandbox itself."""

_TIME = DateTime(timezone=True)


class ComputerSession(Model):
    """One session. An ended one keeps its row and its events; its sandbox is gone."""

    __tablename__ = "computer_sessions"
    __table_args__ = (
        CheckConstraint("user_id <> '' AND title <> ''", name="computer_sessions_have_a_user_and_a_title"),
        CheckConstraint("jsonb_typeof(config) = 'object'", name="computer_session_configs"),
        Index("computer_sessions_by_user", "tenant_id", "user_id", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    user_id: Mapped[str] = mapped_column(Text, comment="as the client names its user")
    user_email: Mapped[str | None] = mapped_column(Text)
    user_name: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    framework: Mapped[str | None] = mapped_column(
        Text, comment="as asked for; what was built stands in the session's state"
    )
    config: Mapped[dict[str, Any]] = mapped_column(
        JSONB, server_default=text("'{}'"), comment="systemPrompt, skills, allowedTools, cwd"
    )
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())
    ended_at: Mapped[datetime | None] = mapped_column(_TIME)
