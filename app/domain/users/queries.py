"""Reads of users. Those that the API makes first name whom or what they are about (see ``models``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.users.models import ACTING_USER, SHOWN

ADMINISTRATOR = "administrator"
MEMBER = "member"
CUSTOMER = "customer"
ROLES = (ADMINISTRATOR, MEMBER, CUSTOMER)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRecord:
    """An account as it may be shown."""

    id: UUID
    email: str | None
    name: str
    created_at: datetime
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginRecord:
    """What a login is checked against. ``password_hash`` is None for those who sign in elsewhere only."""

    user_id: UUID
    password_hash: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipRecord:
    """A tenant that a user reaches."""

    tenant_id: UUID
    tenant_name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantRecord:
    """A tenant and its flags."""

    id: UUID
    name: str
    flags: Mapping[str, Any]
    access_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A user in an open session, and what he is in the tenant that he acts in; ``role`` is None if nothing."""

    user_id: UUID
    session_id: UUID
    email: str | None
    name: str
    role: str | None
    attributes: Mapping[str, Any] | None
    tenant_name: str | None
    flags: Mapping[str, Any] | None
    access_version: int | None


def act_as(connection: Connection, *, user_id: UUID) -> None:
    """Show this user's own rows for the rest of the transaction."""
    connection.execute(text(f"SELECT set_config('{ACTING_USER}', :user, true)"), {"user": str(user_id)})


def show(connection: Connection, *, what: str) -> None:
    """Show the one row that ``what`` names exactly, for the rest of the transaction."""
    connection.execute(text(f"SELECT set_config('{SHOWN}', :what, true)"), {"what": what})


def find_login(connection: Connection, *, email: str) -> LoginRecord | None:
    """The enabled account with this address, in lower case."""
    show(connection, what=email)
    row = connection.execute(
        text("SELECT id AS user_id, password_hash FROM users WHERE email = :email AND disabled_at IS NULL"),
        {"email": email},
    ).first()
    return None if row is None else LoginRecord(**row._mapping)


def find_signed_in(
    connection: Connection, *, user_id: UUID, session_id: UUID, tenant_id: UUID, home: bool = True
) -> SignedIn | None:
    """The user of an open session, as he is in ``tenant_id``, whose rows the transaction must show.

    ``home`` says that it must be the tenant that the session was opened for.
    """
    act_as(connection, user_id=user_id)
    row = connection.execute(
        text(
            """SELECT users.id AS user_id, auth_sessions.id AS session_id, users.email, users.name,
                      memberships.role, memberships.attributes, tenants.name AS tenant_name, tenants.flags,
                      tenants.access_version
                 FROM auth_sessions
                 JOIN users ON users.id = auth_sessions.user_id
                 LEFT JOIN memberships ON memberships.user_id = users.id AND memberships.tenant_id = :tenant
                 LEFT JOIN tenants ON tenants.id = memberships.tenant_id
                WHERE auth_sessions.id = :session AND auth_sessions.user_id = :user
                  AND (auth_sessions.tenant_id = :tenant OR NOT :home)
                  AND auth_sessions.revoked_at IS NULL AND auth_sessions.expires_at > now()
                  AND users.disabled_at IS NULL"""
        ),
        {"user": user_id, "session": session_id, "tenant": tenant_id, "home": home},
    ).first()
    return None if row is None else SignedIn(**row._mapping)


def list_memberships(connection: Connection, *, user_id: UUID) -> list[MembershipRecord]:
    """The tenants of the user that the transaction acts for, oldest membership first."""
    rows = connection.execute(
        text(
            """SELECT memberships.tenant_id, tenants.name AS tenant_name, memberships.role
                 FROM memberships JOIN tenants ON tenants.id = memberships.tenant_id
                WHERE memberships.user_id = :user ORDER BY memberships.created_at, memberships.tenant_id"""
        ),
        {"user": user_id},
    )
    return [MembershipRecord(**row._mapping) for row in rows]


def get_tenant(connection: Connection, *, tenant_id: UUID) -> TenantRecord:
    """The tenant, whose rows the transaction must show."""
    row = connection.execute(
        text("SELECT id, name, flags, access_version FROM tenants WHERE id = :id"), {"id": tenant_id}
    ).one()
    return TenantRecord(**row._mapping)


def find_user_by_email(connection: Connection, *, email: str) -> UserRecord | None:
    """The account with this address, in lower case, disabled or not."""
    show(connection, what=email)
    row = connection.execute(
        text("SELECT id, email, name, created_at, disabled_at FROM users WHERE email = :email"), {"email": email}
    ).first()
    return None if row is None else UserRecord(**row._mapping)


def list_users(connection: Connection) -> list[tuple[UserRecord, list[MembershipRecord]]]:
    """All accounts that the connection may see, oldest first, with their tenants."""
    rows = connection.execute(
        text("SELECT id, email, name, created_at, disabled_at FROM users ORDER BY created_at, id")
    )
    users = [UserRecord(**row._mapping) for row in rows]
    return [(user, list_memberships(connection, user_id=user.id)) for user in users]
