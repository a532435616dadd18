"""Organizations, their members, invitations and agency projects; letters that wait to be sent

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.domain.mail.models import policy_statements as walls_of_mail
from app.domain.organizations.models import policy_statements as walls_of_organizations

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("outgoing_mails", "agency_projects", "customer_invitations", "organization_members", "organizations")


def upgrade() -> None:
    _make_organizations()
    _make_invitations()
    _make_agency_projects()
    _make_mails()
    for statement in (*walls_of_organizations(), *walls_of_mail()):
        op.execute(statement)


def _make_organizations() -> None:
    op.create_table(
        "organizations",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _tenant(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("settings", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        _time("created_at"),
        _time("updated_at"),
        sa.CheckConstraint("name <> '' AND display_name <> ''", name="organizations_have_a_name"),
        sa.CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="organization_slugs"),
        sa.CheckConstraint("jsonb_typeof(settings) = 'object'", name="organization_settings"),
        sa.UniqueConstraint("tenant_id", "slug", name="organizations_by_slug"),
        sa.UniqueConstraint("tenant_id", "id", name="organizations_are_a_tenants"),
    )
    op.create_table(
        "organization_members",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        _time("joined_at"),
        _organization(),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["memberships.tenant_id", "memberships.user_id"], ondelete="CASCADE"
        ),
        sa.CheckConstraint("role IN ('owner', 'admin', 'member')", name="organization_roles"),
        sa.UniqueConstraint("organization_id", "user_id", name="organization_members_are_unique"),
    )
    op.create_index("organization_members_by_user", "organization_members", ["tenant_id", "user_id"])


def _make_invitations() -> None:
    op.create_table(
        "customer_invitations",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False, comment="sha256 of the whole token"),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role_id", sa.Uuid(), comment="given in the organization when it is accepted"),
        sa.Column("message", sa.Text(), server_default="", nullable=False),
        _user("inviter_id"),
        sa.Column("inviter_name", sa.Text(), nullable=False, comment="as he was called then; he may have left since"),
        sa.Column("status", sa.Text(), server_default="pending", nullable=False),
        _time("created_at"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True)),
        _user("accepted_by"),
        _organization(),
        sa.ForeignKeyConstraint(
            ["tenant_id", "role_id"], ["roles.tenant_id", "roles.id"], ondelete="SET NULL (role_id)"
        ),
        sa.CheckConstraint("octet_length(token_hash) = 32", name="invitation_tokens_are_sha256"),
        sa.CheckConstraint("email = lower(email)", name="invited_emails_are_lower_case"),
        sa.CheckConstraint("status IN ('pending', 'accepted', 'revoked', 'expired')", name="invitation_states"),
        sa.CheckConstraint("(status = 'accepted') = (accepted_at IS NOT NULL)", name="invitations_accepted"),
        sa.UniqueConstraint("token_hash", name="invitation_tokens_are_unique"),
    )
    op.create_index(
        "customer_invitations_one_is_pending",
        "customer_invitations",
        ["organization_id", "email"],
        unique=True,
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_index("customer_invitations_by_organization", "customer_invitations", ["organization_id", "created_at"])


def _make_agency_projects() -> None:
    op.create_table(
        "agency_projects",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("customer_user_id", sa.Uuid(), nullable=False),
        _user("assigned_by"),
        _time("created_at"),
        _organization(),
        sa.ForeignKeyConstraint(
            ["organization_id", "customer_user_id"],
            ["organization_members.organization_id", "organization_members.user_id"],
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("organization_id", "project_id", "customer_user_id", name="agency_projects_are_unique"),
    )


def _make_mails() -> None:
    op.create_table(
        "outgoing_mails",
        sa.Column("id", sa.Uuid(), primary_key=True, comment="that of what it is about"),
        _tenant(),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column(
            "sealed", sa.LargeBinary(), nullable=False, comment="subject, text and link, encrypted; empty once ended"
        ),
        _time("created_at"),
        _time("due_at"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, comment="then it is given up"),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), comment="sent or given up"),
        sa.Column("failure", sa.Text(), comment="what the last attempt met"),
        sa.CheckConstraint("ended_at IS NULL OR octet_length(sealed) = 0", name="outgoing_mails_are_wiped"),
    )
    op.create_index("outgoing_mails_due", "outgoing_mails", ["due_at"], postgresql_where=sa.text("ended_at IS NULL"))


def _tenant() -> sa.Column[object]:
    return sa.Column("tenant_id", sa.Uuid(), sa.ForeignKey("tenants.id", ondelete="CASCADE"), nullable=False)


def _user(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey("users.id", ondelete="SET NULL"))


def _organization() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "organization_id"], ["organizations.tenant_id", "organizations.id"], ondelete="CASCADE"
    )


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
