"""Tokens of a foreign issuer (Stytch, or any that publishes a JSON Web Key Set), and the users they speak for.

Only asymmetric algorithms are taken: with a symmetric one, the public key would be the secret. The keys are
fetched from the one configured address, never from one that a token names.
"""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import jwt
import structlog
from jwt import PyJWKClient, PyJWKClientConnectionError
from sqlalchemy import Connection, text

from app.domain.users import operations
from app.domain.users.queries import MEMBER, show
from app.errors import Conflict, InvalidRequest, Unauthenticated, Unavailable
from app.settings import Settings
from app.storage.identifiers import derived_id

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
FETCH_SECONDS = 3.0
KEYS_LIVE_SECONDS = 300.0
UNKNOWN_KEY_PAUSE_SECONDS = 30.0
OUTAGE_PAUSE_SECONDS = 5.0
LEEWAY_SECONDS = 10

_IDENTITIES = UUID("0c0d9f0a-3c5b-5a0e-8f6e-6d1d1f4b7f20")
_STYTCH_SESSION = "https://stytch.com/session"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignClaims:
    """What a verified foreign token says. ``session_id`` is ours for the session that it belongs to."""

    issuer: str
    subject: str
    session_id: UUID
    email: str | None
    name: str | None

    @property
    def identity_id(self) -> UUID:
        """The id of the identity: the same for the same subject, always."""
        return derived_id(_IDENTITIES, self.issuer, self.subject)


class ForeignIssuer:
    """Verifies the tokens of one issuer with the keys that it publishes."""

    def __init__(self, *, keys_url: str, issuer: str, audience: str) -> None:
        self.issuer = issuer
        self._audience = audience
        self._keys = PyJWKClient(
            keys_url,
            lifespan=KEYS_LIVE_SECONDS,
            timeout=FETCH_SECONDS,
            cooldown_duration=UNKNOWN_KEY_PAUSE_SECONDS,
        )
        self._silent_until = 0.0

    def verify(self, token: str) -> ForeignClaims:
        """What the token says.

        Raises:
            Unauthenticated: it is not this issuer's, not for us, over, or not yet begun.
            Unavailable: the issuer's keys cannot be fetched just now.
        """
        try:
            claims = jwt.decode(
                token,
                self._key(token),
                algorithms=ALGORITHMS,
                issuer=self.issuer,
                audience=self._audience,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "nbf", "iat", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError:
            raise Unauthenticated from None
        return _claims(claims, token)

    def _key(self, token: str) -> jwt.PyJWK:
        # A flood of requests during an outage must not wait for one attempt after the other.
        if time.monotonic() < self._silent_until:
            raise Unavailable("The issuer of this token does not answer", retry_after=int(OUTAGE_PAUSE_SECONDS))
        try:
            return self._keys.get_signing_key_from_jwt(token)
        except (PyJWKClientConnectionError, ValueError) as error:
            self._silent_until = time.monotonic() + OUTAGE_PAUSE_SECONDS
            _log.warning("token_issuer_silent", issuer=self.issuer, reason=str(error)[:200])
            raise Unavailable(
                "The issuer of this token does not answer", retry_after=int(OUTAGE_PAUSE_SECONDS)
            ) from None


def configured_issuer(settings: Settings) -> ForeignIssuer | None:
    """The foreign issuer that the settings name, if any: Stytch by its project, others by their addresses."""
    project = settings.stytch_project_id
    keys_url, issuer, audience = settings.jwks_url, settings.jwt_issuer, settings.jwt_audience
    if project:
        host = "test.stytch.com" if project.startswith("project-test-") else "api.stytch.com"
        keys_url = keys_url or f"https://{host}/v1/sessions/jwks/{project}"
        issuer, audience = issuer or f"stytch.com/{project}", audience or project
    return ForeignIssuer(keys_url=keys_url, issuer=issuer, audience=audience) if keys_url else None


def find_user(connection: Connection, *, claims: ForeignClaims) -> UUID | None:
    """The user who is this subject to this issuer."""
    show(connection, what=str(claims.identity_id))
    found: UUID | None = connection.execute(
        text("SELECT user_id FROM user_identities WHERE id = :id"), {"id": claims.identity_id}
    ).scalar_one_or_none()
    return found


def provision(connection: Connection, *, claims: ForeignClaims, tenant_id: UUID) -> UUID:
    """Make the account of a subject that comes for the first time, as a member of ``tenant_id``.

    An address that has an account here is not handed over to whoever signs in elsewhere with it. Requests
    that bring the same subject at the same moment take turns.

    Raises:
        Unauthenticated: the address belongs to another account.
    """
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:id, 0))"), {"id": str(claims.identity_id)})
    if (known := find_user(connection, claims=claims)) is not None:
        return known
    user_id = _new_user(connection, claims)
    connection.execute(
        text("INSERT INTO user_identities (id, user_id, issuer, subject) VALUES (:id, :user, :issuer, :subject)"),
        {"id": claims.identity_id, "user": user_id, "issuer": claims.issuer, "subject": claims.subject},
    )
    operations.add_member(connection, tenant_id=tenant_id, user_id=user_id, role=MEMBER)
    return user_id


def _new_user(connection: Connection, claims: ForeignClaims) -> UUID:
    email = _usable_email(claims.email)
    try:
        return operations.create_user(connection, email=email, name=_usable_name(claims, email))
    except Conflict:
        raise Unauthenticated("The email of this account belongs to another one") from None


def _claims(claims: Mapping[str, Any], token: str) -> ForeignClaims:
    subject = str(claims["sub"])
    stytch = claims.get(_STYTCH_SESSION)
    session = stytch.get("id") if isinstance(stytch, Mapping) else None
    # Without any session, each token is one: a logout then closes this token alone.
    session = session or claims.get("sid") or claims.get("jti") or hashlib.sha256(token.encode()).hexdigest()
    return ForeignClaims(
        issuer=str(claims["iss"]),
        subject=subject,
        session_id=derived_id(_IDENTITIES, str(claims["iss"]), subject, "session", str(session)),
        email=_text(claims.get("email")) or _stytch_email(stytch),
        name=_text(claims.get("name")),
    )


def _stytch_email(session: Any) -> str | None:
    factors = session.get("authentication_factors", []) if isinstance(session, Mapping) else []
    for factor in factors if isinstance(factors, list) else []:
        email = factor.get("email_factor") if isinstance(factor, Mapping) else None
        if isinstance(email, Mapping) and _text(email.get("email_address")):
            return str(email["email_address"])
    return None


def _usable_email(email: str | None) -> str | None:
    try:
        return None if email is None else operations.clean_email(email)
    except InvalidRequest:
        return None


def _usable_name(claims: ForeignClaims, email: str | None) -> str:
    name = "".join(filter(str.isprintable, claims.name or email or claims.subject)).strip()
    return name[: operations.LONGEST_NAME] or "unnamed"


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
