"""Compiled specifications, and the packs that were made of them

Revision: 0017, after 0016
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.storage import tenancy

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLES = ("specification_packs", "specifications")


def upgrade() -> None:
    _make_specifications()
    _make_packs()
    for table in TABLES:
        for statement in tenancy.policy_statements(table):
            op.execute(statement)


def _make_specifications() -> None:
    op.create_table(
        "specifications",
        sa.Column("id", sa.Uuid(), sa.ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
        *_belonging(),
        sa.Column("number", sa.Integer(), nullable=False, comment="from 1, in the order of the requests"),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("options", sa.JSON(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("spec", sa.JSON(), comment="null until it is compiled"),
        sa.Column("validation", sa.JSON(), comment="{passed, warnings []}"),
        sa.Column("documents", sa.JSON(), server_default=sa.text("'{}'"), nullable=False, comment="by name, if asked"),
        _user("created_by"),
        _time("created_at"),
        sa.Column("compiled_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("project_id", "number", name="specifications_are_numbered"),
        sa.CheckConstraint("format IN ('v1', 'v2')", name="specification_formats"),
        sa.CheckConstraint("number > 0", name="specifications_count_from_one"),
        sa.CheckConstraint("(compiled_at IS NOT NULL) = (spec IS NOT NULL)", name="compiled_specifications_are_there"),
    )


def _make_packs() -> None:
    op.create_table(
        "specification_packs",
        sa.Column("id", sa.Uuid(), primary_key=True),
        *_belonging(),
        sa.Column("specification_id", sa.Uuid(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("contents", sa.JSON(), nullable=False, comment="the names of its files"),
        sa.Column("data", sa.LargeBinary(), nullable=False, comment="a zip file"),
        _user("created_by"),
        _time("created_at"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("format IN ('json', 'markdown', 'mcp')", name="pack_formats"),
    )
    op.create_index("specification_packs_by_age", "specification_packs", ["tenant_id", "expires_at"])


def _belonging() -> tuple[Any, ...]:
    return (
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id", "project_id"], ["projects.tenant_id", "projects.id"], ondelete="CASCADE"),
    )


def _user(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey("users.id", ondelete="SET NULL"))


def _time(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
