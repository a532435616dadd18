"""The shapes of answers about roles, policies and decisions, for the OpenAPI document."""

from marshmallow import Schema, fields

from app.api.dialects.praetor.permissions.schemas import EFFECTS
from app.domain.access_policies.audit import KINDS


class RoleData(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True)
    capabilities = fields.List(fields.String(), required=True)
    isSystemRole = fields.Boolean(required=True)  # noqa: N815
    createdAt = fields.DateTime(required=True)  # noqa: N815


class RolesData(Schema):
    roles = fields.List(fields.Nested(RoleData), required=True)


class RoleMemberData(Schema):
    id = fields.UUID(required=True)
    email = fields.String(required=True, allow_none=True)
    name = fields.String(required=True)
    organizationId = fields.UUID(required=True, allow_none=True)  # noqa: N815
    projectId = fields.UUID(required=True, allow_none=True)  # noqa: N815
    assignedAt = fields.DateTime(required=True)  # noqa: N815


class RoleDetailData(RoleData):
    users = fields.List(fields.Nested(RoleMemberData), required=True)
    totalUsers = fields.Integer(required=True)  # noqa: N815


class AssignmentData(Schema):
    roleId = fields.UUID(required=True)  # noqa: N815
    userId = fields.UUID(required=True)  # noqa: N815
    organizationId = fields.UUID(required=True, allow_none=True)  # noqa: N815
    projectId = fields.UUID(required=True, allow_none=True)  # noqa: N815
    assigned = fields.Boolean(required=True)


class PolicyData(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True)
    effect = fields.String(required=True, metadata={"enum": list(EFFECTS)})
    actions = fields.List(fields.String(), required=True)
    resources = fields.List(fields.String(), required=True)
    conditions = fields.Dict(required=True)
    priority = fields.Integer(required=True)
    enabled = fields.Boolean(required=True)
    createdAt = fields.DateTime(required=True)  # noqa: N815
    updatedAt = fields.DateTime(required=True)  # noqa: N815


class PoliciesData(Schema):
    policies = fields.List(fields.Nested(PolicyData), required=True)
    total = fields.Integer(required=True)
    limit = fields.Integer(required=True)
    offset = fields.Integer(required=True)


class ConditionReason(Schema):
    attribute = fields.String(required=True)
    operator = fields.String(required=True)
    expected = fields.Raw(required=True, allow_none=True)
    found = fields.Raw(required=True, allow_none=True)
    present = fields.Boolean(required=True, metadata={"description": "Whether there is such an attribute at all"})
    holds = fields.Boolean(required=True)


class PolicyReason(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    effect = fields.String(required=True)
    priority = fields.Integer(required=True)
    actionMatches = fields.Boolean(required=True)  # noqa: N815
    resourceMatches = fields.Boolean(required=True)  # noqa: N815
    conditions = fields.List(fields.Nested(ConditionReason), required=True)
    applies = fields.Boolean(required=True)


class Explanation(Schema):
    grantingRoles = fields.List(fields.String(), required=True)  # noqa: N815
    policies = fields.List(fields.Nested(PolicyReason), required=True)


class DecisionData(Schema):
    allowed = fields.Boolean(required=True)
    matchedPolicies = fields.List(  # noqa: N815
        fields.String(), required=True, metadata={"description": "All that apply; the highest priority decides"}
    )
    evaluationTimeMs = fields.Float(required=True)  # noqa: N815
    reason = fields.String(
        required=True, metadata={"enum": ["policy", "role", "default", "administrator", "administrators_only"]}
    )
    decidedBy = fields.List(  # noqa: N815
        fields.String(), required=True, metadata={"description": "Ids of policies, and roles as `role:<name>`"}
    )
    dryRun = fields.Boolean(required=True)  # noqa: N815
    explanation = fields.Nested(Explanation)


class MatrixRole(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)


class MatrixData(Schema):
    projectId = fields.UUID(required=True)  # noqa: N815
    roles = fields.List(fields.Nested(MatrixRole), required=True)
    capabilities = fields.List(fields.String(), required=True)
    matrix = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.Boolean()),
        required=True,
        metadata={"description": "By role id and capability, for somebody who has this role alone"},
    )


class AuditEntryData(Schema):
    id = fields.UUID(required=True)
    at = fields.DateTime(required=True)
    kind = fields.String(required=True, metadata={"enum": list(KINDS)})
    actorId = fields.UUID(required=True, allow_none=True)  # noqa: N815
    actorEmail = fields.String(required=True, allow_none=True)  # noqa: N815
    requestId = fields.String(required=True, allow_none=True)  # noqa: N815
    action = fields.String(required=True)
    subjectType = fields.String(required=True)  # noqa: N815
    subjectId = fields.String(required=True, allow_none=True)  # noqa: N815
    before = fields.Dict(required=True, allow_none=True)
    after = fields.Dict(required=True, allow_none=True)
    details = fields.Dict(required=True)


class AuditData(Schema):
    entries = fields.List(fields.Nested(AuditEntryData), required=True)
    nextBefore = fields.UUID(  # noqa: N815
        required=True, allow_none=True, metadata={"description": "`before` of the next page; null on the last"}
    )
