"""Tasks of projects, what they wait for, and what was submitted

Revision: 0016, after 0015
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.storage import tenancy

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLES = ("task_submissions", "task_dependencies", "tasks")


def upgrade() -> None:
    _make_tasks()
    _make_dependencies()
    _make_submissions()
    for table in TABLES:
        for statement in tenancy.policy_statements(table):
            op.execute(statement)


def _make_tasks() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("priority", sa.Text(), server_default=sa.text("'medium'"), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'pending'"), nullable=False),
        sa.Column("assignee_type", sa.Text(), server_default=sa.text("'user'"), nullable=False),
        _reference("assignee_user_id", "users"),
        sa.Column("assignee_agent", sa.Text(), comment="which agent; any if none is named"),
        sa.Column("actions", sa.JSON(), nullable=False, comment="each {id, type, label, config}"),
        sa.Column("targets", sa.JSON(), server_default=sa.text("'[]'"), nullable=False, comment="each {type, id}"),
        sa.Column(
            "source", sa.Text(), server_default=sa.text("'client'"), nullable=False, comment="client, flow or run"
        ),
        _reference("run_id", "runs", comment="the run that waits for what is submitted"),
        _reference("session_id", "sessions", comment="where an agent does it"),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        _reference("created_by", "users"),
        _time("created_at"),
        _time("updated_at"),
        sa.Column("completed_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["tenant_id", "project_id"], ["projects.tenant_id", "projects.id"], ondelete="CASCADE"),
        sa.UniqueConstraint("project_id", "id", name="tasks_are_a_projects"),
        sa.CheckConstraint("type IN ('PROVIDE', 'DECIDE', 'REVIEW', 'CONNECT')", name="kinds_of_task"),
        sa.CheckConstraint("title <> ''", name="tasks_have_a_title"),
        sa.CheckConstraint("priority IN ('low', 'medium', 'high', 'urgent')", name="task_priorities"),
        sa.CheckConstraint("status IN ('pending', 'in_progress', 'completed', 'cancelled')", name="task_states"),
        sa.CheckConstraint("assignee_type IN ('user', 'agent')", name="task_assignees"),
        sa.CheckConstraint(
            "assignee_agent IS NULL OR assignee_type = 'agent'", name="agents_are_named_for_agents_tasks"
        ),
        sa.CheckConstraint("(completed_at IS NOT NULL) = (status = 'completed')", name="completed_tasks_say_when"),
    )
    op.create_index("tasks_by_project", "tasks", ["tenant_id", "project_id", "created_at"])
    op.create_index(
        "tasks_by_assignee",
        "tasks",
        ["tenant_id", "assignee_user_id"],
        postgresql_where=sa.text("assignee_type = 'user'"),
    )


def _make_dependencies() -> None:
    op.create_table(
        "task_dependencies",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("depends_on_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        _tenant(),
        sa.PrimaryKeyConstraint("task_id", "depends_on_id"),
        _task("task_id"),
        _task("depends_on_id"),
        sa.CheckConstraint("task_id <> depends_on_id", name="no_task_waits_for_itself"),
    )
    op.create_index("task_dependencies_by_what_they_wait_for", "task_dependencies", ["depends_on_id"])


def _make_submissions() -> None:
    op.create_table(
        "task_submissions",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _tenant(),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False, comment="sha256 of the request"),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("effects", sa.JSON(), nullable=False),
        _reference("submitted_by", "users"),
        sa.Column("run_id", sa.Uuid(), comment="the run that submitted it, for an agent's own"),
        _time("created_at"),
        _task("task_id"),
        sa.UniqueConstraint("task_id", "idempotency_key", name="one_submission_per_key"),
    )


def _tenant() -> sa.Column[Any]:
    return sa.Column("tenant_id", sa.Uuid(), sa.ForeignKey("tenants.id", ondelete="CASCADE"), nullable=False)


def _task(column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["project_id", column], ["tasks.project_id", "tasks.id"], ondelete="CASCADE")


def _reference(name: str, table: str, *, comment: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{table}.id", ondelete="SET NULL"), comment=comment)


def _time(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
