"""The shapes of Praetor's answers about logins and tenants, for the OpenAPI document."""

from marshmallow import Schema, fields

from app.domain.users.queries import ROLES


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


class TenantData(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    flags = fields.Dict(keys=fields.String(), values=fields.Boolean(), required=True)


class CallerData(Schema):
    user = fields.Nested(UserData, required=True)
    sessionId = fields.UUID(required=True)  # noqa: N815
    tenant = fields.Nested(TenantData, required=True)
    role = fields.String(required=True, metadata={"enum": list(ROLES)})
    attributes = fields.Dict(required=True, metadata={"description": "What access policies may ask for"})
    tenants = fields.List(
        fields.Nested(MembershipData), required=True, metadata={"description": "All that the user belongs to"}
    )
