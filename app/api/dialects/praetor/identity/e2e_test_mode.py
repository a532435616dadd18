"""The documented login of end-to-end tests: ``X-E2E-Test-Mode: true`` is an administrator of a tenant of its own.

Loaded only where ``NEXT_PUBLIC_E2E_TEST_MODE`` is on, which the settings refuse outside of development and
of loopback. Even then, only requests from this very machine are let in.
"""

from contextlib import suppress
from uuid import UUID

from flask import request

from app.api.dialects.praetor.caller import Caller
from app.api.services import services, transaction_for
from app.domain.accounts.operations import ensure_tenant
from app.domain.users import operations
from app.domain.users.queries import ADMINISTRATOR, get_tenant
from app.errors import Conflict
from app.settings.values import is_loopback
from app.storage.identifiers import derived_id

HEADER = "X-E2E-Test-Mode"
EMAIL = "e2e@tests.invalid"
NAME = "End-to-end tests"

_TENANT = UUID("a5d2f3de-0b2c-5c43-9a59-7d6f0b2a8e31")
_USER = derived_id(_TENANT, "user")


def caller_of_a_test() -> Caller | None:
    """The test's caller, if the request says that it is a test's and comes straight from this machine."""
    forwarded = any(name in request.headers for name in ("Forwarded", "X-Forwarded-For"))
    if request.headers.get(HEADER) != "true" or forwarded or not is_loopback(request.remote_addr or ""):
        return None
    if _TENANT not in services().known_tenants:
        _make()
        services().known_tenants.add(_TENANT)
    with transaction_for(services().engine, tenant_id=_TENANT) as connection:
        tenant = get_tenant(connection, tenant_id=_TENANT)
    return Caller(
        tenant_id=_TENANT,
        credential=f"user:{_USER}",
        user_id=_USER,
        session_id=derived_id(_TENANT, "session"),
        email=EMAIL,
        name=NAME,
        role=ADMINISTRATOR,
        attributes={},
        tenant_name=tenant.name,
        flags=tenant.flags,
        access_version=tenant.access_version,
    )


def _make() -> None:
    with transaction_for(services().engine, tenant_id=_TENANT) as connection:
        ensure_tenant(connection, tenant_id=_TENANT, name=NAME)
        with suppress(Conflict):  # made by an earlier process
            operations.create_user(connection, email=EMAIL, name=NAME, user_id=_USER)
        operations.add_member(connection, tenant_id=_TENANT, user_id=_USER, role=ADMINISTRATOR)
