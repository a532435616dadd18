"""Market data and its cache as PTC's clients see them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.domain.market_data.cache import CacheStats, Found
from app.domain.market_data.provider import Listing
from app.domain.market_data.quotes import Intraday


def intraday(found: Intraday, *, interval: str, notice: str | None) -> dict[str, Any]:
    return {
        "symbol": found.symbol,
        "interval": interval,
        "data": found.bars,
        "count": len(found.bars),
        "cache": _cache_state(found.found),
        **_marked(notice),
    }


def batch(found: Sequence[Intraday], errors: Mapping[str, str], *, interval: str, notice: str | None) -> dict[str, Any]:
    hits = sum(each.found.cached for each in found)
    return {
        "interval": interval,
        "results": {each.symbol: each.bars for each in found},
        "errors": errors,
        "cache_stats": {
            "total_requests": len(found) + len(errors),
            "cache_hits": hits,
            "cache_misses": len(found) + len(errors) - hits,
            "background_refreshes": sum(each.found.refreshed_in_background for each in found),
        },
        **_marked(notice),
    }


def search(query: str, found: Iterable[Listing], *, notice: str | None) -> dict[str, Any]:
    results = [
        {
            "symbol": each.symbol,
            "name": each.name,
            "currency": each.currency,
            "stockExchange": each.exchange_name,
            "exchangeShortName": each.exchange,
        }
        for each in found
    ]
    return {"query": query, "results": results, "count": len(results), **_marked(notice)}


def cache_stats(stats: CacheStats) -> dict[str, Any]:
    return {
        "hits": stats.hits,
        "misses": stats.misses,
        "total_requests": stats.total_requests,
        "hit_rate": stats.hit_rate,
        "healthy": stats.healthy,
        "sets": stats.sets,
        "deletes": stats.deletes,
        "errors": stats.errors,
        "enabled": True,
    }


def _cache_state(found: Found) -> dict[str, Any]:
    return {
        "cached": found.cached,
        "cache_key": found.key,
        "ttl_remaining": found.ttl_remaining,
        "refreshed_in_background": found.refreshed_in_background,
    }


def _marked(notice: str | None) -> dict[str, Any]:
    """What sample data says of itself."""
    return {} if notice is None else {"sample": True, "notice": notice}
