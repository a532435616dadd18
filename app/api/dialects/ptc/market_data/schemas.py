"""What clients ask for of market data and of its cache, and what they get."""

from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate, validates_schema

from app.api.body_schemas import Body
from app.api.run_requests import QueryCount
from app.domain.market_data.cache import LONGEST_PATTERN, MOST_STARS
from app.domain.market_data.provider import LONGEST_SYMBOL

MOST_SYMBOLS = 50
MOST_FOUND = 100
LONGEST_WORDS = 200
_NOTICE = {"description": "Only on sample data: what it is"}


def _check_order(data: dict[str, Any]) -> None:
    if "from" in data and "to" in data and data["from"] > data["to"]:
        raise ValidationError("Must not be before `from`.", field_name="to")


def _check_pattern(value: str) -> None:
    if not 0 < len(value) <= LONGEST_PATTERN or value.count("*") > MOST_STARS:
        raise ValidationError(f"Must have 1 to {LONGEST_PATTERN} characters and at most {MOST_STARS} stars.")


def _check_words(value: str) -> None:
    if not value.strip():
        raise ValidationError("Must not be blank.")


def _interval() -> fields.String:
    # Which ones there are depends on what is asked for; the route says it in the documented words.
    return fields.String(
        load_default="1min",
        metadata={"description": "1min, 5min, 15min, 30min, 1hour or 4hour; indexes: 1min, 5min or 1hour"},
    )


def _day() -> fields.Date:
    return fields.Date(format="%Y-%m-%d", metadata={"description": "YYYY-MM-DD, included"})


_Span = {"interval": _interval(), "from": _day(), "to": _day()}


class _Asked(Schema):
    class Meta:
        unknown = EXCLUDE
        include = _Span

    @validates_schema
    def check_order(self, data: dict[str, Any], **_: Any) -> None:
        _check_order(data)


class IntradayQuery(_Asked):
    """The query of one symbol."""


class BatchBody(Body):
    """The body of a batch."""

    class Meta(Body.Meta):
        include = _Span

    symbols = fields.List(
        fields.String(validate=validate.Length(1, 2 * LONGEST_SYMBOL)),
        required=True,
        validate=validate.Length(1, MOST_SYMBOLS),
    )

    @validates_schema
    def check_order(self, data: dict[str, Any], **_: Any) -> None:
        _check_order(data)


class SearchQuery(Schema):
    """The query of a search."""

    class Meta:
        unknown = EXCLUDE

    query = fields.String(required=True, validate=(validate.Length(1, LONGEST_WORDS), _check_words))
    limit = QueryCount(load_default=50, validate=validate.Range(1, MOST_FOUND))
    exchange = fields.List(
        fields.String(),
        load_default=list,
        metadata={"description": "Short names such as NASDAQ; may be given several times"},
    )


class ClearQuery(Schema):
    """The query that names what is to be cleared."""

    class Meta:
        unknown = EXCLUDE

    pattern = fields.String(
        validate=_check_pattern,
        metadata={"description": "Cache keys, with `*`, `?` and `[…]`, e.g. `fmp:intraday:stock:*`; left out: all"},
    )


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
