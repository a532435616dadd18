"""Rate limits, counted in Redis per credential, or per address where none is needed.

While Redis does not answer, each API process counts on its own in its memory: a limit is never simply off.
"""

import math
import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from flask import Flask, Response, request
from flask_limiter import Limiter, RateLimitExceeded

from app.api.credentials import principal
from app.api.error_responses import error_response
from app.api.services import Services
from app.errors import RateLimited

RUN_STARTS = "run-starts"
SIGNUPS = "signups"

_ATTRIBUTE = "baton_limited_as"


def declare(view: Callable[..., Any], limit: str | None) -> None:
    """Note which limit counts the calls of ``view``."""
    setattr(view, _ATTRIBUTE, limit)


def install(app: Flask, held: Services) -> None:
    """Put each route under the limit that it declared. To be called when all routes are known."""
    limiter = _limiter(app, held)
    starts, signups = held.settings.run_starts_per_minute, held.settings.signups_per_hour
    limits: dict[str, dict[str, Any]] = {
        RUN_STARTS: {
            "limit_value": f"{starts} per minute",
            "key_func": _caller,
            "error_message": f"More than {starts} run starts in a minute",
        },
        SIGNUPS: {
            "limit_value": f"{signups} per hour",
            "key_func": _network,
            "error_message": f"More than {signups} new projects in an hour from this address",
        },
    }
    for endpoint, view in app.view_functions.items():
        name = getattr(view, _ATTRIBUTE, None)
        if name is not None:
            limited: Any = limiter.shared_limit(**limits[name], scope=name)(view)
            app.view_functions[endpoint] = limited
    app.register_error_handler(RateLimitExceeded, lambda error: _refusal(limiter, str(error.description)))


def _limiter(app: Flask, held: Services) -> Limiter:
    return Limiter(
        _caller,
        app=app,
        storage_uri=held.settings.redis_url,
        # The process's own pool, whose connections give up after half a second.
        storage_options={"connection_pool": held.redis.connection_pool},  # type: ignore[dict-item]
        key_prefix="baton",
        in_memory_fallback_enabled=True,
        headers_enabled=False,
    )


def _caller() -> str:
    return principal().credential


def _network() -> str:
    """Whence a caller comes who has no credential. Of IPv6 the /64, since its holder has all addresses in it."""
    address = ip_address((request.remote_addr or "127.0.0.1").partition("%")[0])
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or ip_network((address, 64), strict=False).network_address
    return str(address)


def _refusal(limiter: Limiter, message: str) -> Response:
    """Tell when the window ends; one that is just ending still asks for a whole second."""
    limit = limiter.current_limit
    assert limit is not None
    seconds = max(1, math.ceil(limit.reset_at - time.time()))
    error = RateLimited(
        message,
        details={"limit": limit.limit.amount, "retryAfterSeconds": seconds},
        retry_after=seconds,
    )
    response = error_response(error)
    response.headers["X-RateLimit-Limit"] = str(limit.limit.amount)
    response.headers["X-RateLimit-Remaining"] = "0"
    response.headers["X-RateLimit-Reset"] = str(limit.reset_at)
    return response
