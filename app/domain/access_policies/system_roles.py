"""The three roles that every tenant has, and what no role or policy can give away or take.

A membership is in exactly one of them. Their capabilities are not stored unless an administrator has
changed them, so that what a new version adds reaches the members of every tenant.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from app.domain.users.queries import ADMINISTRATOR, CUSTOMER, MEMBER
from app.storage.identifiers import derived_id

PERMISSION_READ = "permission:read"
PERMISSION_EVALUATE = "permission:evaluate"
PERMISSION_INSPECT = "permission:inspect"
PERMISSION_ADMINISTER = "permission:administer"
TENANT_ADMINISTER = "tenant:administer"

ADMINISTRATORS_ONLY = frozenset({TENANT_ADMINISTER, PERMISSION_ADMINISTER})
"""What is never anybody else's, whatever a role or a policy says: whoever could change the rules could make
himself anything."""

NEVER_DENIED = frozenset({PERMISSION_READ, PERMISSION_EVALUATE, PERMISSION_INSPECT, PERMISSION_ADMINISTER})
"""What no policy takes from a tenant's administrators: else one wrong policy would shut them out for good."""

DEFAULT_CAPABILITIES: Mapping[str, Sequence[str]] = {
    ADMINISTRATOR: ("*",),
    MEMBER: ("*:read", "*:write", "*:run", PERMISSION_EVALUATE),
    CUSTOMER: ("organization:read", "agency_project:read"),
}
"""Members look, work and start agents. To delete, inspect and administer is for those who are given it.

Customers see the organizations that they are in and what was given to them there, which is all that these
two show anybody; the rest of the tenant is closed to them unless a role or a policy opens it.
"""

DESCRIPTIONS: Mapping[str, str] = {
    ADMINISTRATOR: "May do everything in the tenant",
    CUSTOMER: "May see the own organizations and what is given to him there",
    MEMBER: "May see, change and run what is in the tenant",
}


def system_role_id(tenant_id: UUID, name: str) -> UUID:
    """The id of the tenant's own role of that name."""
    return derived_id(tenant_id, "role", name)
