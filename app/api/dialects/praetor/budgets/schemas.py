"""What clients send and get about caps."""

from marshmallow import fields, validate

from app.api.body_schemas import Body
from app.api.dialects.praetor.executions.schemas import SpentData
from app.api.run_requests import Amount, Count


class CapBody(Body):
    """The limits that are left out are taken away."""

    maxTokens = Count(validate=validate.Range(0, 2**53))  # noqa: N815
    maxCostUSD = Amount(validate=validate.Range(0, 999_999_999))  # noqa: N815


class CapData(SpentData):
    tokensHeld = fields.Integer(required=True)  # noqa: N815
    costHeld = fields.Float(required=True)  # noqa: N815
