"""What is asked for of market data and of its cache."""

from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate, validates_schema

from app.api.body_schemas import Body
from app.api.run_requests import QueryCount
from app.domain.market_data.cache import LONGEST_PATTERN, MOST_STARS
from app.domain.market_data.provider import LONGEST_SYMBOL

MOST_SYMBOLS = 50
MOST_FOUND = 100
LONGEST_WORDS = 200


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
