"""What clients send about specifications and packs, and what they get."""

from marshmallow import EXCLUDE, Schema, fields, validate

from app.api.body_schemas import Body, SwitchField
from app.domain.specifications.packs import contents
from app.domain.specifications.published_schemas import FORMATS, V1

STATES = ("compiling", "completed", "failed")


class CompileOptions(Body):
    format = fields.String(load_default=V1, validate=validate.OneOf(FORMATS))
    includeTestPlan = SwitchField(load_default=False)  # noqa: N815
    includeTaskGraph = SwitchField(load_default=False)  # noqa: N815
    includeRunbook = SwitchField(load_default=False)  # noqa: N815


class CompileBody(Body):
    projectId = fields.UUID(required=True)  # noqa: N815
    options = fields.Nested(CompileOptions)


class SpecificationsQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    projectId = fields.UUID(required=True)  # noqa: N815
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, 1_000_000))


class IncludeBody(Body):
    spec = SwitchField(load_default=False)
    dod = SwitchField(load_default=False)
    testPlan = SwitchField(load_default=False)  # noqa: N815
    taskGraph = SwitchField(load_default=False)  # noqa: N815
    runbook = SwitchField(load_default=False)
    mcpConfig = SwitchField(load_default=False)  # noqa: N815


class ExportBody(Body):
    projectId = fields.UUID(required=True)  # noqa: N815
    format = fields.String(required=True, validate=validate.OneOf(contents.FORMATS))
    include = fields.Nested(IncludeBody, required=True)


class CompilingData(Schema):
    specId = fields.UUID(required=True)  # noqa: N815
    status = fields.String(required=True, metadata={"enum": list(STATES)})
    estimatedTime = fields.Integer(required=True, metadata={"description": "Seconds"})  # noqa: N815
    statusUrl = fields.String(required=True)  # noqa: N815


class SpecificationProgressData(Schema):
    completedSteps = fields.Integer(required=True)  # noqa: N815
    totalSteps = fields.Integer(required=True)  # noqa: N815
    currentStep = fields.String(required=True, allow_none=True)  # noqa: N815


class SpecificationErrorData(Schema):
    code = fields.String(required=True)
    message = fields.String(required=True)


class SpecificationStatusData(Schema):
    specId = fields.UUID(required=True)  # noqa: N815
    projectId = fields.UUID(required=True)  # noqa: N815
    status = fields.String(required=True, metadata={"enum": list(STATES)})
    format = fields.String(required=True, metadata={"enum": list(FORMATS)})
    version = fields.String(required=True)
    progress = fields.Nested(SpecificationProgressData, required=True)
    createdAt = fields.DateTime(required=True)  # noqa: N815
    compiledAt = fields.DateTime(required=True, allow_none=True)  # noqa: N815
    error = fields.Nested(SpecificationErrorData, required=True, allow_none=True)


class ValidationData(Schema):
    passed = fields.Boolean(required=True)
    warnings = fields.List(fields.String(), required=True)


class SpecificationData(Schema):
    id = fields.UUID(required=True)
    projectId = fields.UUID(required=True)  # noqa: N815
    version = fields.String(required=True)
    format = fields.String(required=True, metadata={"enum": list(FORMATS)})
    status = fields.String(required=True, metadata={"enum": list(STATES)})
    compiledAt = fields.DateTime(required=True, allow_none=True)  # noqa: N815
    spec = fields.Dict(
        required=True, allow_none=True, metadata={"description": "As `/api/specification/schema/v1` says; null before"}
    )
    validation = fields.Nested(ValidationData, required=True, allow_none=True)
    testPlan = fields.String(metadata={"description": "Markdown; only where it was asked for"})  # noqa: N815
    taskGraph = fields.Dict(metadata={"description": "Only where it was asked for"})  # noqa: N815
    runbook = fields.String(metadata={"description": "Markdown; only where it was asked for"})
    error = fields.Nested(SpecificationErrorData, metadata={"description": "Only of a failed one"})


class SpecificationsData(Schema):
    specifications = fields.List(fields.Nested(SpecificationStatusData), required=True)
    total = fields.Integer(required=True)


class ExportedData(Schema):
    downloadUrl = fields.URL(  # noqa: N815
        required=True, require_tld=False, metadata={"description": "Absolute; needs no other credential"}
    )
    expiresAt = fields.DateTime(required=True)  # noqa: N815
    size = fields.Integer(required=True, metadata={"description": "Bytes of the zip file"})
    contents = fields.List(fields.String(), required=True)
    specId = fields.UUID(required=True)  # noqa: N815
    version = fields.String(required=True)
