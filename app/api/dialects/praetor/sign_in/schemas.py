"""What clients send and get about logins."""

from marshmallow import Schema, fields, validate

from app.api.body_schemas import Body
from app.api.dialects.praetor.tenant.schemas import TenantData
from app.domain.users.queries import ROLES

LONGEST_SECRET = 1024


class LoginBody(Body):
    email = fields.String(required=True, validate=validate.Length(min=1, max=320))
    password = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_SECRET))
    tenantId = fields.UUID(  # noqa: N815
        metadata={"description": "The tenant to act in; the one he has belonged to longest if left out"}
    )


class RefreshBody(Body):
    refreshToken = fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_SECRET))  # noqa: N815


class UserData(Schema):
    id = fields.UUID(required=True)
    email = fields.String(required=True, allow_none=True)
    name = fields.String(required=True)


class MembershipData(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True, metadata={"enum": list(ROLES)})


class LoginData(Schema):
    token = fields.String(required=True, metadata={"description": "For `Authorization: Bearer`"})
    tokenType = fields.Constant("Bearer", required=True)  # noqa: N815
    expiresAt = fields.DateTime(required=True)  # noqa: N815
    refreshToken = fields.String(required=True, metadata={"description": "Good for one refresh"})  # noqa: N815
    sessionId = fields.UUID(required=True)  # noqa: N815
    userId = fields.UUID(required=True)  # noqa: N815
    tenantId = fields.UUID(required=True)  # noqa: N815
    role = fields.String(required=True, metadata={"enum": list(ROLES)})


class LogoutData(Schema):
    signedOut = fields.Constant(True, required=True)  # noqa: N815


class CallerData(Schema):
    user = fields.Nested(UserData, required=True)
    sessionId = fields.UUID(required=True)  # noqa: N815
    tenant = fields.Nested(TenantData, required=True)
    role = fields.String(required=True, metadata={"enum": list(ROLES)})
    attributes = fields.Dict(required=True, metadata={"description": "What access policies may ask for"})
    tenants = fields.List(
        fields.Nested(MembershipData), required=True, metadata={"description": "All that the user belongs to"}
    )
