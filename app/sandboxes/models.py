"""The table of sandboxes: which tenant and session owns one, and what its preview serves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.database import Model


class SandboxRow(Model):
    """A sandbox. One whose session is gone has no owner, and the housekeeper destroys it."""

    __tablename__ = "sandboxes"
    __table_args__ = (
        CheckConstraint("name ~ '^[a-z][a-z0-9-]{15,48}[a-z0-9]$'", name="sandbox_names_are_host_labels"),
        Index("sandboxes_by_name", "name", unique=True),
        Index("sandboxes_one_per_session", "session_id", unique=True),
        Index("sandboxes_by_tenant", "tenant_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    session_id: Mapped[UUID | None] = mapped_column(ForeignKey("sessions.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(Text, comment="unguessable; the first label of its previews' host names")
    provider: Mapped[str] = mapped_column(Text)
    sites: Mapped[dict[str, Any]] = mapped_column(
        JSONB,
        server_default=text("'{}'"),
        comment="by port: {folder} or {command, folder}, with an optional label",
    )
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    used_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
