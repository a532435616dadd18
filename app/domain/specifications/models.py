"""The tables of specifications and of the packs made of them. A specification is a session, its runs compile it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.database import Model

SESSION_KIND = "specification"
"""The kind of the sessions that specifications are."""

TABLES = ("specifications", "specification_packs")

_TIME = DateTime(timezone=True)


class Specification(Model):
    """What was asked for and, once its run has completed, what was compiled."""

    __tablename__ = "specifications"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "project_id"], ["projects.tenant_id", "projects.id"], ondelete="CASCADE"),
        UniqueConstraint("project_id", "number", name="specifications_are_numbered"),
        CheckConstraint("format IN ('v1', 'v2')", name="specification_formats"),
        CheckConstraint("number > 0", name="specifications_count_from_one"),
        CheckConstraint("(compiled_at IS NOT NULL) = (spec IS NOT NULL)", name="compiled_specifications_are_there"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    tenant_id: Mapped[UUID]
    project_id: Mapped[UUID]
    number: Mapped[int] = mapped_column(Integer, comment="from 1, in the order of the requests")
    format: Mapped[str] = mapped_column(Text)
    options: Mapped[dict[str, Any]] = mapped_column(JSON, server_default=text("'{}'"))
    spec: Mapped[dict[str, Any] | None] = mapped_column(JSON, comment="null until it is compiled")
    validation: Mapped[dict[str, Any] | None] = mapped_column(JSON, comment="{passed, warnings []}")
    documents: Mapped[dict[str, Any]] = mapped_column(JSON, server_default=text("'{}'"), comment="by name, if asked")
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.clock_timestamp())
    compiled_at: Mapped[datetime | None] = mapped_column(_TIME)


class SpecificationPack(Model):
    """A pack for download, in the database: whichever process is asked for it can answer."""

    __tablename__ = "specification_packs"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "project_id"], ["projects.tenant_id", "projects.id"], ondelete="CASCADE"),
        CheckConstraint("format IN ('json', 'markdown', 'mcp')", name="pack_formats"),
        Index("specification_packs_by_age", "tenant_id", "expires_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    project_id: Mapped[UUID]
    specification_id: Mapped[UUID]
    format: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    contents: Mapped[list[str]] = mapped_column(JSON, comment="the names of its files")
    data: Mapped[bytes] = mapped_column(LargeBinary, comment="a zip file")
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.clock_timestamp())
    expires_at: Mapped[datetime] = mapped_column(_TIME)
