"""Users, their memberships and sessions, the keys that sign their tokens; flags of tenants

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.domain.users.models import policy_statements

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("signing_keys", "refresh_tokens", "auth_sessions", "memberships", "user_identities", "users")


def upgrade() -> None:
    op.add_column(
        "tenants",
        sa.Column(
            "flags",
            postgresql.JSONB(),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="what its administrators have switched on or off",
        ),
    )
    _make_users()
    _make_sessions()
    for statement in policy_statements():
        op.execute(statement)


def _make_users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("email", sa.Text(), comment="null: the issuer that vouches for the user told none"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), comment="argon2id; null: signs in elsewhere only"),
        _time("created_at"),
        sa.Column("disabled_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("email = lower(email) AND email ~ '^[!-~]+@[!-~]+$'", name="emails_are_lower_case"),
        sa.CheckConstraint("name <> ''", name="users_have_a_name"),
    )
    op.create_index("users_by_email", "users", ["email"], unique=True)
    op.create_table(
        "user_identities",
        sa.Column("id", sa.Uuid(), primary_key=True, comment="derived from issuer and subject"),
        _user(),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        _time("created_at"),
    )
    op.create_index("user_identities_by_user", "user_identities", ["user_id"])
    op.create_table(
        "memberships",
        sa.Column("tenant_id", sa.Uuid(), sa.ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column(
            "attributes",
            postgresql.JSONB(),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="for access policies: department and the like",
        ),
        _time("created_at"),
        sa.CheckConstraint("role IN ('administrator', 'member')", name="tenant_roles"),
    )
    op.create_index("memberships_by_user", "memberships", ["user_id", "created_at"])


def _make_sessions() -> None:
    op.create_table(
        "auth_sessions",
        sa.Column("id", sa.Uuid(), primary_key=True, comment="the sid of its tokens"),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False, comment="who signs its tokens"),
        _time("created_at"),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["memberships.tenant_id", "memberships.user_id"], ondelete="CASCADE"
        ),
    )
    op.create_index("auth_sessions_by_user", "auth_sessions", ["user_id", "tenant_id"])
    op.create_table(
        "refresh_tokens",
        sa.Column("token_hash", sa.LargeBinary(), primary_key=True, comment="sha256 of the whole token"),
        sa.Column("session_id", sa.Uuid(), sa.ForeignKey("auth_sessions.id", ondelete="CASCADE"), nullable=False),
        _user(),
        _time("created_at"),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("octet_length(token_hash) = 32", name="refresh_tokens_are_sha256"),
    )
    op.create_index("refresh_tokens_by_session", "refresh_tokens", ["session_id"])
    op.create_table(
        "signing_keys",
        sa.Column("id", sa.Uuid(), primary_key=True, comment="the kid of its tokens"),
        sa.Column("public_key", sa.LargeBinary(), nullable=False, comment="32 bytes"),
        sa.Column("private_key", sa.LargeBinary(), nullable=False, comment="encrypted with BATON_SECRET_KEYS"),
        _time("created_at"),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
    )
    op.create_index(
        "signing_keys_one_signs",
        "signing_keys",
        [sa.text("(true)")],
        unique=True,
        postgresql_where=sa.text("retired_at IS NULL"),
    )


def _user() -> sa.Column[object]:
    return sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False)


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False)


def downgrade() -> None:
    # These policies look into memberships.
    op.execute("DROP POLICY users_of_the_tenant ON users")
    op.execute("DROP POLICY tenants_of_the_user ON tenants")
    for table in TABLES:
        op.drop_table(table)
    op.drop_column("tenants", "flags")
