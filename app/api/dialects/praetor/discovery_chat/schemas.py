"""What clients send to discovery chat, and what they get."""

from marshmallow import Schema, fields, validate

from app.api.body_schemas import Body
from app.domain.discovery_chat.objectives import CONTEXT_TYPES, PHASES, RESEARCH_TYPES
from app.domain.discovery_chat.queries import RESEARCH_STATUSES
from app.domain.discovery_chat.standing import STATUSES

LONGEST_MESSAGE = 16_000

_NOT_BLANK = validate.Regexp(r"(?s).*\S", error="Must not be blank.")


class MessageBody(Body):
    sessionId = fields.UUID(  # noqa: N815
        required=True, metadata={"description": "Of a session, or a new UUID: then the session is made"}
    )
    contextType = fields.String(required=True, validate=validate.OneOf(CONTEXT_TYPES))  # noqa: N815
    message = fields.String(required=True, validate=[validate.Length(1, LONGEST_MESSAGE), _NOT_BLANK])
    userId = fields.UUID(required=True, metadata={"description": "The token's own"})  # noqa: N815
    tenantId = fields.UUID(required=True, metadata={"description": "The token's own"})  # noqa: N815
    projectId = fields.UUID(  # noqa: N815
        metadata={"description": "What is found out becomes guesses in this project's flow"}
    )


class ObligationData(Schema):
    key = fields.String(required=True)
    status = fields.String(required=True, metadata={"enum": list(STATUSES)})
    confidence = fields.Float(required=True)
    weight = fields.Integer(required=True)
    critical = fields.Boolean(required=True)
    statements = fields.List(fields.String(), required=True)


class TalkQuestionData(Schema):
    key = fields.String(required=True)
    text = fields.String(required=True)
    validates = fields.Boolean(required=True, metadata={"description": "Asks which of two statements holds"})


class ResearchTaskData(Schema):
    taskId = fields.UUID(required=True)  # noqa: N815
    taskType = fields.String(required=True, metadata={"enum": list(RESEARCH_TYPES)})  # noqa: N815
    status = fields.String(required=True, metadata={"enum": list(RESEARCH_STATUSES)})
    createdAt = fields.DateTime(required=True)  # noqa: N815
    completedAt = fields.DateTime(required=True, allow_none=True)  # noqa: N815
    result = fields.Dict(metadata={"description": "Only of a completed one"})


class TalkMessageData(Schema):
    role = fields.String(required=True, metadata={"enum": ["user", "assistant"]})
    content = fields.String(required=True)


class DiscoveryData(Schema):
    sessionId = fields.UUID(required=True)  # noqa: N815
    contextType = fields.String(required=True, metadata={"enum": list(CONTEXT_TYPES)})  # noqa: N815
    projectId = fields.UUID(required=True, allow_none=True)  # noqa: N815
    status = fields.String(required=True, metadata={"enum": ["running", "active", "completed"]})
    phase = fields.String(required=True, metadata={"enum": list(PHASES)})
    completeness = fields.Float(required=True)
    threshold = fields.Float(required=True)
    obligations = fields.List(fields.Nested(ObligationData), required=True)
    missing = fields.List(fields.String(), required=True)
    contradicted = fields.List(fields.String(), required=True)
    nextQuestion = fields.Nested(TalkQuestionData, required=True, allow_none=True)  # noqa: N815
    research = fields.List(fields.Nested(ResearchTaskData), required=True)
    messages = fields.List(fields.Nested(TalkMessageData), required=True)
    createdAt = fields.DateTime(required=True)  # noqa: N815
    updatedAt = fields.DateTime(required=True)  # noqa: N815
    completedAt = fields.DateTime(required=True, allow_none=True)  # noqa: N815


TALK_EVENTS = {
    "type": "string",
    "description": 'Frames `data: {"type": …, "cursor": …, …}`, each followed by a blank line.',
}


class TalkEventPage(Schema):
    """A page of the talk's events; it stands alone, without the envelope, as its stream does."""

    events = fields.List(fields.Dict(), required=True)
    cursor = fields.Integer(required=True, metadata={"description": "Where the next page begins"})
    hasMore = fields.Boolean(required=True)  # noqa: N815
