"""Cookies are sent by browsers on anybody's behalf, so what changes something must come from our own pages.

A browser says where a request comes from: in ``Sec-Fetch-Site``, in ``Origin``, or both. One that says
neither is too old to be trusted with a cookie.
"""

from flask import request

from app.api.services import services
from app.errors import Forbidden

COOKIE = "stytch_session_jwt"

_SAFE = {"GET", "HEAD", "OPTIONS"}


def check_origin() -> None:
    """Refuse a request that would change something and comes from another site.

    Raises:
        Forbidden: it does.
    """
    if request.method in _SAFE:
        return
    origin = request.headers.get("Origin")
    if origin is not None:
        trusted = origin.lower() in (request.host_url.rstrip("/").lower(), *services().settings.trusted_origins)
    else:
        trusted = request.headers.get("Sec-Fetch-Site") in ("same-origin", "none")
    if not trusted:
        raise Forbidden("A request with the session cookie must come from our own pages")
