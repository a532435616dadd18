"""Session tokens: JWTs of our own, signed with EdDSA, short-lived, and good only while their session is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.domain.users.sessions import OWN_ISSUER, SessionRecord
from app.domain.users.signing_keys import SigningPair
from app.errors import Unauthenticated
from app.storage.identifiers import parsed_id

AUDIENCE = "praetor"
LEEWAY_SECONDS = 10
LONGEST_TOKEN = 8192

_ALGORITHM = "EdDSA"
_REQUIRED = ("exp", "nbf", "iat", "iss", "aud", "sub", "sid", "tenant")


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToken:
    """A token and when it ends."""

    text: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionClaims:
    """What a verified token says; whether its session is open is not in it."""

    user_id: UUID
    session_id: UUID
    tenant_id: UUID


def issue(pair: SigningPair, *, session: SessionRecord, lifetime: timedelta, now: datetime) -> IssuedToken:
    """A token for ``session`` that lives for ``lifetime`` (seconds are its smallest part)."""
    issued = now.replace(microsecond=0)
    claims = {
        "iss": OWN_ISSUER,
        "aud": AUDIENCE,
        "sub": str(session.user_id),
        "sid": str(session.id),
        "tenant": str(session.tenant_id),
        "roles": [session.role],
        "iat": issued,
        "nbf": issued,
        "exp": issued + lifetime,
    }
    signed = jwt.encode(claims, pair.private_key, algorithm=_ALGORITHM, headers={"kid": str(pair.id)})
    return IssuedToken(text=signed, expires_at=(issued + lifetime).astimezone(UTC))


def verify(token: str, *, keys: Mapping[str, Ed25519PublicKey]) -> SessionClaims:
    """What the token says.

    Raises:
        Unauthenticated: it is not ours, not signed by one of ``keys``, over, or not yet begun.
    """
    key = keys.get(key_id(token) or "")
    if key is None:
        raise Unauthenticated
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[_ALGORITHM],
            issuer=OWN_ISSUER,
            audience=AUDIENCE,
            leeway=LEEWAY_SECONDS,
            options={"require": list(_REQUIRED)},
        )
    except jwt.PyJWTError:
        raise Unauthenticated from None
    user, session, tenant = _ids([claims["sub"], claims["sid"], claims["tenant"]])
    return SessionClaims(user_id=user, session_id=session, tenant_id=tenant)


def key_id(token: str) -> str | None:
    """The key that a token names, which nothing has verified; None if it is no token."""
    try:
        return str(jwt.get_unverified_header(token).get("kid"))
    except jwt.PyJWTError:
        return None


def issuer_of(token: str) -> str | None:
    """Who a token says has signed it, which nothing has verified; None if it is no token of reasonable size."""
    if len(token) > LONGEST_TOKEN or not token.isascii():
        return None
    try:
        issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
    except (jwt.PyJWTError, ValueError, RecursionError):  # the last for JSON that is nested for its own sake
        return None
    return issuer if isinstance(issuer, str) else None


def _ids(texts: Sequence[object]) -> list[UUID]:
    ids = [parsed_id(text) for text in texts if isinstance(text, str)]
    found = [id for id in ids if id is not None]
    if len(found) != len(texts):
        raise Unauthenticated
    return found
