"""What is sent of watchlists and their items.

Fields that are not known are ignored, but for alerts, which clients extend; null is absent.
"""

from marshmallow import fields, validate

from app.api.body_schemas import Body, SwitchField
from app.api.dialects.ptc.schemas import LONGEST_NOTES, OpenObject, SymbolField, check_size, free_object, text
from app.api.run_requests import Count
from app.domain.investments.models import INSTRUMENT_TYPES

MOST_ORDER = 2**31 - 1


class WatchlistChange(Body):
    """What can be changed of a watchlist."""

    name = text(100, shortest=1)
    description = text(LONGEST_NOTES)
    is_default = SwitchField(metadata={"description": "The list that was the default is so no more"})
    display_order = Count(validate=validate.Range(-MOST_ORDER, MOST_ORDER))


class WatchlistBody(WatchlistChange):
    """A new watchlist."""

    name = text(100, shortest=1, required=True)


class AlertSettings(OpenObject):
    price_above = fields.Float(allow_none=True)
    price_below = fields.Float(allow_none=True)
    percent_change = fields.Float(allow_none=True)
    news_alerts = SwitchField(allow_none=True)


class ItemChange(Body):
    """What can be changed of an item."""

    name = text(255)
    notes = text(LONGEST_NOTES)
    alert_settings = fields.Nested(AlertSettings, validate=check_size)
    metadata = free_object()


class ItemBody(ItemChange):
    """A new item."""

    symbol = SymbolField(required=True)
    instrument_type = fields.String(required=True, validate=validate.OneOf(INSTRUMENT_TYPES))
    exchange = text(50)
