"""The shapes of answers about watchlists and their items, for the OpenAPI document."""

from marshmallow import Schema, fields

from app.api.answer_schemas import nullable


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
