"""What clients send and get about invitations. Fields that are not known are ignored."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.api.body_schemas import Body
from app.api.dialects.praetor.schemas import ListQuery
from app.domain.organizations.checks import LONGEST_MESSAGE
from app.domain.organizations.invitation_queries import STATUSES
from app.domain.organizations.queries import ROLES
from app.domain.users.passwords import FEWEST_CHARACTERS, MOST_BYTES


class InvitationBody(Body):
    organizationId = fields.UUID(required=True)  # noqa: N815
    email = fields.String(required=True, validate=validate.Length(min=1, max=254))
    roleId = fields.UUID(  # noqa: N815
        allow_none=True, metadata={"description": "A role of the tenant, to be held in the organization"}
    )
    message = fields.String(allow_none=True, validate=validate.Length(max=LONGEST_MESSAGE))


class AcceptBody(Body):
    name = fields.String(validate=validate.Length(min=1, max=200), metadata={"description": "Of a new user"})
    password = fields.String(
        validate=validate.Length(min=FEWEST_CHARACTERS, max=MOST_BYTES), metadata={"description": "Of a new user"}
    )
    userId = fields.UUID(  # noqa: N815
        metadata={"description": "Of an existing user: the caller himself, whose session has to come along"}
    )

    @validates_schema
    def _check_form(self, body: dict[str, Any], **_: Any) -> None:
        if "userId" in body and ({"name", "password"} & set(body)):
            raise ValidationError("Either userId, or name and password.", "userId")
        for field in () if "userId" in body else ("name", "password"):
            if field not in body:
                raise ValidationError("Missing data for required field.", field)


class InvitationsQuery(ListQuery):
    organizationId = fields.UUID(required=True)  # noqa: N815
    status = fields.String(validate=validate.OneOf(STATUSES))


class CreatedInvitationData(Schema):
    id = fields.UUID(required=True)
    token = fields.String(required=True, metadata={"description": "Shown here, and never again"})
    email = fields.String(required=True)
    status = fields.String(required=True, metadata={"enum": list(STATUSES)})
    expiresAt = fields.DateTime(required=True)  # noqa: N815


class InviterData(Schema):
    name = fields.String(required=True)


class InvitingOrganizationData(Schema):
    name = fields.String(required=True)
    displayName = fields.String(required=True)  # noqa: N815


class ShownInvitationData(Schema):
    id = fields.UUID(required=True)
    organization = fields.Nested(InvitingOrganizationData, required=True)
    invitedBy = fields.Nested(InviterData, required=True)  # noqa: N815
    message = fields.String(required=True)
    status = fields.String(required=True, metadata={"enum": list(STATUSES)})
    expiresAt = fields.DateTime(required=True)  # noqa: N815


class InvitationData(Schema):
    id = fields.UUID(required=True)
    organizationId = fields.UUID(required=True)  # noqa: N815
    email = fields.String(required=True)
    roleId = fields.UUID(required=True, allow_none=True)  # noqa: N815
    message = fields.String(required=True)
    invitedBy = fields.Nested(InviterData, required=True)  # noqa: N815
    status = fields.String(required=True, metadata={"enum": list(STATUSES)})
    createdAt = fields.DateTime(required=True)  # noqa: N815
    expiresAt = fields.DateTime(required=True)  # noqa: N815
    acceptedAt = fields.DateTime(required=True, allow_none=True)  # noqa: N815
    acceptedBy = fields.UUID(required=True, allow_none=True)  # noqa: N815


class AcceptedInvitationData(Schema):
    id = fields.UUID(required=True)
    status = fields.Constant("accepted", required=True)
    acceptedAt = fields.DateTime(required=True)  # noqa: N815
    tenantId = fields.UUID(required=True, metadata={"description": "To sign in to"})  # noqa: N815
    organizationId = fields.UUID(required=True)  # noqa: N815
    userId = fields.UUID(required=True)  # noqa: N815
    role = fields.String(required=True, metadata={"enum": list(ROLES), "description": "In the organization"})
