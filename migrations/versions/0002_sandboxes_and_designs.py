"""Sandboxes, design systems, designs and apps; and the role that previews take on

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.storage.database import PREVIEWS_ROLE
from app.storage.tenancy import policy_statements

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PRODUCT_TABLES = ("design_systems", "design_projects", "code_projects")
POLICED = ("sandboxes", *PRODUCT_TABLES)


def upgrade() -> None:
    _make_sandboxes()
    op.create_table(
        "design_systems",
        *_owned_columns(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("design_md", sa.Text(), nullable=False, comment="the whole DESIGN.md"),
        sa.Column("tokens", postgresql.JSONB(), nullable=False),
        _time("created_at"),
        sa.CheckConstraint("name <> ''", name="design_systems_have_a_name"),
    )
    op.create_index("design_systems_by_session", "design_systems", ["session_id", "created_at"])
    op.create_table(
        "design_projects",
        *_owned_columns(made="wrote it last"),
        sa.Column("screens", postgresql.JSONB(), nullable=False, comment="each {id, name, type, path}"),
        _time("created_at"),
        _time("updated_at"),
    )
    op.create_index("design_projects_by_session", "design_projects", ["session_id"], unique=True)
    op.create_table(
        "code_projects",
        *_owned_columns(made="wrote it last"),
        sa.Column("framework", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False, comment="in the session's sandbox"),
        _time("created_at"),
        _time("updated_at"),
    )
    op.create_index("code_projects_by_session", "code_projects", ["session_id"], unique=True)
    for table in POLICED:
        for statement in policy_statements(table):
            op.execute(statement)
    _make_previews_role()


def _make_sandboxes() -> None:
    op.create_table(
        "sandboxes",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("tenant_id", sa.Uuid(), sa.ForeignKey("tenants.id", ondelete="CASCADE"), nullable=False),
        sa.Column("session_id", sa.Uuid(), sa.ForeignKey("sessions.id", ondelete="SET NULL"), nullable=True),
        sa.Column(
            "name", sa.Text(), nullable=False, comment="unguessable; the first label of its previews' host names"
        ),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column(
            "sites",
            postgresql.JSONB(),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="by port: {folder} or {command, folder}, with an optional label",
        ),
        _time("created_at"),
        _time("used_at"),
        sa.CheckConstraint("name ~ '^[a-z][a-z0-9-]{15,48}[a-z0-9]$'", name="sandbox_names_are_host_labels"),
    )
    op.create_index("sandboxes_by_name", "sandboxes", ["name"], unique=True)
    op.create_index("sandboxes_one_per_session", "sandboxes", ["session_id"], unique=True)
    op.create_index("sandboxes_by_tenant", "sandboxes", ["tenant_id"])


def _make_previews_role() -> None:
    """The role reads sandboxes, of every tenant, and nothing else: whoever knows a name may see its preview."""
    op.execute(
        f"""DO $$ BEGIN
              CREATE ROLE {PREVIEWS_ROLE} NOLOGIN;
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
            END $$"""
    )
    op.execute(f"GRANT {PREVIEWS_ROLE} TO CURRENT_USER")
    op.execute(f"GRANT USAGE ON SCHEMA public TO {PREVIEWS_ROLE}")
    op.execute(f"GRANT SELECT ON sandboxes TO {PREVIEWS_ROLE}")
    op.execute(
        f"CREATE POLICY sandboxes_of_previews ON sandboxes FOR SELECT TO {PREVIEWS_ROLE} USING (session_id IS NOT NULL)"
    )


def _owned_columns(*, made: str = "made it") -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("tenant_id", sa.Uuid(), sa.ForeignKey("tenants.id", ondelete="CASCADE"), nullable=False),
        sa.Column("session_id", sa.Uuid(), sa.ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False, comment=f"the run that {made}"),
    ]


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)


def downgrade() -> None:
    """The role stays: other databases of the cluster may use it."""
    op.execute(f"REVOKE USAGE ON SCHEMA public FROM {PREVIEWS_ROLE}")
    for table in reversed(POLICED):
        op.drop_table(table)
