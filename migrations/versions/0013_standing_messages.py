"""Conversations: messages that stand for a turn and all before it

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "conversation_turns",
        sa.Column(
            "standing",
            sa.JSON(),
            comment="what stands for this turn and all before it, after a summary or a branch",
        ),
    )


def downgrade() -> None:
    op.drop_column("conversation_turns", "standing")
