"""Discovery chat: talks and their research tasks

Revision: 0018, after 0017
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.storage import tenancy

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "discovery_sessions",
        sa.Column("id", sa.Uuid(), sa.ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("tenant_id", sa.Uuid(), sa.ForeignKey("tenants.id", ondelete="CASCADE"), nullable=False),
        sa.Column(
            "client_id",
            sa.Uuid(),
            nullable=False,
            comment="what the tenant's clients know it by; the id follows from it",
        ),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column("project_id", sa.Uuid()),
        sa.Column("context_type", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), server_default=sa.text("'opening'"), nullable=False),
        sa.Column("completeness", sa.Float(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "findings",
            postgresql.JSONB(),
            server_default=sa.text("'[]'"),
            nullable=False,
            comment="each {obligation, kind, statement, confidence, state}",
        ),
        sa.Column(
            "asked",
            postgresql.JSONB(),
            server_default=sa.text("'[]'"),
            nullable=False,
            comment="the obligations that were asked about, in that order",
        ),
        sa.Column("created_at", _TIME, server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", _TIME, server_default=sa.func.now(), nullable=False),
        sa.Column("completed_at", _TIME),
        sa.ForeignKeyConstraint(["tenant_id", "project_id"], ["projects.tenant_id", "projects.id"], ondelete="CASCADE"),
        sa.CheckConstraint(
            "context_type IN ('business_profile', 'idea_discovery', 'project_discovery')", name="kinds_of_discovery"
        ),
        sa.CheckConstraint("phase IN ('opening', 'exploration', 'validation', 'closing')", name="discovery_phases"),
        sa.CheckConstraint("completeness BETWEEN 0 AND 1", name="discovery_completeness"),
        sa.CheckConstraint("completed_at IS NULL OR phase = 'closing'", name="discovery_ends_in_closing"),
        sa.UniqueConstraint("tenant_id", "client_id", name="clients_name_their_talks"),
    )
    op.create_index("discovery_sessions_by_project", "discovery_sessions", ["tenant_id", "project_id"])
    op.create_table(
        "discovery_research",
        sa.Column("id", sa.Uuid(), sa.ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("tenant_id", sa.Uuid(), sa.ForeignKey("tenants.id", ondelete="CASCADE"), nullable=False),
        sa.Column(
            "discovery_id", sa.Uuid(), sa.ForeignKey("discovery_sessions.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("task_type", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint("task_type IN ('market_research', 'competitor_analysis')", name="kinds_of_research"),
        sa.UniqueConstraint("discovery_id", "task_type", name="research_is_done_once"),
    )
    for table in ("discovery_sessions", "discovery_research"):
        for statement in tenancy.policy_statements(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("discovery_research")
    op.drop_table("discovery_sessions")
