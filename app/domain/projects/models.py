"""The tables of projects: phases with their times, the ontology, and the features.

Other nouns (answers, tasks, specifications, …) refer to ``projects`` and go with it; what a project holds in
all is told by :mod:`app.domain.projects.deletion`.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.projects.phases import PHASES, WORKED_IN
from app.storage.database import Model

TABLES = ("projects", "project_phases", "ontology_entries", "project_features")

_TIME = DateTime(timezone=True)


def one_of(column: str, names: tuple[str, ...]) -> str:
    """A CHECK that ``column`` holds one of ``names``."""
    return f"{column} IN ({', '.join(repr(name) for name in names)})"


class Project(Model):
    """One project of a tenant."""

    __tablename__ = "projects"
    __table_args__ = (
        CheckConstraint("name <> ''", name="projects_have_a_name"),
        CheckConstraint("status IN ('active', 'completed', 'archived')", name="project_states"),
        CheckConstraint(one_of("phase", tuple(PHASES)), name="project_phases"),
        CheckConstraint("jsonb_typeof(details) = 'object'", name="project_details"),
        UniqueConstraint("tenant_id", "id", name="projects_are_a_tenants"),
        ForeignKeyConstraint(
            ["tenant_id", "organization_id"],
            ["organizations.tenant_id", "organizations.id"],
            ondelete="SET NULL (organization_id)",
            name="projects_of_organizations",
        ),
        Index("projects_by_tenant", "tenant_id", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, server_default="")
    template: Mapped[str | None] = mapped_column(Text, comment="as the client named it")
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"), comment="its metadata")
    status: Mapped[str] = mapped_column(Text, server_default=text("'active'"))
    phase: Mapped[str] = mapped_column(Text, server_default=text("'CREATED'"))
    organization_id: Mapped[UUID | None] = mapped_column(comment="whose project it is; for good")
    cap_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("budgets.id", ondelete="SET NULL"), comment="what all runs for it may use together"
    )
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())


class ProjectPhase(Model):
    """When a project began and ended a phase, and what entering it brought about."""

    __tablename__ = "project_phases"
    __table_args__ = (
        PrimaryKeyConstraint("project_id", "phase"),
        ForeignKeyConstraint(["tenant_id", "project_id"], ["projects.tenant_id", "projects.id"], ondelete="CASCADE"),
        CheckConstraint(one_of("phase", tuple(WORKED_IN)), name="phases_worked_in"),
        CheckConstraint("completed_at >= started_at", name="phases_end_after_they_begin"),
    )

    project_id: Mapped[UUID]
    tenant_id: Mapped[UUID]
    phase: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.clock_timestamp())
    completed_at: Mapped[datetime | None] = mapped_column(_TIME)
    entry_actions: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))


class OntologyEntry(Model):
    """One thing that is known about what the project is to be: a user, an entity, a constraint, …"""

    __tablename__ = "ontology_entries"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "project_id"], ["projects.tenant_id", "projects.id"], ondelete="CASCADE"),
        CheckConstraint("type <> '' AND name <> ''", name="ontology_entries_have_type_and_name"),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="ontology_confidence"),
        Index("ontology_entries_are_unique", "project_id", "type", func.lower(text("name")), "source", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID]
    tenant_id: Mapped[UUID]
    type: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float] = mapped_column(Float)
    source: Mapped[str] = mapped_column(Text, comment="what said so: a question's key, conversation, task:ID, …")
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())


class ProjectFeature(Model):
    """A feature that the project could have; a selected one is specified."""

    __tablename__ = "project_features"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "project_id"], ["projects.tenant_id", "projects.id"], ondelete="CASCADE"),
        CheckConstraint("name <> ''", name="features_have_a_name"),
        CheckConstraint("priority IN ('must', 'should', 'could')", name="feature_priorities"),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="feature_confidence"),
        Index("project_features_are_unique", "project_id", func.lower(text("name")), unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    project_id: Mapped[UUID]
    tenant_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, server_default="")
    priority: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float] = mapped_column(Float)
    source: Mapped[str] = mapped_column(Text, comment="what it follows from")
    selected: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())
