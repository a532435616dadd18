"""The cache of market data: counts, and clearing it (rows 002-57 and 002-58).

Clearing reaches the cached answers and nothing else in Redis, which the queue and the live channel share.
"""

from typing import Any

import redis
from flask import Response

from app.api.dialects.ptc.blueprint import PtcBlueprint
from app.api.dialects.ptc.dialect import PREFIX
from app.api.dialects.ptc.identity import PTC_KEY
from app.api.dialects.ptc.market_data import presenters
from app.api.dialects.ptc.market_data.routes import quotes
from app.api.dialects.ptc.market_data.schemas import CacheStatsAnswer, ClearedAnswer, ClearQuery
from app.api.http.json_bodies import json_response
from app.errors import Unavailable

cache = PtcBlueprint("ptc-cache", __name__, url_prefix=f"{PREFIX}/cache", description="PTC: the cache of market data")

RETRY_SECONDS = 2


@cache.route("/stats", credentials=PTC_KEY)
@cache.answers(200, CacheStatsAnswer, description="Counted by all processes; `hit_rate` in percent")
@cache.fails()
def stats() -> Response:
    """How often market data came from the cache. Without Redis everything is 0 and `healthy` is false."""
    return json_response(presenters.cache_stats(quotes().cache.stats()))


@cache.route("/clear", method="POST", credentials=PTC_KEY)
@cache.takes(ClearQuery, location="query")
@cache.answers(200, ClearedAnswer, description="How many entries there were")
@cache.fails("UNPROCESSABLE_ENTITY")
def clear(query: dict[str, Any]) -> Response:
    """Forget cached market data: what matches `pattern`, or all."""
    pattern = query.get("pattern")
    try:
        deleted = quotes().cache.clear() if pattern is None else quotes().cache.clear(pattern)
    except (redis.RedisError, OSError):
        raise Unavailable("The cache does not answer right now", retry_after=RETRY_SECONDS) from None
    if pattern is None:
        return json_response({"message": "Cleared ALL caches", "success": True, "deleted": deleted})
    message = f"Cleared {deleted} cache entries matching pattern: {pattern}"
    return json_response({"message": message, "deleted": deleted, "pattern": pattern})
