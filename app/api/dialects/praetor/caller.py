"""Who calls Praetor: a user, in a session, acting in one tenant."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.api.credentials import Principal, principal
from app.domain.users.queries import ADMINISTRATOR, SignedIn
from app.errors import Unauthenticated


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller(Principal):
    """A signed-in user. ``role`` and ``attributes`` are those in the tenant that he acts in."""

    user_id: UUID
    session_id: UUID
    email: str | None
    name: str
    role: str
    attributes: Mapping[str, Any]
    tenant_name: str
    flags: Mapping[str, Any]
    access_version: int
    """Of the tenant's roles and policies, as of this request."""

    @property
    def is_administrator(self) -> bool:
        return self.role == ADMINISTRATOR


def caller_of(found: SignedIn, *, tenant_id: UUID) -> Caller:
    """The caller that a session stands for. The limits count all sessions of a user together."""
    assert found.role is not None
    return Caller(
        tenant_id=tenant_id,
        credential=f"user:{found.user_id}",
        user_id=found.user_id,
        session_id=found.session_id,
        email=found.email,
        name=found.name,
        role=found.role,
        attributes=found.attributes or {},
        tenant_name=found.tenant_name or "",
        flags=found.flags or {},
        access_version=found.access_version or 0,
    )


def caller() -> Caller:
    """Who calls.

    Raises:
        Unauthenticated: the route lets in nobodies.
    """
    found = principal()
    if not isinstance(found, Caller):
        raise Unauthenticated
    return found
