"""What a login does: counted first, checked with the same work for everybody, then a session.

Failed logins are counted by account and by address, for accounts that do not exist too. The password is
hashed in a thread of its own and outside of any transaction; it takes tens of milliseconds.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection

from app.api.dialects.praetor.identity.authentication import identity
from app.api.http.rate_limits import caller_network, limits, too_many
from app.api.services import services, transaction_for
from app.domain.users import sessions
from app.domain.users.operations import clean_email
from app.domain.users.passwords import is_right
from app.domain.users.queries import LoginRecord, MembershipRecord, act_as, find_login, list_memberships
from app.domain.users.session_tokens import IssuedToken
from app.domain.users.sessions import SessionRecord
from app.errors import Forbidden, InvalidRequest, Unauthenticated
from app.storage.database import act_for

WINDOW_SECONDS = 300
_REFUSAL = "Wrong email or password"


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """An open session with its tokens."""

    session: SessionRecord
    token: IssuedToken
    refresh_token: str


def opened(*, email: str, password: str, tenant_id: UUID | None) -> Login:
    """Open a session for whoever knows the password.

    Raises:
        RateLimited: too many tries, of this account or from this address.
        Unauthenticated: wrong address or password, or the account is closed; all told alike.
        Forbidden: he does not belong to the tenant, or to none at all.
        Unavailable: tokens cannot be signed (``BATON_SECRET_KEYS``).
    """
    account = _account_key(email)
    _count(account)
    user_id = _checked(email, password)
    limits().counts.forget(account)
    pair = identity().keys.signing_pair()
    with transaction_for(services().engine) as connection:
        session = _open(connection, user_id=user_id, tenant_id=tenant_id)
        refresh_token = sessions.new_refresh_token(connection, session_id=session.id, user_id=user_id)
    return Login(session=session, token=identity().keys.issued(session, pair=pair), refresh_token=refresh_token)


def refreshed(*, token: str) -> Login:
    """Prolong a session, by a refresh token that was not used.

    Raises:
        Unauthenticated: the token is unknown or used, or its session is closed.
        Unavailable: tokens cannot be signed.
    """
    pair = identity().keys.signing_pair()  # before the token is used up
    with transaction_for(services().engine) as connection:
        prolonged = sessions.refresh(connection, token=token)
    if prolonged is None:
        raise Unauthenticated("This refresh token prolongs nothing")
    signed = identity().keys.issued(prolonged.session, pair=pair)
    return Login(session=prolonged.session, token=signed, refresh_token=prolonged.token)


def _account_key(email: str) -> str:
    return "login-account:" + hashlib.sha256(email.strip().lower().encode()).hexdigest()


def _count(account: str) -> None:
    held = services().settings
    for key, most in (
        (f"login-address:{caller_network()}", held.login_attempts_per_address),
        (account, held.login_attempts_per_account),
    ):
        count = limits().counts.hit(key, limit=most, seconds=WINDOW_SECONDS)
        if count.exceeded:
            raise too_many(count, what="logins in five minutes")


def _checked(email: str, password: str) -> UUID:
    record = _login_record(email)
    known = record.password_hash if record is not None else None
    right = identity().passwords.computed(lambda: is_right(password, password_hash=known))
    if record is None or not right:
        raise Unauthenticated(_REFUSAL)
    return record.user_id


def _login_record(email: str) -> LoginRecord | None:
    try:
        address = clean_email(email)
    except InvalidRequest:
        address = ""  # nobody's, but asked for like any other
    with transaction_for(services().engine) as connection:
        return find_login(connection, email=address)


def _open(connection: Connection, *, user_id: UUID, tenant_id: UUID | None) -> SessionRecord:
    act_as(connection, user_id=user_id)
    chosen = _chosen(list_memberships(connection, user_id=user_id), tenant_id)
    act_for(connection, tenant_id=chosen.tenant_id)
    opened_id = sessions.open_session(
        connection,
        user_id=user_id,
        tenant_id=chosen.tenant_id,
        lifetime=timedelta(days=services().settings.session_days),
    )
    return SessionRecord(id=opened_id, user_id=user_id, tenant_id=chosen.tenant_id, role=chosen.role)


def _chosen(memberships: list[MembershipRecord], tenant_id: UUID | None) -> MembershipRecord:
    for membership in memberships:
        if tenant_id in (None, membership.tenant_id):
            return membership
    raise Forbidden("This account does not belong to the tenant" if tenant_id else "This account belongs to no tenant")
