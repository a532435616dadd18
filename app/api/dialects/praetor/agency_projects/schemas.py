"""What clients send and get about the projects of an agency's customers. Unknown fields are ignored."""

from marshmallow import Schema, fields

from app.api.body_schemas import Body
from app.api.dialects.praetor.schemas import ListQuery


class AgencyProjectBody(Body):
    organizationId = fields.UUID(required=True)  # noqa: N815
    projectId = fields.UUID(required=True)  # noqa: N815
    customerUserId = fields.UUID(  # noqa: N815
        required=True, metadata={"description": "A member of the organization"}
    )


class AgencyProjectsQuery(ListQuery):
    organizationId = fields.UUID(metadata={"description": "All of one's own if left out"})  # noqa: N815


class AgencyProjectData(Schema):
    id = fields.UUID(required=True)
    organizationId = fields.UUID(required=True)  # noqa: N815
    projectId = fields.UUID(required=True)  # noqa: N815
    customerUserId = fields.UUID(required=True)  # noqa: N815
    assignedBy = fields.UUID(required=True, allow_none=True)  # noqa: N815
    createdAt = fields.DateTime(required=True)  # noqa: N815
