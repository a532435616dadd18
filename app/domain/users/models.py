"""User accounts, what they belong to, and how they are signed in.

An account is global; its memberships say which tenants it reaches and as what. The API's role sees no
account by itself: a transaction names the user on whose behalf it acts (:data:`ACTING_USER`), or the exact
thing that its caller has shown (:data:`SHOWN`: an e-mail address, the hash of a refresh token, an identity
of a foreign issuer). Besides that, a tenant sees its own members.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.storage import tenancy
from app.storage.database import API_ROLE, Model

ACTING_USER = "baton.user"
SHOWN = "baton.shown"

_USER = f"nullif(current_setting('{ACTING_USER}', true), '')::uuid"
_SHOWN = f"nullif(current_setting('{SHOWN}', true), '')"


class User(Model):
    """One person's account."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("email = lower(email) AND email ~ '^[!-~]+@[!-~]+$'", name="emails_are_lower_case"),
        CheckConstraint("name <> ''", name="users_have_a_name"),
        Index("users_by_email", "email", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(Text, comment="null: the issuer that vouches for the user told none")
    name: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str | None] = mapped_column(Text, comment="argon2id; null: signs in elsewhere only")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    disabled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class UserIdentity(Model):
    """Who a user is to a foreign issuer of tokens."""

    __tablename__ = "user_identities"
    __table_args__ = (Index("user_identities_by_user", "user_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="derived from issuer and subject")
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    issuer: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Membership(Model):
    """That a user belongs to a tenant, and as what."""

    __tablename__ = "memberships"
    __table_args__ = (
        CheckConstraint("role IN ('administrator', 'member', 'customer')", name="tenant_roles"),
        Index("memberships_by_user", "user_id", "created_at"),
    )

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(Text)
    attributes: Mapped[dict[str, Any]] = mapped_column(
        JSONB, server_default=text("'{}'"), comment="for access policies: department and the like"
    )
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class AuthSession(Model):
    """A user signed in to a tenant: open -> revoked (at logout, or when an old refresh token comes back)."""

    __tablename__ = "auth_sessions"
    __table_args__ = (
        # Who leaves a tenant is signed out of it.
        ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["memberships.tenant_id", "memberships.user_id"], ondelete="CASCADE"
        ),
        Index("auth_sessions_by_user", "user_id", "tenant_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="the sid of its tokens")
    tenant_id: Mapped[UUID]
    user_id: Mapped[UUID]
    issuer: Mapped[str] = mapped_column(Text, comment="who signs its tokens")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class RefreshToken(Model):
    """What a session is prolonged with, once: unused -> used. Used ones are kept, to be recognised."""

    __tablename__ = "refresh_tokens"
    __table_args__ = (
        CheckConstraint("octet_length(token_hash) = 32", name="refresh_tokens_are_sha256"),
        Index("refresh_tokens_by_session", "session_id"),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True, comment="sha256 of the whole token")
    session_id: Mapped[UUID] = mapped_column(ForeignKey("auth_sessions.id", ondelete="CASCADE"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class SigningKey(Model):
    """An Ed25519 key pair: signs -> retired, verifies for the life of a token -> useless."""

    __tablename__ = "signing_keys"
    __table_args__ = (
        Index("signing_keys_one_signs", text("(true)"), unique=True, postgresql_where=text("retired_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="the kid of its tokens")
    public_key: Mapped[bytes] = mapped_column(LargeBinary, comment="32 bytes")
    private_key: Mapped[bytes] = mapped_column(LargeBinary, comment="encrypted with BATON_SECRET_KEYS")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    retired_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


def policy_statements() -> Iterator[str]:
    """The DDL that shows the API's role what its transactions have named, and nothing else."""
    yield from tenancy.policy_statements("memberships")
    yield from tenancy.policy_statements("auth_sessions")
    yield _policy("memberships_of_the_user", "memberships", "SELECT", f"user_id = {_USER}")
    for verb in ("SELECT", "UPDATE"):
        yield _policy(f"auth_sessions_{verb.lower()}_by_the_user", "auth_sessions", verb, f"user_id = {_USER}")
    for table in ("users", "user_identities", "refresh_tokens"):
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield _policy("users_themselves", "users", "ALL", f"id = {_USER}")
    yield _policy("users_by_email", "users", "SELECT", f"email = {_SHOWN}")
    yield _policy("users_of_the_tenant", "users", "SELECT", _IS_MEMBER)
    yield _policy("identities_of_the_user", "user_identities", "ALL", f"user_id = {_USER}")
    yield _policy("identities_that_were_shown", "user_identities", "SELECT", f"id::text = {_SHOWN}")
    yield _policy("refresh_tokens_of_the_user", "refresh_tokens", "ALL", f"user_id = {_USER}")
    for verb in ("SELECT", "UPDATE"):
        yield _policy(
            f"refresh_tokens_{verb.lower()}_shown", "refresh_tokens", verb, f"encode(token_hash, 'hex') = {_SHOWN}"
        )
    yield _policy("tenants_of_the_user", "tenants", "SELECT", _IS_REACHED)
    yield f"GRANT SELECT, INSERT, UPDATE (name, password_hash) ON users TO {API_ROLE}"
    yield f"GRANT SELECT, INSERT ON user_identities TO {API_ROLE}"
    yield f"GRANT SELECT, INSERT, UPDATE (used_at) ON refresh_tokens TO {API_ROLE}"
    yield f"GRANT SELECT, INSERT ON signing_keys TO {API_ROLE}"


_IS_MEMBER = (
    f"EXISTS (SELECT 1 FROM memberships"
    f" WHERE memberships.user_id = users.id AND memberships.tenant_id = {tenancy.CURRENT_TENANT})"
)

_IS_REACHED = (
    f"EXISTS (SELECT 1 FROM memberships WHERE memberships.tenant_id = tenants.id AND memberships.user_id = {_USER})"
)


def _policy(name: str, table: str, verb: str, using: str) -> str:
    return f"CREATE POLICY {name} ON {table} FOR {verb} TO {API_ROLE} USING ({using})"
