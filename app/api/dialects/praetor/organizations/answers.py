"""The shapes of answers about organizations and their members, for the OpenAPI document."""

from marshmallow import Schema, fields

from app.domain.organizations.queries import ROLES


class OrganizationData(Schema):
    id = fields.UUID(required=True)
    tenantId = fields.UUID(required=True)  # noqa: N815
    name = fields.String(required=True)
    slug = fields.String(required=True)
    displayName = fields.String(required=True)  # noqa: N815
    settings = fields.Dict(required=True)
    ownerId = fields.UUID(  # noqa: N815
        required=True, allow_none=True, metadata={"description": "The longest-standing of its owners"}
    )
    role = fields.String(required=True, metadata={"enum": list(ROLES), "description": "The caller's"})
    createdAt = fields.DateTime(required=True)  # noqa: N815
    updatedAt = fields.DateTime(required=True)  # noqa: N815


class SlugData(Schema):
    available = fields.Boolean(required=True)


class MemberUserData(Schema):
    name = fields.String(required=True)
    email = fields.String(required=True, allow_none=True)


class MemberData(Schema):
    id = fields.UUID(required=True)
    userId = fields.UUID(required=True)  # noqa: N815
    role = fields.String(required=True, metadata={"enum": list(ROLES)})
    joinedAt = fields.DateTime(required=True)  # noqa: N815
    user = fields.Nested(MemberUserData, required=True)


class RemovedMemberData(Schema):
    id = fields.UUID(required=True)
    userId = fields.UUID(required=True)  # noqa: N815
    deleted = fields.Constant(True, required=True)
