"""Executions of several agents; caps above the runs of a project and of an organization

Revision: 0014, after 0013
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.storage import tenancy

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add_cap("organizations", "what all runs for its projects may use together")
    op.add_column("projects", sa.Column("organization_id", sa.Uuid(), comment="whose project it is; for good"))
    op.create_foreign_key(
        "projects_of_organizations",
        "projects",
        "organizations",
        ["tenant_id", "organization_id"],
        ["tenant_id", "id"],
        ondelete="SET NULL (organization_id)",
    )
    _add_cap("projects", "what all runs for it may use together")
    op.create_table(
        "executions",
        sa.Column("id", sa.Uuid(), sa.ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("strategy", sa.Text(), nullable=False),
        sa.Column("agents", postgresql.JSONB(), nullable=False, comment="each {name, role}"),
        sa.Column("options", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created_by", sa.Uuid(), sa.ForeignKey("users.id", ondelete="SET NULL")),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "project_id"], ["projects.tenant_id", "projects.id"], ondelete="CASCADE"),
        sa.CheckConstraint("kind IN ('generate-spec', 'coordinate')", name="kinds_of_execution"),
        sa.CheckConstraint(
            "strategy IN ('sequential', 'parallel', 'hierarchical', 'debate')", name="execution_strategies"
        ),
        sa.CheckConstraint("jsonb_array_length(agents) > 0", name="executions_have_agents"),
    )
    op.create_index("executions_by_project", "executions", ["tenant_id", "project_id", "created_at"])
    for statement in tenancy.policy_statements("executions"):
        op.execute(statement)


def _add_cap(table: str, comment: str) -> None:
    column = sa.Column("cap_id", sa.Uuid(), sa.ForeignKey("budgets.id", ondelete="SET NULL"), comment=comment)
    op.add_column(table, column)


def downgrade() -> None:
    op.drop_table("executions")
    op.drop_column("projects", "cap_id")
    op.drop_constraint("projects_of_organizations", "projects")
    op.drop_column("projects", "organization_id")
    op.drop_column("organizations", "cap_id")
