"""The shapes of ProductOS's answers, for the OpenAPI document."""

from typing import Any

from marshmallow import Schema, fields

from app.api.dialects.productos.presenters import AGENTS
from app.engine.run_states import ACTIVE, TERMINAL

RUN_ID = {"X-Run-Id": {"schema": {"type": "string", "format": "uuid"}, "description": "The run that is streamed"}}


def _nullable(kind: type[fields.Field[Any]]) -> fields.Field[Any]:
    return kind(allow_none=True)


class CreatedSession(Schema):
    sessionId = fields.UUID(required=True)  # noqa: N815
    createdAt = fields.DateTime(required=True)  # noqa: N815


class SessionSnapshot(CreatedSession):
    updatedAt = fields.DateTime(required=True)  # noqa: N815
    phase = _nullable(fields.String)
    entry = _nullable(fields.String)
    idea = _nullable(fields.String)
    ideaSummary = _nullable(fields.String)  # noqa: N815
    opportunities = fields.List(fields.Dict(), allow_none=True)
    selectedOpportunityIndex = _nullable(fields.Integer)  # noqa: N815
    prd = _nullable(fields.Dict)
    projectId = _nullable(fields.UUID)  # noqa: N815
    designSystemId = _nullable(fields.UUID)  # noqa: N815
    designProjectId = _nullable(fields.UUID)  # noqa: N815
    codeProjectId = _nullable(fields.UUID)  # noqa: N815
    sandboxName = _nullable(fields.String)  # noqa: N815
    sandboxUrl = _nullable(fields.String)  # noqa: N815
    buildSessionId = _nullable(fields.UUID)  # noqa: N815


class Progress(Schema):
    completedSteps = fields.Integer(required=True)  # noqa: N815
    totalSteps = _nullable(fields.Integer)  # noqa: N815
    currentStep = _nullable(fields.String)  # noqa: N815


class BudgetUse(Schema):
    tokensUsed = fields.Integer(required=True)  # noqa: N815
    tokensLimit = _nullable(fields.Integer)  # noqa: N815
    costIncurred = fields.Float(required=True, metadata={"description": "US dollars"})  # noqa: N815
    costLimit = _nullable(fields.Float)  # noqa: N815


class RunError(Schema):
    code = fields.String(required=True)
    message = fields.String(required=True)
    checkpoint = _nullable(fields.UUID)


class Run(Schema):
    runId = fields.UUID(required=True)  # noqa: N815
    sessionId = fields.UUID(required=True)  # noqa: N815
    agent = fields.String(required=True, metadata={"enum": sorted(AGENTS.values())})
    state = fields.String(required=True, metadata={"enum": sorted(ACTIVE | TERMINAL)})
    progress = fields.Nested(Progress, required=True)
    budget = fields.Nested(BudgetUse, required=True)
    result = _nullable(fields.Dict)
    error = fields.Nested(RunError, allow_none=True)
    createdAt = fields.DateTime(required=True)  # noqa: N815
    startedAt = _nullable(fields.DateTime)  # noqa: N815
    finishedAt = _nullable(fields.DateTime)  # noqa: N815
    resumedFrom = _nullable(fields.UUID)  # noqa: N815


class Runs(Schema):
    runs = fields.List(fields.Nested(Run), required=True)
