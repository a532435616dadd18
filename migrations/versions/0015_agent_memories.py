"""What agents keep of their work; runs that have to end by a time of their own

Revision: 0015, after 0014
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.storage import tenancy

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "runs",
        sa.Column(
            "deadline_at",
            sa.DateTime(timezone=True),
            comment="when it has to be at its end, the time in which it waits included; children have their parent's",
        ),
    )
    op.create_table(
        "agent_memories",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), sa.ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False, comment="of the session; it goes with it"),
        sa.Column("piece", sa.Text(), nullable=False, comment="names the work within its run"),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False, comment="to and from the model"),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("digest", postgresql.JSONB(), nullable=False, comment="what the agent's next run is given of it"),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "project_id"], ["projects.tenant_id", "projects.id"], ondelete="CASCADE"),
        sa.UniqueConstraint("run_id", "piece", name="one_memory_per_piece_of_work"),
        sa.CheckConstraint("messages >= 0 AND tokens >= 0", name="memories_count_from_zero"),
    )
    op.create_index("agent_memories_by_project", "agent_memories", ["project_id", "agent", "id"])
    op.create_index("agent_memories_by_session", "agent_memories", ["tenant_id", "session_id", "agent"])
    for statement in tenancy.policy_statements("agent_memories"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("agent_memories")
    op.drop_column("runs", "deadline_at")
