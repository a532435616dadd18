"""What clients send about organizations and their members. Fields that are not known are ignored."""

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


class ListQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    limit = fields.Integer(load_default=100, validate=validate.Range(1, 200))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, 1_000_000))
