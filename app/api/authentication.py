"""ProductOS's keys: the shared one of the settings, and per-user ones from the database.

Everybody who uses the shared key is one tenant. A per-user key opens its owner's tenant; it is looked up
on every request, so that a revoked key is closed at once.
"""

import hmac
from uuid import UUID

from flask import request

from app.api.credentials import Credentials, Principal
from app.api.services import Services, services, transaction_for
from app.domain.accounts import operations
from app.domain.accounts.key_texts import PRODUCTOS, digest_of, is_well_formed
from app.errors import Unauthenticated


def bearer_token() -> str:
    """The token of ``Authorization: Bearer …``.

    Raises:
        Unauthenticated: there is none.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    return token


def check_productos_key() -> Principal:
    """Who calls the ProductOS API.

    Raises:
        Unauthenticated: no key, a revoked one, or one of another API.
    """
    token, held = bearer_token(), services()
    if _is_shared_key(token, held.settings.productos_api_key):
        return Principal(tenant_id=_shared_tenant(held), credential="productos-shared")
    if not is_well_formed(token, family=PRODUCTOS):
        raise Unauthenticated
    return _owner_of(token, held)


PRODUCTOS_KEY = Credentials(
    name="productosKey",
    check=check_productos_key,
    scheme={
        "type": "http",
        "scheme": "bearer",
        "description": "The shared `PRODUCTOS_API_KEY` or a per-user key (`pos_live_…`).",
    },
)


def _is_shared_key(token: str, shared: str) -> bool:
    # Digests have one length, so the comparison tells nothing about the key's.
    return bool(shared) and hmac.compare_digest(digest_of(token), digest_of(shared))


def _shared_tenant(held: Services) -> UUID:
    tenant_id = operations.shared_tenant_id()
    if tenant_id not in held.known_tenants:
        with transaction_for(held.engine, tenant_id=tenant_id) as connection:
            operations.ensure_tenant(connection, tenant_id=tenant_id, name=operations.SHARED_KEY_OWNER)
        held.known_tenants.add(tenant_id)
    return tenant_id


def _owner_of(token: str, held: Services) -> Principal:
    with transaction_for(held.engine) as connection:
        key = operations.use_key(connection, family=PRODUCTOS, key=token)
    if key is None:
        raise Unauthenticated
    return Principal(tenant_id=key.tenant_id, credential=str(key.id))
