"""From a request to its caller: token, issuer, session, tenant.

A token comes in ``Authorization: Bearer`` or in the cookie of the login page. Whoever signed it, its session
is looked up on every request, so that a logout, a disabled account or a lost membership holds at once.

``X-Tenant-ID`` is for administrators: it makes the request act in another tenant, in which the user has to
be an administrator too. Any other tenant is refused alike, whether it exists or not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import Flask, current_app, request
from sqlalchemy import Connection

from app.api.authentication import bearer_token
from app.api.dialects.praetor.caller import Caller, caller_of
from app.api.dialects.praetor.identity.cookie_requests import COOKIE, check_origin
from app.api.dialects.praetor.identity.key_ring import KeyRing
from app.api.native_threads import NativeThreads
from app.api.services import Services, services, transaction_for
from app.domain.users.foreign_tokens import ForeignClaims, ForeignIssuer, configured_issuer, find_user, provision
from app.domain.users.queries import ADMINISTRATOR, SignedIn, act_as, find_signed_in, list_memberships
from app.domain.users.session_tokens import issuer_of, verify
from app.domain.users.sessions import OWN_ISSUER, open_session
from app.errors import Forbidden, Unauthenticated
from app.storage.database import act_for
from app.storage.identifiers import parsed_id

NAME = "praetor-identity"
TENANT_HEADER = "X-Tenant-ID"
PASSWORDS_AT_ONCE = 4


@dataclass(slots=True, kw_only=True)
class Identity:
    """What one application verifies tokens with. ``bypass`` lets tests in; it is there in the test mode alone."""

    keys: KeyRing
    foreign: ForeignIssuer | None
    bypass: Callable[[], Caller | None] | None
    passwords: NativeThreads
    """Where passwords are hashed."""


def install(app: Flask, held: Services) -> None:
    """Prepare the application to recognise callers."""
    app.extensions[NAME] = Identity(
        keys=KeyRing(held),
        foreign=configured_issuer(held.settings),
        bypass=_bypass() if held.settings.e2e_test_mode else None,
        passwords=NativeThreads(PASSWORDS_AT_ONCE),
    )


def identity() -> Identity:
    """What the present application verifies tokens with."""
    held: Identity = current_app.extensions[NAME]
    return held


def check_session() -> Caller:
    """Who calls.

    Raises:
        Unauthenticated: no token, or one that opens nothing (any more).
        Forbidden: the cookie came from another site, or the tenant that was asked for is not his to administer.
        Unavailable: the issuer of the token does not answer.
    """
    held = identity()
    if held.bypass is not None and (tester := held.bypass()) is not None:
        return tester
    token = _token()
    issuer = issuer_of(token)
    if issuer == OWN_ISSUER:
        return _caller_of_own(token, held)
    if held.foreign is not None and issuer == held.foreign.issuer:
        return _caller_of_foreign(held.foreign.verify(token))
    raise Unauthenticated


def _bypass() -> Callable[[], Caller | None]:
    from app.api.dialects.praetor.identity.e2e_test_mode import caller_of_a_test  # noqa: PLC0415 (loaded in this mode alone)

    return caller_of_a_test


def _token() -> str:
    if "Authorization" in request.headers or not request.cookies.get(COOKIE):
        return bearer_token()
    check_origin()
    return request.cookies[COOKIE]


def _caller_of_own(token: str, held: Identity) -> Caller:
    claims = verify(token, keys=held.keys.verifying(token))
    wanted = _wanted_tenant()
    with transaction_for(services().engine, tenant_id=wanted or claims.tenant_id) as connection:
        found = find_signed_in(
            connection,
            user_id=claims.user_id,
            session_id=claims.session_id,
            tenant_id=wanted or claims.tenant_id,
            home=wanted is None,
        )
    return _admitted(found, tenant_id=claims.tenant_id, wanted=wanted)


def _caller_of_foreign(claims: ForeignClaims) -> Caller:
    wanted = _wanted_tenant()
    with transaction_for(services().engine) as connection:
        user_id = _known_user(connection, claims)
        home = _home(connection, user_id)
        act_for(connection, tenant_id=wanted or home)
        found = _entered(connection, claims, user_id=user_id, home=home, wanted=wanted)
    return _admitted(found, tenant_id=home, wanted=wanted)


def _known_user(connection: Connection, claims: ForeignClaims) -> UUID:
    known = find_user(connection, claims=claims)
    if known is not None:
        return known
    tenant_id = services().settings.jwt_tenant
    if tenant_id is None:
        raise Unauthenticated
    act_for(connection, tenant_id=tenant_id)
    return provision(connection, claims=claims, tenant_id=tenant_id)


def _home(connection: Connection, user_id: UUID) -> UUID:
    act_as(connection, user_id=user_id)
    memberships = list_memberships(connection, user_id=user_id)
    if not memberships:
        raise Unauthenticated
    return memberships[0].tenant_id


def _entered(
    connection: Connection, claims: ForeignClaims, *, user_id: UUID, home: UUID, wanted: UUID | None
) -> SignedIn | None:
    """The session of a foreign token, entered when it is seen first."""

    def find() -> SignedIn | None:
        return find_signed_in(
            connection,
            user_id=user_id,
            session_id=claims.session_id,
            tenant_id=wanted or home,
            home=wanted is None,
        )

    if (found := find()) is not None:
        return found
    act_for(connection, tenant_id=home)
    open_session(
        connection,
        user_id=user_id,
        tenant_id=home,
        lifetime=timedelta(days=services().settings.session_days),
        issuer=claims.issuer,
        session_id=claims.session_id,
    )
    act_for(connection, tenant_id=wanted or home)
    return find()


def _wanted_tenant() -> UUID | None:
    """The tenant of the header, None without one.

    Raises:
        Forbidden: it is no id.
    """
    written = request.headers.get(TENANT_HEADER)
    if written is None:
        return None
    wanted = parsed_id(written)
    if wanted is None:
        raise Forbidden(f"{TENANT_HEADER} names no tenant that you administer")
    return wanted


def _admitted(found: SignedIn | None, *, tenant_id: UUID, wanted: UUID | None) -> Caller:
    if found is None:
        raise Unauthenticated
    if wanted is not None and found.role != ADMINISTRATOR:
        raise Forbidden(f"{TENANT_HEADER} names no tenant that you administer")
    if found.role is None:
        raise Unauthenticated
    return caller_of(found, tenant_id=wanted or tenant_id)
