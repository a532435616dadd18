"""Whose data a request is about."""

from app.api.credentials import principal
from app.api.dialects.ptc.identity import current_user
from app.domain.investments.rows import Owner


def owner() -> Owner:
    """The user that the request's header names, in the tenant of its key.

    Raises:
        ValidationFailed: it names nobody.
    """
    return Owner(tenant_id=principal().tenant_id, user_id=current_user())
