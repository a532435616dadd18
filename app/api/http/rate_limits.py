"""Rate limits: so many requests of a kind in a minute and for one caller.

A route says which limit counts it. A dialect may name one that counts all its other requests, and then
tells the count on every answer; those that never got as far as a caller (no or bad credentials, unknown
paths) are counted by the address that they came from. Without Redis the limits hold per process
(``request_counts``): they are never simply off.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from flask import Flask, Response, current_app, g, request

from app.api.credentials import Principal
from app.api.dialect import current_dialect
from app.api.http.error_responses import error_response
from app.api.http.request_counts import Count, RequestCounts
from app.api.services import Services
from app.errors import RateLimited
from app.settings import Settings

RUN_STARTS = "run-starts"
SIGNUPS = "signups"
PRAETOR_REQUESTS = "praetor-requests"
PRAETOR_AGENTS = "praetor-agents"
PRAETOR_COMPILATIONS = "praetor-compilations"
PRAETOR_CHAT = "praetor-chat"

NAME = "baton-limits"
_ATTRIBUTE = "baton_limited_as"


MINUTE = 60
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Limit:
    """So many in so many seconds; ``what`` is what a refusal calls them."""

    amount: int
    seconds: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The counts, and each limit by its name."""

    counts: RequestCounts
    by_name: Mapping[str, Limit]


def declare(view: Callable[..., Any], limit: str | None) -> None:
    """Note which limit counts the calls of ``view``."""
    setattr(view, _ATTRIBUTE, limit)


def declared(view: Callable[..., Any] | None) -> str | None:
    """The limit that counts the calls of ``view``; None if the dialect's own does, if it has one."""
    return getattr(view, _ATTRIBUTE, None)


def install(app: Flask, held: Services) -> None:
    """Count each request, once it is known who calls. To be called after the check of credentials is installed."""
    app.extensions[NAME] = Limits(counts=RequestCounts(held.redis), by_name=_limits(held.settings))
    app.before_request(_count)
    app.after_request(_tell)


def limits() -> Limits:
    """The limits of the present application."""
    held: Limits = current_app.extensions[NAME]
    return held


def count_as(name: str) -> None:
    """Count the present request by another limit as well, for what its body asks for.

    Raises:
        RateLimited: it is one too many of these.
    """
    caller: Principal | None = g.get("principal")
    if (refusal := _hit(name, caller.credential if caller else f"address:{caller_network()}")) is not None:
        raise refusal


def too_many(count: Count, *, what: str) -> RateLimited:
    """The refusal of a request beyond its limit."""
    seconds = count.retry_after
    return RateLimited(
        f"More than {count.limit} {what}",
        details={"limit": count.limit, "retryAfterSeconds": seconds},
        retry_after=seconds,
    )


def caller_network() -> str:
    """Where the request came from. Of IPv6 the /64, since its holder has all addresses in it."""
    try:
        address = ip_address((request.remote_addr or "").partition("%")[0])
    except ValueError:
        return "nowhere"  # a socket without addresses
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False).network_address)
    return str(address)


def _limits(settings: Settings) -> Mapping[str, Limit]:
    return {
        RUN_STARTS: Limit(settings.run_starts_per_minute, MINUTE, "run starts in a minute"),
        SIGNUPS: Limit(settings.signups_per_hour, HOUR, "new projects in an hour from this address"),
        PRAETOR_REQUESTS: Limit(settings.praetor_requests_per_minute, MINUTE, "requests in a minute"),
        PRAETOR_AGENTS: Limit(settings.praetor_agent_starts_per_minute, MINUTE, "agent requests in a minute"),
        PRAETOR_COMPILATIONS: Limit(settings.praetor_compilations_per_minute, MINUTE, "compilations in a minute"),
        PRAETOR_CHAT: Limit(settings.praetor_chat_messages_per_minute, MINUTE, "chat messages in a minute"),
    }


def _count() -> None:
    name = declared(current_app.view_functions.get(request.endpoint or "")) or current_dialect().limited_as
    if name is None:
        return
    count_as(name)


def _hit(name: str, who: str) -> RateLimited | None:
    limit = limits().by_name[name]
    count = limits().counts.hit(f"{name}:{who}", limit=limit.amount, seconds=limit.seconds)
    g.rate_count = count
    return too_many(count, what=limit.what) if count.exceeded else None


def _tell(response: Response) -> Response:
    general = current_dialect().limited_as
    if general is not None and "rate_count" not in g:
        # Refused before it was counted.
        refusal = _hit(general, f"address:{caller_network()}")
        response = error_response(refusal) if refusal is not None else response
    count: Count | None = g.get("rate_count")
    if count is not None and (general is not None or count.exceeded):
        response.headers["X-RateLimit-Limit"] = str(count.limit)
        response.headers["X-RateLimit-Remaining"] = str(count.remaining)
        response.headers["X-RateLimit-Reset"] = str(int(count.resets_at + 0.999))
    return response
