"""Roles, their assignments, access policies and their audit trail; a version of them for each tenant

Revision: 0005, after 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.domain.access_policies.models import FUNCTIONS, policy_statements

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("access_audit", "access_policies", "role_assignments", "roles")


def upgrade() -> None:
    op.add_column(
        "tenants",
        sa.Column(
            "access_version",
            sa.BigInteger(),
            server_default=sa.text("0"),
            nullable=False,
            comment="counts every change of its roles and policies",
        ),
    )
    _make_roles()
    _make_policies()
    _make_audit()
    for statement in policy_statements():
        op.execute(statement)


def _make_roles() -> None:
    op.create_table(
        "roles",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _tenant(),
        sa.Column("name", sa.Text(), nullable=False),
        _text("description"),
        sa.Column(
            "capabilities",
            postgresql.ARRAY(sa.Text()),
            comment="patterns of actions; null: a system role's own, as of this version",
        ),
        sa.Column("is_system", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        _time("created_at"),
        _time("updated_at"),
        sa.CheckConstraint("name <> ''", name="roles_have_a_name"),
        sa.CheckConstraint("is_system OR capabilities IS NOT NULL", name="roles_say_what_they_grant"),
        sa.UniqueConstraint("tenant_id", "id", name="roles_are_a_tenants"),
    )
    op.create_index("roles_by_name", "roles", ["tenant_id", sa.text("lower(name)")], unique=True)
    op.create_table(
        "role_assignments",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid()),
        sa.Column("project_id", sa.Uuid()),
        _time("created_at"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["memberships.tenant_id", "memberships.user_id"], ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tenant_id", "role_id"], ["roles.tenant_id", "roles.id"], ondelete="CASCADE"),
        sa.CheckConstraint("organization_id IS NULL OR project_id IS NULL", name="role_assignments_have_one_scope"),
        sa.UniqueConstraint(
            "tenant_id",
            "user_id",
            "role_id",
            "organization_id",
            "project_id",
            name="role_assignments_are_unique",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("role_assignments_by_role", "role_assignments", ["tenant_id", "role_id"])


def _make_policies() -> None:
    op.create_table(
        "access_policies",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _tenant(),
        sa.Column("name", sa.Text(), nullable=False),
        _text("description"),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("actions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("resources", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("conditions", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("priority", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        _time("created_at"),
        _time("updated_at"),
        sa.CheckConstraint("name <> ''", name="access_policies_have_a_name"),
        sa.CheckConstraint("effect IN ('allow', 'deny')", name="access_policy_effects"),
        sa.CheckConstraint("cardinality(actions) > 0 AND cardinality(resources) > 0", name="access_policies_match"),
        sa.CheckConstraint("jsonb_typeof(conditions) = 'object'", name="access_policy_conditions"),
    )
    op.create_index("access_policies_by_tenant", "access_policies", ["tenant_id", "priority"])


def _make_audit() -> None:
    op.create_table(
        "access_audit",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _tenant(),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), comment="who did or asked it; outlives his account"),
        sa.Column("actor_email", sa.Text()),
        sa.Column("request_id", sa.Text()),
        sa.Column(
            "action", sa.Text(), nullable=False, comment="role.created and the like, or the capability decided on"
        ),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text()),
        sa.Column("before", postgresql.JSONB()),
        sa.Column("after", postgresql.JSONB()),
        sa.Column("details", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.CheckConstraint("kind IN ('change', 'decision')", name="access_audit_kinds"),
    )
    op.create_index("access_audit_by_tenant", "access_audit", ["tenant_id", "id"])


def _tenant() -> sa.Column[object]:
    return sa.Column("tenant_id", sa.Uuid(), sa.ForeignKey("tenants.id", ondelete="CASCADE"), nullable=False)


def _text(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}()")
    op.drop_column("tenants", "access_version")
