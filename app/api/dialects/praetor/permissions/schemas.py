"""What clients send about roles, policies and decisions. Fields that are not known are ignored."""

from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from app.api.body_schemas import Body, SwitchField
from app.domain.access_policies.audit import KINDS
from app.domain.access_policies.checks import ACTION, HIGHEST_PRIORITY, RESOURCE_TYPE
from app.storage.json import dumps

LARGEST_CONTEXT = 8192
"""Bytes of JSON."""
MOST_TRIALS = 100
EFFECTS = ("allow", "deny")

_NAME = validate.Length(min=1, max=100)
_ACTION = validate.And(validate.Length(max=128), validate.Regexp(ACTION, error="Must look like project:delete"))


class TextList(fields.List[str]):
    """A list of strings."""

    def __init__(self, **more: Any) -> None:
        super().__init__(fields.String(), **more)


class RoleBody(Body):
    name = fields.String(required=True, validate=_NAME)
    description = fields.String(load_default="")
    capabilities = TextList(required=True, metadata={"description": "Actions, in which `*` stands for anything"})


class RoleChanges(Body):
    name = fields.String(validate=_NAME)
    description = fields.String()
    capabilities = TextList()
    resetCapabilities = SwitchField(  # noqa: N815
        attribute="reset",
        load_default=False,
        metadata={"description": "Gives a system role back what it has by itself"},
    )


class ScopeBody(Body):
    organizationId = fields.UUID(  # noqa: N815
        allow_none=True, load_default=None, metadata={"description": "Where the role is held; everywhere if left out"}
    )
    projectId = fields.UUID(allow_none=True, load_default=None)  # noqa: N815


class ScopeQuery(ScopeBody):
    """The same in a query."""


class PolicyBody(Body):
    name = fields.String(required=True, validate=_NAME)
    description = fields.String(load_default="")
    effect = fields.String(required=True, validate=validate.OneOf(EFFECTS))
    actions = TextList(required=True, metadata={"description": "`project:delete`, `user:*`, `*`"})
    resources = TextList(required=True, metadata={"description": "`project`, `project:<id>`, `user:*`, `*`"})
    conditions = fields.Dict(
        keys=fields.String(),
        load_default=dict,
        metadata={
            "description": "By path into `user`, `resource` or `context`: `$eq`, `$ne`, `$in`, `$gt`, `$lt`. All hold."
        },
    )
    priority = fields.Integer(
        strict=True,
        load_default=0,
        validate=validate.Range(-HIGHEST_PRIORITY, HIGHEST_PRIORITY),
        metadata={"description": "The highest that applies decides; denials win a tie. Roles count as 0"},
    )
    enabled = SwitchField(load_default=True)


class PolicyChanges(Body):
    name = fields.String(validate=_NAME)
    description = fields.String()
    effect = fields.String(validate=validate.OneOf(EFFECTS))
    actions = TextList()
    resources = TextList()
    conditions = fields.Dict(keys=fields.String())
    priority = fields.Integer(strict=True, validate=validate.Range(-HIGHEST_PRIORITY, HIGHEST_PRIORITY))
    enabled = SwitchField()


class TrialPolicy(PolicyBody):
    id = fields.String(
        validate=validate.Length(min=1, max=64),
        metadata={"description": "That of a stored policy, to be judged by this one in its place"},
    )
    name = fields.String(load_default="", validate=validate.Length(max=100))


def _not_too_large(context: Any) -> None:
    if len(dumps(context)) > LARGEST_CONTEXT:
        raise ValidationError(f"Longer than {LARGEST_CONTEXT} bytes.")


class EvaluateBody(Body):
    userId = fields.String(required=True, validate=validate.Length(min=1, max=64))  # noqa: N815
    action = fields.String(required=True, validate=_ACTION, metadata={"example": "project:delete"})
    resourceType = fields.String(  # noqa: N815
        required=True, validate=[validate.Length(max=64), validate.Regexp(RESOURCE_TYPE)]
    )
    resourceId = fields.String(allow_none=True, validate=validate.Length(min=1, max=200))  # noqa: N815
    context = fields.Dict(keys=fields.String(), load_default=dict, validate=_not_too_large)
    dryRun = SwitchField(  # noqa: N815
        load_default=False, metadata={"description": "Try `policies` out; nothing is stored, not even in the trail"}
    )
    policies = fields.List(
        fields.Nested(TrialPolicy),
        load_default=list,
        validate=validate.Length(max=MOST_TRIALS),
        metadata={"description": "With `dryRun`: judged by as well as by those that are stored"},
    )


class Query(Schema):
    class Meta:
        unknown = EXCLUDE


class EvaluateQuery(Query):
    explain = fields.Boolean(load_default=False)


class PageQuery(Query):
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, 1_000_000))


class PolicyQuery(PageQuery):
    effect = fields.String(validate=validate.OneOf(EFFECTS))
    enabled = fields.Boolean()
    action = fields.String(validate=_ACTION, metadata={"description": "Policies that are about this action"})


class AuditQuery(Query):
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    before = fields.UUID(metadata={"description": "Entries older than this one"})
    kind = fields.String(validate=validate.OneOf(KINDS))
    actorId = fields.UUID()  # noqa: N815
    subjectId = fields.String(  # noqa: N815
        validate=validate.Regexp(r"[!-~]{1,200}\Z", error="Must be an id")
    )
