"""OpenComputer sessions

Revision: 0010, after 0009
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.storage import tenancy

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLE = "computer_sessions"


def upgrade() -> None:
    op.create_table(
        TABLE,
        _key("id", "sessions.id", primary_key=True),
        _key("tenant_id", "tenants.id"),
        sa.Column("user_id", sa.Text(), nullable=False, comment="as the client names its user"),
        sa.Column("user_email", sa.Text()),
        sa.Column("user_name", sa.Text()),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("framework", sa.Text(), comment="as asked for; what was built stands in the session's state"),
        sa.Column(
            "config",
            postgresql.JSONB(),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="systemPrompt, skills, allowedTools, cwd",
        ),
        _time("created_at"),
        _time("updated_at"),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("user_id <> '' AND title <> ''", name="computer_sessions_have_a_user_and_a_title"),
        sa.CheckConstraint("jsonb_typeof(config) = 'object'", name="computer_session_configs"),
    )
    op.create_index("computer_sessions_by_user", TABLE, ["tenant_id", "user_id", "created_at"])
    for statement in tenancy.policy_statements(TABLE):
        op.execute(statement)


def _key(name: str, target: str, *, primary_key: bool = False) -> sa.Column[Any]:
    return sa.Column(
        name, sa.Uuid(), sa.ForeignKey(target, ondelete="CASCADE"), primary_key=primary_key, nullable=False
    )


def _time(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)


def downgrade() -> None:
    op.drop_table(TABLE)
