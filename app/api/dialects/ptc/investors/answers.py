"""The shapes of answers about users, preferences, holdings and watchlists, for the OpenAPI document."""

from marshmallow import Schema, fields

from app.api.answer_schemas import nullable

_AMOUNT = {"description": "A decimal number, exact", "example": "150.00"}


class UserItem(Schema):
    user_id = fields.String(required=True)
    email = nullable(fields.String)
    name = nullable(fields.String)
    avatar_url = nullable(fields.String)
    timezone = nullable(fields.String)
    locale = nullable(fields.String)
    onboarding_completed = fields.Boolean(required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)
    last_login_at = nullable(fields.DateTime)


class PreferencesItem(Schema):
    preference_id = fields.UUID(required=True)
    user_id = fields.String(required=True)
    risk_preference = fields.Dict(required=True)
    investment_preference = fields.Dict(required=True)
    agent_preference = fields.Dict(required=True)
    other_preference = fields.Dict(required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class UserWithPreferences(Schema):
    user = fields.Nested(UserItem, required=True)
    preferences = fields.Nested(PreferencesItem, required=True, allow_none=True)


class HoldingItem(Schema):
    holding_id = fields.UUID(required=True)
    user_id = fields.String(required=True)
    symbol = fields.String(required=True)
    instrument_type = fields.String(required=True)
    exchange = nullable(fields.String)
    name = nullable(fields.String)
    quantity = fields.String(required=True, metadata=_AMOUNT)
    average_cost = nullable(fields.String, metadata=_AMOUNT)
    currency = fields.String(required=True)
    account_name = nullable(fields.String)
    notes = nullable(fields.String)
    metadata = fields.Dict(required=True)
    first_purchased_at = nullable(fields.DateTime)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class PortfolioAnswer(Schema):
    holdings = fields.List(fields.Nested(HoldingItem), required=True)
    total = fields.Integer(required=True)


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
