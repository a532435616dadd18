"""Workspaces, threads and turns; keys of the APIs that chat

Revision: 0007, after 0006
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.storage import tenancy

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("conversation_turns", "threads", "workspaces")


def upgrade() -> None:
    op.drop_constraint("key_families", "api_keys")
    op.create_check_constraint(
        "key_families", "api_keys", "family IN ('productos', 'prompt_registry', 'ptc', 'opencomputer')"
    )
    _make_workspaces()
    _make_threads()
    _make_turns()
    for table in TABLES:
        for statement in tenancy.policy_statements(table):
            op.execute(statement)


def _make_workspaces() -> None:
    op.create_table(
        "workspaces",
        _session("id", primary_key=True),
        _tenant(),
        sa.Column("user_id", sa.Text(), nullable=False, comment="as the client names its user"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text()),
        sa.Column("config", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'creating'"), nullable=False),
        _time("created_at"),
        _time("updated_at"),
        _time("last_activity_at"),
        sa.Column("stopped_at", sa.DateTime(timezone=True)),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("name <> '' AND user_id <> ''", name="workspaces_have_a_name_and_a_user"),
        sa.CheckConstraint(
            "status IN ('creating', 'running', 'stopping', 'stopped', 'error', 'deleted', 'flash')",
            name="workspace_states",
        ),
        sa.CheckConstraint("(status = 'deleted') = (deleted_at IS NOT NULL)", name="deleted_workspaces_say_when"),
        sa.CheckConstraint("jsonb_typeof(config) = 'object'", name="workspace_configs"),
    )
    op.create_index("workspaces_by_user", "workspaces", ["tenant_id", "user_id", "created_at"])
    op.create_index(
        "workspaces_by_activity", "workspaces", ["last_activity_at"], postgresql_where=sa.text("status = 'running'")
    )


def _make_threads() -> None:
    op.create_table(
        "threads",
        _session("id", primary_key=True),
        _tenant(),
        sa.Column("workspace_id", sa.Uuid(), sa.ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="0 for the workspace's first"),
        sa.Column("title", sa.Text()),
        _time("created_at"),
        _time("updated_at"),
        sa.CheckConstraint("number >= 0", name="threads_count_from_zero"),
        sa.UniqueConstraint("workspace_id", "number", name="threads_are_numbered_by_workspace"),
    )
    op.create_index("threads_by_user", "threads", ["tenant_id", "user_id", "updated_at"])


def _make_turns() -> None:
    op.create_table(
        "conversation_turns",
        _session("session_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False, comment="of the request; the answer's is derived from it"),
        _tenant(),
        sa.Column("run_id", sa.Uuid(), sa.ForeignKey("runs.id", ondelete="CASCADE"), nullable=False),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), server_default=sa.text("'initial'"), nullable=False),
        sa.Column("content", sa.Text(), nullable=False, comment="what the user wrote"),
        sa.Column("feedback", sa.Text()),
        sa.Column("details", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("messages", sa.JSON(), comment="the language model's messages of this turn, for the turns after it"),
        _time("created_at"),
        sa.PrimaryKeyConstraint("session_id", "number"),
        sa.CheckConstraint("number >= 0 AND cursor >= 0", name="turns_count_from_zero"),
        sa.CheckConstraint("kind IN ('initial', 'resume_feedback', 'retry')", name="kinds_of_turn"),
        sa.CheckConstraint(
            "(kind = 'resume_feedback') = (feedback IS NOT NULL) AND feedback IN ('APPROVED', 'DECLINED')",
            name="feedback_is_an_answer",
        ),
        sa.UniqueConstraint("id", name="turns_have_ids"),
    )
    op.create_index("conversation_turns_by_run", "conversation_turns", ["run_id"])


def _session(name: str, *, primary_key: bool = False) -> sa.Column[Any]:
    return sa.Column(
        name, sa.Uuid(), sa.ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=primary_key, nullable=False
    )


def _tenant() -> sa.Column[Any]:
    return sa.Column("tenant_id", sa.Uuid(), sa.ForeignKey("tenants.id", ondelete="CASCADE"), nullable=False)


def _time(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    op.drop_constraint("key_families", "api_keys")
    op.create_check_constraint("key_families", "api_keys", "family IN ('productos', 'prompt_registry')")
