"""What Praetor's clients send about logins and tenants."""

from typing import Any

from marshmallow import ValidationError, fields, validate

from app.api.body_schemas import Body, SwitchField

MOST_FLAGS = 50
LONGEST_SECRET = 1024


class LoginBody(Body):
    email = fields.String(required=True, validate=validate.Length(min=1, max=320))
    password = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_SECRET))
    tenantId = fields.UUID(  # noqa: N815
        metadata={"description": "The tenant to act in; the one he has belonged to longest if left out"}
    )


class RefreshBody(Body):
    refreshToken = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_SECRET))  # noqa: N815


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
