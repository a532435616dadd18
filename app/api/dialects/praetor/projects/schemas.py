"""What clients send about projects, and what they get."""

from marshmallow import EXCLUDE, Schema, fields, validate

from app.api.body_schemas import Body
from app.domain.projects.operations import LONGEST_NAME
from app.domain.projects.phases import PHASES, WORKED_IN

_NAME = validate.Length(min=1, max=LONGEST_NAME)
_DESCRIPTION = validate.Length(max=20_000)
_METADATA = {"description": "Yours to fill; up to 64 KiB"}
STATES = ("active", "completed", "archived")


class ProjectBody(Body):
    name = fields.String(required=True, validate=_NAME)
    description = fields.String(validate=_DESCRIPTION)
    template = fields.String(
        validate=validate.Length(max=100),
        metadata={"description": "Chooses the questions: saas, e-commerce, marketplace; anything else is generic"},
    )
    metadata = fields.Dict(keys=fields.String(), metadata=_METADATA)
    organizationId = fields.UUID(  # noqa: N815
        metadata={"description": "Whose project it is; the caller is a member. Its budget stands above the project's"}
    )


class ProjectChanges(Body):
    name = fields.String(validate=_NAME)
    description = fields.String(validate=_DESCRIPTION)
    metadata = fields.Dict(keys=fields.String(), metadata={"description": "All of it: what is left out is gone"})
    status = fields.String(validate=validate.OneOf(("active", "archived")))
    phase = fields.Raw(metadata={"description": "Refused with PHASE_INVALID: the flow changes it"})


class ProjectsQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    status = fields.String(load_default=None, validate=validate.OneOf(STATES))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, 1_000_000))


class ProgressData(Schema):
    overall = fields.Float(required=True)
    discovery = fields.Float(required=True)
    featureSelection = fields.Float(required=True)  # noqa: N815
    planGeneration = fields.Float(required=True)  # noqa: N815
    planning = fields.Float(required=True)
    visualDiscovery = fields.Float(required=True)  # noqa: N815
    specification = fields.Float(required=True)


class NewProjectData(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
    status = fields.String(required=True, metadata={"enum": list(STATES)})
    phase = fields.String(required=True, metadata={"enum": list(PHASES)})
    createdAt = fields.DateTime(required=True)  # noqa: N815
    description = fields.String(required=True)
    template = fields.String(required=True, allow_none=True)
    metadata = fields.Dict(required=True)
    updatedAt = fields.DateTime(required=True)  # noqa: N815
    organizationId = fields.UUID(required=True, allow_none=True)  # noqa: N815


class ListedProjectData(NewProjectData):
    progress = fields.Nested(ProgressData, required=True)


class ProjectsData(Schema):
    projects = fields.List(fields.Nested(ListedProjectData), required=True)
    total = fields.Integer(required=True)
    limit = fields.Integer(required=True)
    offset = fields.Integer(required=True)


class DetailedProgressData(Schema):
    overall = fields.Float(required=True)
    byPhase = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)  # noqa: N815


PHASE_FIELDS = {
    phase: phase.title().replace("_", "")[0].lower() + phase.title().replace("_", "")[1:] for phase in WORKED_IN
}
"""The phases as clients' field names begin: DISCOVERY is ``discovery``, FEATURE_SELECTION ``featureSelection``."""

_TIMES = {
    f"{field}{which}At": fields.DateTime(required=True, allow_none=True)
    for field in PHASE_FIELDS.values()
    for which in ("Started", "Completed")
}


class _DetailedProject(NewProjectData):
    progress = fields.Nested(DetailedProgressData, required=True)
    discoveryOutput = fields.Dict(required=True, metadata={"description": "What is known, by kind"})  # noqa: N815
    selectedFeatures = fields.List(fields.Dict(), required=True)  # noqa: N815
    ontologyCoverage = fields.Float(required=True)  # noqa: N815


ProjectData = _DetailedProject.from_dict(dict(_TIMES), name="ProjectData")
"""A project with the times of its phases, null where it has not been."""


class DeletedProjectData(Schema):
    deletedTables = fields.List(fields.String(), required=True)  # noqa: N815
    rowsDeleted = fields.Integer(required=True)  # noqa: N815
