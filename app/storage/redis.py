"""Redis connections whose failure is quick.

redis-py 8 defaults to RESP3 (raw reads then miss pub/sub pushes), 5 s timeouts and 10 retries: a publish to
a dead server would hold its caller for seconds. Redis is never the truth here, so half a second is enough.
"""

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry


def connect(url: str, *, timeout: float = 0.5) -> "redis.Redis":
    """A client (with its own pool) for ``url``; every call answers or fails within about ``timeout`` seconds."""
    return redis.Redis.from_url(
        url,
        protocol=2,
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        socket_keepalive=True,
        retry=Retry(NoBackoff(), 0),
        retry_on_error=[],
        decode_responses=False,
    )
