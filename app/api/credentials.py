"""What a route asks of its caller, and who the caller turned out to be.

Every route names its :class:`Credentials`; a route that forgot to is closed to everybody.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask, current_app, g, request

from app.errors import Unauthenticated

_ATTRIBUTE = "baton_credentials"


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who calls: the tenant whose rows may be seen, and the credential that limits are counted by."""

    tenant_id: UUID
    credential: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """A way to be let in. ``check`` returns who calls, None if nobody has to be anybody, or raises.

    ``name`` and ``scheme`` are the OpenAPI security scheme; no scheme means that none is needed.
    """

    name: str
    check: Callable[[], Principal | None]
    scheme: Mapping[str, Any] | None = None


PUBLIC = Credentials(name="public", check=lambda: None)


def declare(view: Callable[..., Any], credentials: Credentials) -> None:
    """Note which credentials open ``view``."""
    setattr(view, _ATTRIBUTE, credentials)


def declared(view: Callable[..., Any]) -> Credentials | None:
    """The credentials that open ``view``; None if it was forgotten."""
    return getattr(view, _ATTRIBUTE, None)


def install(app: Flask) -> None:
    """Check the credentials of each request to a known route before anything else is looked at."""
    app.before_request(_check)


def principal() -> Principal:
    """Who calls.

    Raises:
        Unauthenticated: the route lets in nobodies.
    """
    found: Principal | None = g.get("principal")
    if found is None:
        raise Unauthenticated
    return found


def _check() -> None:
    if request.endpoint is None:
        return
    credentials = declared(current_app.view_functions[request.endpoint])
    if credentials is None:
        raise Unauthenticated
    g.principal = credentials.check()
