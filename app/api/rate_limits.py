"""Rate limits, counted per credential in Redis; in the process's own memory while Redis does not answer.

A limit is never simply off: without Redis, each API process counts on its own.
"""

import math
import time
from collections.abc import Callable
from typing import Any

from flask import Flask, Response
from flask_limiter import Limiter, RateLimitExceeded

from app.api.credentials import principal
from app.api.error_responses import error_response
from app.api.services import Services
from app.errors import RateLimited

RUN_STARTS = "run-starts"

_ATTRIBUTE = "baton_limited_as"


def declare(view: Callable[..., Any], limit: str | None) -> None:
    """Note which limit counts the calls of ``view``."""
    setattr(view, _ATTRIBUTE, limit)


def install(app: Flask, held: Services) -> None:
    """Put each route under the limit that it declared. To be called when all routes are known."""
    limiter = _limiter(app, held)
    amounts = {RUN_STARTS: f"{held.settings.run_starts_per_minute} per minute"}
    for endpoint, view in app.view_functions.items():
        name = getattr(view, _ATTRIBUTE, None)
        if name is not None:
            limited: Any = limiter.shared_limit(amounts[name], scope=name)(view)
            app.view_functions[endpoint] = limited
    app.register_error_handler(RateLimitExceeded, lambda _error: _refusal(limiter))


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


def _refusal(limiter: Limiter) -> Response:
    """Tell when the window ends; one that is just ending still asks for a whole second."""
    limit = limiter.current_limit
    assert limit is not None
    seconds = max(1, math.ceil(limit.reset_at - time.time()))
    error = RateLimited(
        f"More than {limit.limit.amount} run starts in a minute",
        details={"limit": limit.limit.amount, "retryAfterSeconds": seconds},
        retry_after=seconds,
    )
    response = error_response(error)
    response.headers["X-RateLimit-Limit"] = str(limit.limit.amount)
    response.headers["X-RateLimit-Remaining"] = "0"
    response.headers["X-RateLimit-Reset"] = str(limit.reset_at)
    return response
