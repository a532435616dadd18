"""Signing in, and the tenant itself."""

from tests.dialects.tenants.rows import Nobodys, Own, Rows, Tenant

ROWS: Rows = {
    "POST /api/auth/login": Nobodys("takes a person's own password"),
    "POST /api/auth/refresh": Nobodys("takes a person's own token"),
    "POST /api/auth/logout": Nobodys("ends the session of the token that it is sent with"),
    "GET /api/auth/me": Own(),
    "GET /api/admin/tenant": Own(),
    "PATCH /api/admin/tenant": Own(body={"flags": {"kits_enabled": True}}),
}


def things(tenant: Tenant) -> None:
    """The tenant and its administrator are there already."""
