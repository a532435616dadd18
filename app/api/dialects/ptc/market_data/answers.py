"""The shapes of answers about market data and its cache, for the OpenAPI document."""

from marshmallow import Schema, fields

_NOTICE = {"description": "Only on sample data: what it is"}


class BarItem(Schema):
    date = fields.String(required=True, metadata={"description": "YYYY-MM-DD HH:MM:SS, the exchange's own time"})
    open = fields.Float(required=True)
    high = fields.Float(required=True)
    low = fields.Float(required=True)
    close = fields.Float(required=True)
    volume = fields.Integer(required=True)


class CacheState(Schema):
    cached = fields.Boolean(required=True)
    cache_key = fields.String(required=True)
    ttl_remaining = fields.Integer(required=True, allow_none=True, metadata={"description": "Seconds"})
    refreshed_in_background = fields.Boolean(required=True)


class _MarketDataAnswer(Schema):
    sample = fields.Boolean(metadata={"description": "Only on sample data: true"})
    notice = fields.String(metadata=_NOTICE)


class IntradayAnswer(_MarketDataAnswer):
    symbol = fields.String(required=True)
    interval = fields.String(required=True)
    data = fields.List(fields.Nested(BarItem), required=True)
    count = fields.Integer(required=True)
    cache = fields.Nested(CacheState, required=True)


class BatchCacheStats(Schema):
    total_requests = fields.Integer(required=True)
    cache_hits = fields.Integer(required=True)
    cache_misses = fields.Integer(required=True)
    background_refreshes = fields.Integer(required=True)


class BatchAnswer(_MarketDataAnswer):
    interval = fields.String(required=True)
    results = fields.Dict(keys=fields.String(), values=fields.List(fields.Nested(BarItem)), required=True)
    errors = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    cache_stats = fields.Nested(BatchCacheStats, required=True)


class ListingItem(Schema):
    symbol = fields.String(required=True)
    name = fields.String(required=True)
    currency = fields.String(required=True, allow_none=True)
    stockExchange = fields.String(required=True, allow_none=True)  # noqa: N815
    exchangeShortName = fields.String(required=True, allow_none=True)  # noqa: N815


class SearchAnswer(_MarketDataAnswer):
    query = fields.String(required=True)
    results = fields.List(fields.Nested(ListingItem), required=True)
    count = fields.Integer(required=True)


class CacheStatsAnswer(Schema):
    hits = fields.Integer(required=True)
    misses = fields.Integer(required=True)
    total_requests = fields.Integer(required=True)
    hit_rate = fields.Float(required=True, metadata={"description": "Percent"})
    healthy = fields.Boolean(required=True, metadata={"description": "Whether Redis answers"})
    sets = fields.Integer(required=True)
    deletes = fields.Integer(required=True)
    errors = fields.Integer(required=True)
    enabled = fields.Boolean(required=True)


class ClearedAnswer(Schema):
    message = fields.String(required=True)
    deleted = fields.Integer(required=True)
    pattern = fields.String(metadata={"description": "Only where one was given"})
    success = fields.Boolean(metadata={"description": "Only where no pattern was given"})
