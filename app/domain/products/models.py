"""BuildSession and Project: what a ProductOS run creates besides events."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Integer, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.database import Model


class BuildSession(Model):
    """One pass through ideation. Made by the run that opens it."""

    __tablename__ = "build_sessions"
    __table_args__ = (Index("build_sessions_by_session", "session_id", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    run_id: Mapped[UUID] = mapped_column(comment="the run that made it")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class ProductProject(Model):
    """A product with a PRD: ProductOS's Project."""

    __tablename__ = "product_projects"
    __table_args__ = (
        CheckConstraint("name <> ''", name="product_projects_have_a_name"),
        CheckConstraint("opportunity_index >= 0", name="opportunities_count_from_zero"),
        Index("product_projects_by_session", "session_id", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    run_id: Mapped[UUID] = mapped_column(comment="the run that made it")
    name: Mapped[str] = mapped_column(Text)
    opportunity_index: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
