"""What clients send about watchlists and their items, and what they get.

Fields that are not known are ignored, but for alerts, which clients extend; null is absent.
"""

from marshmallow import Schema, fields, validate

from app.api.answer_schemas import nullable
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


class WatchlistView(Schema):
    watchlist_id = fields.UUID(required=True)
    user_id = fields.String(required=True)
    name = fields.String(required=True)
    description = nullable(fields.String)
    is_default = fields.Boolean(required=True)
    display_order = fields.Integer(required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class WatchlistsAnswer(Schema):
    watchlists = fields.List(fields.Nested(WatchlistView), required=True)
    total = fields.Integer(required=True)


class WatchlistItemView(Schema):
    item_id = fields.UUID(required=True)
    watchlist_id = fields.UUID(required=True)
    user_id = fields.String(required=True)
    symbol = fields.String(required=True)
    instrument_type = fields.String(required=True)
    exchange = nullable(fields.String)
    name = nullable(fields.String)
    notes = nullable(fields.String)
    alert_settings = fields.Dict(required=True)
    metadata = fields.Dict(required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class WatchlistItemsAnswer(Schema):
    items = fields.List(fields.Nested(WatchlistItemView), required=True)
    total = fields.Integer(required=True)


class WatchlistWithItems(WatchlistView):
    items = fields.List(fields.Nested(WatchlistItemView), required=True)
    total = fields.Integer(required=True)
