"""Agents take their prompts from the registry: links of tenants, uses of versions, choices of runs

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.storage.tenancy import policy_statements

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = ("prompt_uses", "prompt_project_links")


def upgrade() -> None:
    op.add_column(
        "runs",
        sa.Column(
            "choices",
            postgresql.JSONB(),
            nullable=True,
            comment="what was looked up once, and every attempt has to go by",
        ),
    )
    _make_uses()
    _make_links()
    for table in TABLES:
        for statement in policy_statements(table):
            op.execute(statement)


def _make_uses() -> None:
    op.create_table(
        "prompt_uses",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=False, comment="the project's"),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("tokens_in", sa.BigInteger(), nullable=False),
        sa.Column("tokens_out", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.Numeric(18, 9), nullable=False, comment="US dollars"),
        sa.CheckConstraint(
            "calls >= 0 AND tokens_in >= 0 AND tokens_out >= 0 AND cost >= 0", name="prompt_uses_stay_positive"
        ),
    )
    op.create_index("prompt_uses_by_project", "prompt_uses", ["tenant_id", "version_id"])


def _make_links() -> None:
    op.create_table(
        "prompt_project_links",
        sa.Column("tenant_id", sa.Uuid(), sa.ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True),
        sa.Column(
            "project_id",
            sa.Uuid(),
            sa.ForeignKey("prompt_projects.tenant_id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
    )
    op.create_index("prompt_project_links_by_project", "prompt_project_links", ["project_id"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("runs", "choices")
