"""What clients send about executions of agents, and what they get."""

from marshmallow import EXCLUDE, Schema, fields, validate

from app.api.body_schemas import Body, SwitchField
from app.api.run_requests import BudgetSchema, Count
from app.domain.executions.plans import MOST_AGENTS, ROLES, STRATEGIES

STATES = ("running", "completed", "failed", "paused")
MOST_ROUNDS = 4
LONGEST_TIMEOUT = 86_400

_STRATEGY = validate.OneOf(STRATEGIES)
_AGENT_NAME = validate.Length(min=1, max=100)


class SharedOptions(Body):
    rounds = Count(
        validate=validate.Range(1, MOST_ROUNDS), metadata={"description": "Of a debate, or of sending work back"}
    )
    checkpointInterval = Count(  # noqa: N815
        validate=validate.Range(1, 100), metadata={"description": "Steps between two `checkpoint` events"}
    )
    timeout = Count(
        validate=validate.Range(1, LONGEST_TIMEOUT),
        metadata={"description": "Seconds from the start to the end, all its agents included"},
    )
    review = SwitchField(
        metadata={"description": "Pause before the end for a REVIEW task, which somebody approves or rejects"}
    )
    budget = fields.Nested(BudgetSchema)


class GenerateOptions(SharedOptions):
    strategy = fields.String(load_default="sequential", validate=_STRATEGY)
    agents = fields.List(fields.String(validate=_AGENT_NAME), validate=validate.Length(1, MOST_AGENTS))


class GenerateBody(Body):
    projectId = fields.UUID(required=True)  # noqa: N815
    options = fields.Nested(GenerateOptions)


class AgentBody(Body):
    name = fields.String(required=True, validate=_AGENT_NAME)
    role = fields.String(load_default="worker", validate=validate.OneOf(ROLES))


class CoordinateBody(Body):
    projectId = fields.UUID(required=True)  # noqa: N815
    strategy = fields.String(required=True, validate=_STRATEGY)
    agents = fields.List(fields.Nested(AgentBody), required=True, validate=validate.Length(1, MOST_AGENTS))
    input = fields.Dict(keys=fields.String(), required=True)
    options = fields.Nested(SharedOptions)


class ExecutionResumeBody(Body):
    checkpoint = fields.UUID(
        metadata={"description": "The one that the status names; another is refused as a conflict"}
    )
    budget = fields.Nested(BudgetSchema, metadata={"description": "The whole budget, what is used already included"})


class ExecutionsQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    projectId = fields.UUID(required=True)  # noqa: N815
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, 1_000_000))


class MemoryQuery(Schema):
    class Meta:
        unknown = EXCLUDE

    sessionId = fields.UUID(metadata={"description": "An execution"})  # noqa: N815
    agentName = fields.String(validate=_AGENT_NAME)  # noqa: N815
    projectId = fields.UUID()  # noqa: N815


class StartedExecutionData(Schema):
    executionId = fields.UUID(required=True)  # noqa: N815
    status = fields.String(required=True, metadata={"enum": list(STATES)})
    strategy = fields.String(required=True)
    agents = fields.List(fields.String(), required=True)
    startedAt = fields.DateTime(required=True)  # noqa: N815
    statusUrl = fields.String(required=True)  # noqa: N815


class ExecutionsData(Schema):
    executions = fields.List(fields.Nested(StartedExecutionData), required=True)
    total = fields.Integer(required=True)


class ExecutionProgressData(Schema):
    completedSteps = fields.Integer(required=True)  # noqa: N815
    totalSteps = fields.Integer(required=True)  # noqa: N815
    currentStep = fields.String(required=True, allow_none=True)  # noqa: N815


class SpentData(Schema):
    tokensUsed = fields.Integer(required=True)  # noqa: N815
    tokensLimit = fields.Integer(required=True, allow_none=True)  # noqa: N815
    costIncurred = fields.Float(required=True)  # noqa: N815
    costLimit = fields.Float(required=True, allow_none=True)  # noqa: N815


class ExecutionResultData(Schema):
    class Meta:
        unknown = EXCLUDE

    spec = fields.Dict(required=True)
    validationPassed = fields.Boolean(required=True)  # noqa: N815
    warnings = fields.List(
        fields.String(), metadata={"description": "What is wrong or missing, and which sections no agent has written"}
    )
    audit = fields.Dict(allow_none=True, metadata={"description": "The audit's findings, where one was asked for"})
    agents = fields.List(
        fields.Dict(), metadata={"description": "Each agent's {name, pieces, tokens, messages}, all its work included"}
    )


class ExecutionErrorData(Schema):
    code = fields.String(required=True)
    message = fields.String(required=True)
    checkpoint = fields.UUID(required=True, allow_none=True)


class ExecutionData(Schema):
    executionId = fields.UUID(required=True)  # noqa: N815
    projectId = fields.UUID(required=True)  # noqa: N815
    strategy = fields.String(required=True)
    agents = fields.List(fields.String(), required=True)
    status = fields.String(required=True, metadata={"enum": list(STATES)})
    progress = fields.Nested(ExecutionProgressData, required=True)
    budget = fields.Nested(SpentData, required=True)
    startedAt = fields.DateTime(required=True)  # noqa: N815
    completedAt = fields.DateTime(required=True, allow_none=True)  # noqa: N815
    result = fields.Nested(ExecutionResultData, metadata={"description": "Only of a completed one"})
    error = fields.Nested(ExecutionErrorData, metadata={"description": "Only of a failed one"})


class MemorySessionData(Schema):
    sessionId = fields.UUID(required=True)  # noqa: N815
    agentName = fields.String(required=True)  # noqa: N815
    messageCount = fields.Integer(required=True)  # noqa: N815
    tokensUsed = fields.Integer(required=True)  # noqa: N815
    lastActivity = fields.DateTime(required=True)  # noqa: N815


class MemoryTotalsData(Schema):
    totalSessions = fields.Integer(required=True)  # noqa: N815
    totalMessages = fields.Integer(required=True)  # noqa: N815
    totalTokens = fields.Integer(required=True)  # noqa: N815


class MemoryData(Schema):
    sessions = fields.List(fields.Nested(MemorySessionData), required=True)
    totals = fields.Nested(MemoryTotalsData, required=True)
