"""The shapes of answers about holdings, for the OpenAPI document."""

from marshmallow import Schema, fields

from app.api.answer_schemas import nullable

_AMOUNT = {"description": "A decimal number, exact", "example": "150.00"}


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
