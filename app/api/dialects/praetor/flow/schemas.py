"""What clients send about a project's flow, and what they get."""

from marshmallow import EXCLUDE, Schema, fields, validate

from app.api.body_schemas import Body, SwitchField
from app.domain.flow.question_bank import ANSWER_TYPES
from app.domain.projects.phases import PHASES

_PROJECT = {"description": "Of the caller's tenant"}


class StartBody(Body):
    projectId = fields.UUID(required=True, metadata=_PROJECT)  # noqa: N815


class NextQuestionBody(StartBody):
    sessionId = fields.String(  # noqa: N815
        validate=validate.Length(max=255), metadata={"description": "Of the client; the flow itself has no session"}
    )


class AnswerValue(Body):
    value = fields.Raw(
        required=True,
        metadata={
            "description": "As the question's answerType says",
            "oneOf": [
                {"type": "string"},
                {"type": "array", "items": {"type": "string"}},
                {"type": "boolean"},
                {"type": "number"},
            ],
        },
    )
    selectedVariant = fields.String(validate=validate.Length(max=50))  # noqa: N815
    confidence = fields.Float(load_default=1.0, validate=validate.Range(0, 1), allow_nan=False)
    notes = fields.String(load_default="", validate=validate.Length(max=10_000))


class AnswerBody(StartBody):
    questionId = fields.UUID(required=True)  # noqa: N815
    answer = fields.Nested(AnswerValue, required=True)


class TransitionBody(StartBody):
    targetPhase = fields.String(required=True, validate=validate.OneOf(PHASES))  # noqa: N815
    force = SwitchField(load_default=False, metadata={"description": "For administrators: whatever is missing"})


class VariantData(Schema):
    type = fields.String(required=True, metadata={"enum": ["original", "simplified"]})
    text = fields.String(required=True)


class OptionData(Schema):
    value = fields.String(required=True)
    label = fields.String(required=True)


class PrefillData(Schema):
    value = fields.Raw(required=True)
    confidence = fields.Float(required=True)
    source = fields.String(required=True)
    explanation = fields.String(required=True)


class QuestionData(Schema):
    id = fields.UUID(required=True)
    key = fields.String(required=True)
    phase = fields.String(required=True)
    section = fields.String(required=True)
    text = fields.String(required=True)
    description = fields.String(required=True)
    variants = fields.List(fields.Nested(VariantData), required=True)
    answerType = fields.String(required=True, metadata={"enum": list(ANSWER_TYPES)})  # noqa: N815
    required = fields.Boolean(required=True)
    options = fields.List(fields.Nested(OptionData), metadata={"description": "Of select and multiselect"})
    prefill = fields.Nested(PrefillData, metadata={"description": "Only where there is a guess"})


class StartedData(Schema):
    projectId = fields.UUID(required=True)  # noqa: N815
    phase = fields.String(required=True)
    firstQuestion = fields.Nested(QuestionData, required=True)  # noqa: N815
    totalQuestions = fields.Integer(required=True)  # noqa: N815


class FlowProgressData(Schema):
    answered = fields.Integer(required=True)
    total = fields.Integer(required=True)
    percent = fields.Integer(required=True)


class NextQuestionData(Schema):
    question = fields.Nested(
        QuestionData, required=True, allow_none=True, metadata={"description": "null: the phase has no more"}
    )
    progress = fields.Nested(FlowProgressData, required=True)
    isLastQuestion = fields.Boolean(required=True)  # noqa: N815


class FindingData(Schema):
    type = fields.String(required=True)
    name = fields.String(required=True)
    confidence = fields.Float(required=True)


class CascadeData(Schema):
    questionId = fields.UUID(required=True)  # noqa: N815
    newConfidence = fields.Float(required=True)  # noqa: N815


class EffectsData(Schema):
    ontologyUpdates = fields.List(fields.Nested(FindingData), required=True)  # noqa: N815
    suggestions = fields.List(fields.String(), required=True)
    prefillCascades = fields.List(fields.Nested(CascadeData), required=True)  # noqa: N815
    tasksCreated = fields.List(fields.UUID(), required=True)  # noqa: N815


class AnsweredData(Schema):
    answerId = fields.UUID(required=True)  # noqa: N815
    processed = fields.Constant(True, required=True)
    effects = fields.Nested(EffectsData, required=True)
    nextQuestion = fields.Nested(QuestionData, required=True, allow_none=True)  # noqa: N815


class ReadinessData(Schema):
    currentPhase = fields.String(required=True)  # noqa: N815
    readinessScore = fields.Float(required=True)  # noqa: N815
    threshold = fields.Float(required=True)
    isReady = fields.Boolean(required=True)  # noqa: N815
    blockers = fields.List(fields.Dict(), required=True)
    warnings = fields.List(fields.Dict(), required=True)


class EntryActionsData(Schema):
    class Meta:
        unknown = EXCLUDE

    featureCandidatesGenerated = fields.Integer(required=True)  # noqa: N815
    patternsMatched = fields.Integer(required=True)  # noqa: N815
    questionsSupressed = fields.Integer(required=True, metadata={"description": "Spelled as documented"})  # noqa: N815
    patterns = fields.List(fields.String(), required=True)


class TransitionData(Schema):
    previousPhase = fields.String(required=True)  # noqa: N815
    currentPhase = fields.String(required=True)  # noqa: N815
    transitionedAt = fields.DateTime(required=True)  # noqa: N815
    entryActions = fields.Nested(EntryActionsData, required=True)  # noqa: N815
