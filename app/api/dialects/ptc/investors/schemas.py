"""What is sent of users, preferences, holdings and watchlists.

Fields that are not known are ignored, but for preferences and alerts, which clients extend. Null is nothing,
except inside of preferences, where it takes a key out.
"""

import json
from datetime import UTC
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

import orjson
from flask import request
from marshmallow import INCLUDE, Schema, ValidationError, fields, pre_load, validate

from app.api.body_schemas import Body, SwitchField
from app.api.run_requests import Count
from app.domain.investments.models import INSTRUMENT_TYPES

LONGEST_SYMBOL = 50
LONGEST_NOTES = 10_000
LARGEST_OBJECT = 16 * 1024
MOST_DIGITS = 20
"""Of an amount, before the point and behind it."""
MOST_ORDER = 2**31 - 1


class SymbolField(fields.String):
    """The name of an instrument, in upper case."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        symbol = super()._deserialize(value, attr, data, **kwargs).strip()
        if not 0 < len(symbol) <= LONGEST_SYMBOL or not (symbol.isascii() and symbol.isprintable()):
            raise ValidationError(f"Must be 1 to {LONGEST_SYMBOL} printable ASCII characters.")
        return symbol.upper()


class ExactAmount(fields.String):
    """A decimal number, as a JSON number or as a string; every digit counts."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> Any:  # noqa: ARG002
        if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
            raise self.make_error("invalid")
        try:
            amount = Decimal(str(value).strip() if isinstance(value, str | float) else value)
        except InvalidOperation:
            raise ValidationError("Not a valid decimal number.") from None
        if not amount.is_finite() or amount.adjusted() >= MOST_DIGITS or int(amount.as_tuple().exponent) < -MOST_DIGITS:
            raise ValidationError(f"Must be a number of at most {MOST_DIGITS} digits before and behind the point.")
        return amount


def _check_size(value: dict[str, Any]) -> None:
    if len(orjson.dumps(value)) > LARGEST_OBJECT:
        raise ValidationError(f"Must be at most {LARGEST_OBJECT} bytes of JSON.")


def _text(longest: int, *, shortest: int = 0, **options: Any) -> fields.String:
    return fields.String(validate=validate.Length(shortest, longest), **options)


def _word(*words: str) -> fields.String:
    return fields.String(allow_none=True, validate=validate.OneOf(words))


def _object(**options: Any) -> fields.Dict:
    return fields.Dict(keys=fields.String(), validate=_check_size, **options)


class ProfileBody(Body):
    """A new user; who he is, the header says."""

    email = _text(255)
    name = _text(255)
    avatar_url = _text(2_000)
    timezone = _text(100, metadata={"example": "America/New_York"})
    locale = _text(20, metadata={"example": "en-US"})


class ProfileChange(ProfileBody):
    onboarding_completed = SwitchField()


class _Open(Schema):
    """An object that clients add words of their own to."""

    class Meta:
        unknown = INCLUDE


class RiskPreference(_Open):
    risk_tolerance = _word("low", "medium", "high", "long_term_focus")


class InvestmentPreference(_Open):
    company_interest = _word("growth", "stable", "value", "esg")
    holding_period = _word("short_term", "mid_term", "long_term", "flexible")
    analysis_focus = _word("growth", "valuation", "moat", "risk")


class AgentPreference(_Open):
    output_style = _word("summary", "data", "deep_dive", "quick")


class PreferencesChange(Body):
    """What is given is merged into what there is, key by key; null takes a key out."""

    risk_preference = fields.Nested(RiskPreference, validate=_check_size)
    investment_preference = fields.Nested(InvestmentPreference, validate=_check_size)
    agent_preference = fields.Nested(AgentPreference, validate=_check_size)
    other_preference = _object()


class HoldingChange(Body):
    """What can be changed of a holding."""

    AMOUNTS: ClassVar = ("quantity", "average_cost")

    name = _text(255)
    quantity = ExactAmount()
    average_cost = ExactAmount()
    currency = _text(10, shortest=1)
    notes = _text(LONGEST_NOTES)
    metadata = _object()
    first_purchased_at = fields.AwareDateTime(default_timezone=UTC)

    @pre_load
    def with_all_digits(self, data: Any, **_: Any) -> Any:
        """Numbers as they are written: read as floats they would have lost digits by now."""
        if not isinstance(data, dict) or not any(isinstance(data.get(name), float) for name in self.AMOUNTS):
            return data
        written = json.loads(request.get_data(cache=True), parse_float=Decimal, parse_int=Decimal)
        return data | {name: written[name] for name in self.AMOUNTS if name in data}


class HoldingBody(HoldingChange):
    """A new holding."""

    symbol = SymbolField(required=True)
    instrument_type = fields.String(required=True, validate=validate.OneOf(INSTRUMENT_TYPES))
    exchange = _text(50)
    quantity = ExactAmount(required=True)
    account_name = _text(100)


class WatchlistChange(Body):
    """What can be changed of a watchlist."""

    name = _text(100, shortest=1)
    description = _text(LONGEST_NOTES)
    is_default = SwitchField(metadata={"description": "The list that was the default is so no more"})
    display_order = Count(validate=validate.Range(-MOST_ORDER, MOST_ORDER))


class WatchlistBody(WatchlistChange):
    """A new watchlist."""

    name = _text(100, shortest=1, required=True)


class AlertSettings(_Open):
    price_above = fields.Float(allow_none=True)
    price_below = fields.Float(allow_none=True)
    percent_change = fields.Float(allow_none=True)
    news_alerts = SwitchField(allow_none=True)


class ItemChange(Body):
    """What can be changed of an item."""

    name = _text(255)
    notes = _text(LONGEST_NOTES)
    alert_settings = fields.Nested(AlertSettings, validate=_check_size)
    metadata = _object()


class ItemBody(ItemChange):
    """A new item."""

    symbol = SymbolField(required=True)
    instrument_type = fields.String(required=True, validate=validate.OneOf(INSTRUMENT_TYPES))
    exchange = _text(50)
