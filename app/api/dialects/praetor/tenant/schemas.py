"""What clients send and get about their tenant."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from app.api.body_schemas import Body, SwitchField

MOST_FLAGS = 50


def _not_too_many(flags: Any) -> None:
    if len(flags) > MOST_FLAGS:
        raise ValidationError(f"At most {MOST_FLAGS} flags.")


class TenantBody(Body):
    flags = fields.Dict(
        keys=fields.String(validate=validate.Regexp(r"[a-z][a-z0-9_]{0,62}\Z")),
        values=SwitchField(required=True),
        required=True,
        validate=_not_too_many,
        metadata={"description": "Those to switch, such as `kits_enabled`; the others stay as they are"},
    )


class TenantData(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    flags = fields.Dict(keys=fields.String(), values=fields.Boolean(), required=True)
