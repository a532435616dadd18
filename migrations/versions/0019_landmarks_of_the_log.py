"""An index of the events that stand out in a log

Revision: 0019, after 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_LANDMARKS = (
    "type IN ('artifact', 'cancelled', 'chat_complete', 'error', 'ready',"
    " 'session_ended', 'session_started', 'warning')"
)


def upgrade() -> None:
    op.create_index(
        "run_events_landmarks", "run_events", ["session_id", "cursor"], postgresql_where=sa.text(_LANDMARKS)
    )


def downgrade() -> None:
    op.drop_index("run_events_landmarks", "run_events")
