"""The tables of tasks: tasks with their actions, what each waits for, and what was submitted."""

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
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.database import Model

TABLES = ("tasks", "task_dependencies", "task_submissions")

_TIME = DateTime(timezone=True)


class Task(Model):
    """One task: pending -> in_progress -> completed, or cancelled from either."""

    __tablename__ = "tasks"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "project_id"], ["projects.tenant_id", "projects.id"], ondelete="CASCADE"),
        UniqueConstraint("project_id", "id", name="tasks_are_a_projects"),
        CheckConstraint("type IN ('PROVIDE', 'DECIDE', 'REVIEW', 'CONNECT')", name="kinds_of_task"),
        CheckConstraint("title <> ''", name="tasks_have_a_title"),
        CheckConstraint("priority IN ('low', 'medium', 'high', 'urgent')", name="task_priorities"),
        CheckConstraint("status IN ('pending', 'in_progress', 'completed', 'cancelled')", name="task_states"),
        CheckConstraint("assignee_type IN ('user', 'agent')", name="task_assignees"),
        CheckConstraint("assignee_agent IS NULL OR assignee_type = 'agent'", name="agents_are_named_for_agents_tasks"),
        CheckConstraint("(completed_at IS NOT NULL) = (status = 'completed')", name="completed_tasks_say_when"),
        Index("tasks_by_project", "tenant_id", "project_id", "created_at"),
        Index("tasks_by_assignee", "tenant_id", "assignee_user_id", postgresql_where=text("assignee_type = 'user'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID]
    project_id: Mapped[UUID]
    type: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, server_default="")
    priority: Mapped[str] = mapped_column(Text, server_default=text("'medium'"))
    status: Mapped[str] = mapped_column(Text, server_default=text("'pending'"))
    assignee_type: Mapped[str] = mapped_column(Text, server_default=text("'user'"))
    assignee_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    assignee_agent: Mapped[str | None] = mapped_column(Text, comment="which agent; any if none is named")
    actions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, comment="each {id, type, label, config}")
    targets: Mapped[list[dict[str, Any]]] = mapped_column(JSON, server_default=text("'[]'"), comment="each {type, id}")
    source: Mapped[str] = mapped_column(Text, server_default=text("'client'"), comment="client, flow or run")
    run_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("runs.id", ondelete="SET NULL"), comment="the run that waits for what is submitted"
    )
    session_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("sessions.id", ondelete="SET NULL"), comment="where an agent does it"
    )
    due_at: Mapped[datetime | None] = mapped_column(_TIME)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.clock_timestamp())
    updated_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.clock_timestamp())
    completed_at: Mapped[datetime | None] = mapped_column(_TIME)


class TaskDependency(Model):
    """A task that has to be completed before another one can be done. Both are of one project."""

    __tablename__ = "task_dependencies"
    __table_args__ = (
        PrimaryKeyConstraint("task_id", "depends_on_id"),
        ForeignKeyConstraint(["project_id", "task_id"], ["tasks.project_id", "tasks.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["project_id", "depends_on_id"], ["tasks.project_id", "tasks.id"], ondelete="CASCADE"),
        CheckConstraint("task_id <> depends_on_id", name="no_task_waits_for_itself"),
        Index("task_dependencies_by_what_they_wait_for", "depends_on_id"),
    )

    task_id: Mapped[UUID]
    depends_on_id: Mapped[UUID]
    project_id: Mapped[UUID]
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))


class TaskSubmission(Model):
    """What somebody submitted, what it came to, and what followed from it. One for each key of a task."""

    __tablename__ = "task_submissions"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "task_id"], ["tasks.project_id", "tasks.id"], ondelete="CASCADE"),
        UniqueConstraint("task_id", "idempotency_key", name="one_submission_per_key"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    project_id: Mapped[UUID]
    task_id: Mapped[UUID]
    action_id: Mapped[UUID]
    idempotency_key: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(Text, comment="sha256 of the request")
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    effects: Mapped[dict[str, Any]] = mapped_column(JSON)
    submitted_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    run_id: Mapped[UUID | None] = mapped_column(comment="the run that submitted it, for an agent's own")
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.clock_timestamp())
