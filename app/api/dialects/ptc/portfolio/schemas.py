"""What clients send about holdings, and what they get. Fields that are not known are ignored; null is absent."""

import json
from datetime import UTC
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from flask import request
from marshmallow import Schema, ValidationError, fields, pre_load, validate

from app.api.answer_schemas import nullable
from app.api.body_schemas import Body
from app.api.dialects.ptc.schemas import LONGEST_NOTES, SymbolField, free_object, text
from app.domain.investments.models import INSTRUMENT_TYPES

MOST_DIGITS = 20
"""Of an amount, before the point and behind it."""
_AMOUNT = {"description": "A decimal number, exact", "example": "150.00"}


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


class HoldingChange(Body):
    """What can be changed of a holding."""

    AMOUNTS: ClassVar = ("quantity", "average_cost")

    name = text(255)
    quantity = ExactAmount()
    average_cost = ExactAmount()
    currency = text(10, shortest=1)
    notes = text(LONGEST_NOTES)
    metadata = free_object()
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
    exchange = text(50)
    quantity = ExactAmount(required=True)
    account_name = text(100)


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
