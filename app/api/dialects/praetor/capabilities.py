"""What each Praetor route lets its callers do: one table, asked before every request.

A route without a row is closed. A row names a capability, or says that the route is for everybody
(:data:`OPEN`) or for whoever is signed in and about himself alone (:data:`OWN`).
"""

from collections.abc import Mapping

from flask import Flask, request

from app.api.dialect import current_dialect
from app.api.dialects.praetor.caller import caller
from app.errors import Forbidden

OPEN = "open"
OWN = "own"
TENANT_READ = "tenant:read"
TENANT_ADMINISTER = "tenant:administer"

CAPABILITIES: Mapping[str, str] = {
    "POST /api/auth/login": OPEN,
    "POST /api/auth/refresh": OPEN,
    "POST /api/auth/logout": OWN,
    "GET /api/auth/me": OWN,
    "GET /api/admin/tenant": TENANT_ADMINISTER,
    "PATCH /api/admin/tenant": TENANT_ADMINISTER,
}
"""By method and rule, as Flask writes it."""

ADMINISTRATORS_ONLY = frozenset({TENANT_ADMINISTER})


def install(app: Flask) -> None:
    """Ask the table before every request to a Praetor route. To be called once limits are installed."""
    app.before_request(_check)


def authorize(capability: str) -> None:
    """Refuse the caller unless he may do this: administrators everything, members what is not theirs alone.

    Raises:
        Unauthenticated: nobody is signed in.
        Forbidden: he may not.
    """
    if capability == OPEN:
        return
    if not caller().is_administrator and capability in ADMINISTRATORS_ONLY:
        raise Forbidden("Only administrators of the tenant may do this", details={"capability": capability})


def _check() -> None:
    rule = request.url_rule
    # Flask answers OPTIONS by itself, from the rule alone.
    if rule is None or current_dialect().name != "praetor" or request.method == "OPTIONS":
        return
    method = "GET" if request.method == "HEAD" else request.method
    capability = CAPABILITIES.get(f"{method} {rule.rule}")
    if capability is None:
        raise Forbidden
    authorize(capability)
