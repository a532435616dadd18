"""Who calls the PTC API: a key's tenant, and in it the user that the client names.

The documented calls carry no secret at all. With ``AUTH_MODE=open`` (loopback alone) they work as they are
printed and everybody is one tenant; otherwise a key (``ptc_live_…``) is needed, as bearer token or as
``X-API-Key``. ``X-User-Id`` names a user inside that tenant; it is the client's own word.
"""

from uuid import UUID

from flask import request

from app.api.authentication import bearer_token
from app.api.credentials import Credentials, Principal
from app.api.http.error_responses import ValidationFailed
from app.api.services import Services, services, transaction_for
from app.domain.accounts.key_texts import PTC, is_well_formed
from app.domain.accounts.operations import ensure_tenant, use_key
from app.errors import Unauthenticated

OPEN_TENANT = UUID("5f4b8a6e-0d0c-5a63-9d0e-1a7f5d2c9b34")
USER_HEADER = "X-User-Id"
LONGEST_USER_ID = 255

_OPEN = "ptc-open"


def check_ptc_caller() -> Principal:
    """Who calls the PTC API.

    Raises:
        Unauthenticated: no key where one is needed, a revoked one, or one of another API.
    """
    held = services()
    if held.settings.auth_mode == "open" and not _sends_a_key():
        return Principal(tenant_id=_open_tenant(held), credential=_OPEN)
    key = request.headers.get("X-API-Key", "").strip() or bearer_token()
    if not is_well_formed(key, family=PTC):
        raise Unauthenticated
    with transaction_for(held.engine) as connection:
        found = use_key(connection, family=PTC, key=key)
    if found is None:
        raise Unauthenticated
    return Principal(tenant_id=found.tenant_id, credential=str(found.id))


PTC_KEY = Credentials(
    name="ptcKey",
    check=check_ptc_caller,
    scheme={
        "type": "http",
        "scheme": "bearer",
        "description": "A PTC key (`ptc_live_…`); not needed on loopback with AUTH_MODE=open.",
    },
)


def named_user() -> str | None:
    """The user that the request's header names; None if it names nobody.

    Raises:
        ValidationFailed: the name is too long.
    """
    user_id = request.headers.get(USER_HEADER, "").strip()
    if len(user_id) > LONGEST_USER_ID:
        raise _refused(f"Must have at most {LONGEST_USER_ID} characters.")
    return user_id or None


def current_user() -> str:
    """The user that the request's header names.

    Raises:
        ValidationFailed: it names nobody.
    """
    user_id = named_user()
    if user_id is None:
        raise _refused("Missing data for required field.")
    return user_id


def _refused(message: str) -> ValidationFailed:
    return ValidationFailed(f"{USER_HEADER}: {message}", details={"fields": {USER_HEADER: message}, "in": "header"})


def _sends_a_key() -> bool:
    return "X-API-Key" in request.headers or "Authorization" in request.headers


def _open_tenant(held: Services) -> UUID:
    if OPEN_TENANT not in held.known_tenants:
        with transaction_for(held.engine, tenant_id=OPEN_TENANT) as connection:
            ensure_tenant(connection, tenant_id=OPEN_TENANT, name="PTC on this machine")
        held.known_tenants.add(OPEN_TENANT)
    return OPEN_TENANT
