"""The logins that `baton up` makes on its own services: an administrator and a member of one tenant.

They have no password. Their session tokens live long and stand in dev.env, beside the other keys.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from app.domain.accounts.operations import ensure_tenant
from app.domain.users import operations
from app.domain.users.queries import ADMINISTRATOR, MEMBER, find_user_by_email
from app.domain.users.session_tokens import issue
from app.domain.users.sessions import SessionRecord, open_session
from app.domain.users.signing_keys import SigningPair, signing_pair
from app.settings import Settings
from app.storage import database
from app.storage.secrets import SecretBox

TENANT = UUID("d1b7d2a4-6a0f-5d55-9f57-2f1c6f1f9c10")
LIFETIME = timedelta(days=30)

_TOKENS = {"PRAETOR_TOKEN": ADMINISTRATOR, "PRAETOR_MEMBER_TOKEN": MEMBER}


def development_tokens(settings: Settings) -> dict[str, str]:
    """A session token of 30 days for each development account, by the name of its variable.

    Raises:
        Unavailable: ``settings`` has no secret key, or another one than the signing key was encrypted with.
    """
    engine = database.connect(settings.database_url, pool_size=1, application="baton-up")
    try:
        with database.transaction(engine) as connection:
            pair = signing_pair(connection, box=SecretBox(settings.secret_keys))
            ensure_tenant(connection, tenant_id=TENANT, name="Development")
            return {variable: _token(connection, pair, role) for variable, role in _TOKENS.items()}
    finally:
        engine.dispose()


def _token(connection: Connection, pair: SigningPair, role: str) -> str:
    email = f"{role}@development.invalid"
    known = find_user_by_email(connection, email=email)
    if known is None:
        user_id = operations.create_user(connection, email=email, name=f"Development {role}")
        operations.add_member(connection, tenant_id=TENANT, user_id=user_id, role=role)
    else:
        user_id = known.id
    session_id = open_session(connection, user_id=user_id, tenant_id=TENANT, lifetime=LIFETIME)
    session = SessionRecord(id=session_id, user_id=user_id, tenant_id=TENANT, role=role)
    return issue(pair, session=session, lifetime=LIFETIME, now=datetime.now(UTC)).text
