"""What clients send and get about organizations and their members. Fields that are not known are ignored."""

from marshmallow import EXCLUDE, Schema, fields, validate

from app.api.body_schemas import Body
from app.domain.organizations.queries import ROLES

_NAME = validate.Length(min=1, max=200)
_SLUG = {"description": "Lower-case letters and digits with single hyphens between them; unique in the tenant"}
_SETTINGS = {"description": "Up to the front end: `theme`, `branding` and the like"}


class OrganizationBody(Body):
    name = fields.String(required=True, validate=_NAME)
    slug = fields.String(required=True, validate=validate.Length(max=63), metadata=_SLUG)
    displayName = fields.String(  # noqa: N815
        validate=_NAME, metadata={"description": "The name if left out"}
    )
    settings = fields.Dict(keys=fields.String(), metadata=_SETTINGS)


class OrganizationChanges(Body):
    name = fields.String(validate=_NAME)
    slug = fields.String(validate=validate.Length(max=63), metadata=_SLUG)
    displayName = fields.String(validate=_NAME)  # noqa: N815
    settings = fields.Dict(keys=fields.String(), metadata={"description": "All of them: those left out are gone"})


class MemberBody(Body):
    userId = fields.UUID(required=True, metadata={"description": "A user of the tenant"})  # noqa: N815
    role = fields.String(load_default="member", validate=validate.OneOf(ROLES))


class MemberChanges(Body):
    role = fields.String(required=True, validate=validate.OneOf(ROLES))


class SlugQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    slug = fields.String(required=True, validate=validate.Length(max=63))


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
