"""Making accounts, letting them into tenants, closing them."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from app.domain.users.queries import ROLES, UserRecord, act_as, find_user_by_email
from app.errors import Conflict, InvalidRequest, NotFound
from app.storage.identifiers import new_id
from app.storage.json import dumps

LONGEST_EMAIL = 254
LONGEST_NAME = 200

_EMAIL = re.compile(r"[!-?A-~]+@[!-?A-~]+\Z")


def clean_email(email: str) -> str:
    """The address as accounts know it: in lower case.

    Only ASCII is taken, so that no two addresses look alike and none has two lower cases.

    Raises:
        InvalidRequest: it is no address.
    """
    cleaned = email.strip().lower()
    if len(cleaned) > LONGEST_EMAIL or not _EMAIL.match(cleaned):
        raise InvalidRequest("The email must look like name@example.com, in ASCII")
    return cleaned


def create_user(
    connection: Connection,
    *,
    email: str | None,
    name: str,
    password_hash: str | None = None,
    user_id: UUID | None = None,
) -> UUID:
    """Make an account.

    Raises:
        InvalidRequest: the address or the name is none.
        Conflict: the address has an account.
    """
    made = user_id or new_id()
    act_as(connection, user_id=made)
    values = {
        "id": made,
        "email": None if email is None else clean_email(email),
        "name": _clean_name(name),
        "hash": password_hash,
    }
    try:
        with connection.begin_nested():
            connection.execute(
                text("INSERT INTO users (id, email, name, password_hash) VALUES (:id, :email, :name, :hash)"), values
            )
    except IntegrityError:
        raise Conflict("An account with this email exists") from None
    return made


def create_tenant(connection: Connection, *, name: str, tenant_id: UUID | None = None) -> UUID:
    """Make a tenant, whose rows the transaction must be allowed to make.

    Raises:
        InvalidRequest: the name is empty or too long.
    """
    made = tenant_id or new_id()
    connection.execute(
        text("INSERT INTO tenants (id, name) VALUES (:id, :name)"), {"id": made, "name": _clean_name(name)}
    )
    return made


def add_member(
    connection: Connection, *, tenant_id: UUID, user_id: UUID, role: str, attributes: Mapping[str, Any] | None = None
) -> None:
    """Let the user into the tenant; one who is in it gets the new role and, if given, attributes.

    Raises:
        InvalidRequest: there is no such role.
        NotFound: there is no such tenant.
    """
    if role not in ROLES:
        raise InvalidRequest(f"The role must be one of {', '.join(ROLES)}")
    joined = connection.execute(
        text(
            """INSERT INTO memberships (tenant_id, user_id, role, attributes)
               SELECT tenants.id, :user, :role, CAST(coalesce(:attributes, '{}') AS jsonb)
                 FROM tenants WHERE tenants.id = :tenant
               ON CONFLICT (tenant_id, user_id) DO UPDATE
                  SET role = excluded.role,
                      attributes = coalesce(CAST(:attributes AS jsonb), memberships.attributes)"""
        ),
        {
            "tenant": tenant_id,
            "user": user_id,
            "role": role,
            "attributes": None if attributes is None else dumps(dict(attributes)).decode(),
        },
    )
    if joined.rowcount == 0:
        raise NotFound("Tenant not found")


def join_tenant(connection: Connection, *, tenant_id: UUID, user_id: UUID, role: str) -> None:
    """Let the user into the tenant; one who is in it stays what he is."""
    connection.execute(
        text(
            """INSERT INTO memberships (tenant_id, user_id, role) VALUES (:tenant, :user, :role)
               ON CONFLICT DO NOTHING"""
        ),
        {"tenant": tenant_id, "user": user_id, "role": role},
    )


def set_password(connection: Connection, *, email: str, password_hash: str) -> UserRecord:
    """Give the account another password, and sign it out everywhere.

    Raises:
        NotFound: the address has no account.
    """
    user = _called(connection, email)
    connection.execute(
        text("UPDATE users SET password_hash = :hash WHERE id = :id"), {"id": user.id, "hash": password_hash}
    )
    _sign_out(connection, user_id=user.id)
    return user


def disable_user(connection: Connection, *, email: str) -> UserRecord:
    """Close the account: its sessions end at once, and it opens no others. Idempotent.

    Raises:
        NotFound: the address has no account.
    """
    user = _called(connection, email)
    connection.execute(
        text("UPDATE users SET disabled_at = coalesce(disabled_at, clock_timestamp()) WHERE id = :id"), {"id": user.id}
    )
    _sign_out(connection, user_id=user.id)
    return _called(connection, email)


def set_tenant_flags(connection: Connection, *, tenant_id: UUID, changes: Mapping[str, bool]) -> dict[str, Any]:
    """Switch flags of the tenant on or off, leaving the others; all its flags afterwards.

    Raises:
        NotFound: there is no such tenant.
    """
    flags = connection.execute(
        text("UPDATE tenants SET flags = flags || CAST(:changes AS jsonb) WHERE id = :id RETURNING flags"),
        {"id": tenant_id, "changes": dumps(dict(changes)).decode()},
    ).scalar_one_or_none()
    if flags is None:
        raise NotFound("Tenant not found")
    return dict(flags)


def _called(connection: Connection, email: str) -> UserRecord:
    user = find_user_by_email(connection, email=clean_email(email))
    if user is None:
        raise NotFound(f"No account has the email {email[:LONGEST_EMAIL]}")
    act_as(connection, user_id=user.id)
    return user


def _sign_out(connection: Connection, *, user_id: UUID) -> None:
    connection.execute(
        text("UPDATE auth_sessions SET revoked_at = clock_timestamp() WHERE user_id = :user AND revoked_at IS NULL"),
        {"user": user_id},
    )


def _clean_name(name: str) -> str:
    cleaned = name.strip()
    if not cleaned or len(cleaned) > LONGEST_NAME or not cleaned.isprintable():
        raise InvalidRequest(f"A name must be 1 to {LONGEST_NAME} printable characters")
    return cleaned
