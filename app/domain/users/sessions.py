"""Sessions: opened by a login, prolonged by refresh tokens that work once, closed by a logout.

A refresh token that comes a second time was copied, so its whole session ends (a thief and the owner
cannot be told apart). Two requests of one browser can send the same token at the same moment, though;
therefore a second use within :data:`RACE_SECONDS` of the first is refused and no more.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.users.queries import act_as, show
from app.storage.identifiers import new_id

OWN_ISSUER = "baton"
RACE_SECONDS = 10

_PREFIX = "br_"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """An open session; ``role`` is the user's in its tenant."""

    id: UUID
    user_id: UUID
    tenant_id: UUID
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """A prolonged session with its next refresh token."""

    session: SessionRecord
    token: str


def open_session(
    connection: Connection,
    *,
    user_id: UUID,
    tenant_id: UUID,
    lifetime: timedelta,
    issuer: str = OWN_ISSUER,
    session_id: UUID | None = None,
) -> UUID:
    """Open a session of a member of the tenant, whose rows the transaction must show; its id.

    One with this id that is there is prolonged; if it was revoked, it stays so. What this user's sessions
    have left behind is cleared away.
    """
    act_as(connection, user_id=user_id)
    connection.execute(
        text(
            """DELETE FROM auth_sessions
                WHERE user_id = :user AND tenant_id = :tenant AND expires_at < now() - interval '1 day'"""
        ),
        {"user": user_id, "tenant": tenant_id},
    )
    made = session_id or new_id()
    connection.execute(
        text(
            """INSERT INTO auth_sessions (id, tenant_id, user_id, issuer, expires_at)
               VALUES (:id, :tenant, :user, :issuer, now() + :lifetime)
               ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at"""
        ),
        {"id": made, "tenant": tenant_id, "user": user_id, "issuer": issuer, "lifetime": lifetime},
    )
    return made


def new_refresh_token(connection: Connection, *, session_id: UUID, user_id: UUID) -> str:
    """A token that prolongs the session once. Its text is nowhere else."""
    token = _PREFIX + secrets.token_urlsafe(32)
    connection.execute(
        text("INSERT INTO refresh_tokens (token_hash, session_id, user_id) VALUES (:hash, :session, :user)"),
        {"hash": _digest(token), "session": session_id, "user": user_id},
    )
    return token


def refresh(connection: Connection, *, token: str) -> Refreshed | None:
    """Use a refresh token up, for the next one; None if it prolongs nothing.

    To be committed in either case: a token that came back has closed its session.
    """
    digest = _digest(token)
    show(connection, what=digest.hex())
    used = connection.execute(
        text(
            """UPDATE refresh_tokens SET used_at = clock_timestamp()
                WHERE token_hash = :hash AND used_at IS NULL RETURNING session_id, user_id"""
        ),
        {"hash": digest},
    ).first()
    if used is None:
        _close_if_copied(connection, digest)
        return None
    act_as(connection, user_id=used.user_id)
    session = _open_session(connection, session_id=used.session_id)
    if session is None:
        return None
    return Refreshed(
        session=session, token=new_refresh_token(connection, session_id=session.id, user_id=session.user_id)
    )


def revoke_session(connection: Connection, *, session_id: UUID, user_id: UUID) -> None:
    """Close one session of a user, with all its tokens, at once. Idempotent."""
    act_as(connection, user_id=user_id)
    connection.execute(
        text(
            """UPDATE auth_sessions SET revoked_at = coalesce(revoked_at, clock_timestamp())
                WHERE id = :session AND user_id = :user"""
        ),
        {"session": session_id, "user": user_id},
    )


def _open_session(connection: Connection, *, session_id: UUID) -> SessionRecord | None:
    row = connection.execute(
        text(
            """SELECT auth_sessions.id, auth_sessions.user_id, auth_sessions.tenant_id, memberships.role
                 FROM auth_sessions
                 JOIN memberships USING (tenant_id, user_id)
                 JOIN users ON users.id = auth_sessions.user_id
                WHERE auth_sessions.id = :session AND auth_sessions.revoked_at IS NULL
                  AND auth_sessions.expires_at > now() AND users.disabled_at IS NULL"""
        ),
        {"session": session_id},
    ).first()
    return None if row is None else SessionRecord(**row._mapping)


def _close_if_copied(connection: Connection, digest: bytes) -> None:
    row = connection.execute(
        text(
            """SELECT session_id, user_id FROM refresh_tokens
                WHERE token_hash = :hash AND used_at < clock_timestamp() - make_interval(secs => :race)"""
        ),
        {"hash": digest, "race": RACE_SECONDS},
    ).first()
    if row is not None:
        revoke_session(connection, session_id=row.session_id, user_id=row.user_id)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()
