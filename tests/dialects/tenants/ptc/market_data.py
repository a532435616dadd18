"""Market data and its cache, which are everybody's."""

from tests.dialects.tenants.rows import Nobodys, Rows, Tenant

_PRICES = Nobodys("prices are nobody's")
_CACHE = Nobodys("one cache of everybody's prices")

ROWS: Rows = {
    "GET /api/v1/market-data/intraday/stocks/<symbol>": _PRICES,
    "POST /api/v1/market-data/intraday/stocks": _PRICES,
    "GET /api/v1/market-data/intraday/indexes/<symbol>": _PRICES,
    "POST /api/v1/market-data/intraday/indexes": _PRICES,
    "GET /api/v1/market-data/search/stocks": _PRICES,
    "GET /api/v1/cache/stats": _CACHE,
    "POST /api/v1/cache/clear": _CACHE,
}


def things(tenant: Tenant) -> None:
    """None."""
