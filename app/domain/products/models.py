"""What ProductOS's runs create besides events: build sessions, projects, design systems, designs and apps."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Integer, Text, func
from sqlalchemy.dialects.postgresql import JSONB
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


class DesignSystem(Model):
    """A design system: the document that people read and the tokens that other agents work from."""

    __tablename__ = "design_systems"
    __table_args__ = (
        CheckConstraint("name <> ''", name="design_systems_have_a_name"),
        Index("design_systems_by_session", "session_id", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    run_id: Mapped[UUID] = mapped_column(comment="the run that made it")
    name: Mapped[str] = mapped_column(Text)
    design_md: Mapped[str] = mapped_column(Text, comment="the whole DESIGN.md")
    tokens: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class DesignProject(Model):
    """The screens of a session: one per session, renewed by each run of the design agent."""

    __tablename__ = "design_projects"
    __table_args__ = (Index("design_projects_by_session", "session_id", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    run_id: Mapped[UUID] = mapped_column(comment="the run that wrote it last")
    screens: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, comment="each {id, name, type, path}")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class CodeProject(Model):
    """The app of a session: one per session, extended by each run of the code agent."""

    __tablename__ = "code_projects"
    __table_args__ = (Index("code_projects_by_session", "session_id", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    run_id: Mapped[UUID] = mapped_column(comment="the run that wrote it last")
    framework: Mapped[str] = mapped_column(Text)
    folder: Mapped[str] = mapped_column(Text, comment="in the session's sandbox")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
