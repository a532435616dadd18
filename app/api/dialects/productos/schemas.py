"""What ProductOS's clients send. Fields that are not known are let through and ignored; null is absent."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from app.api.body_schemas import Body, SwitchField
from app.api.run_requests import LONGEST_MODEL, BudgetSchema, Count, QueryCount

ENTRIES = ("ideation", "discover", "prd", "design", "design-system", "code")
ROLES = ("user", "assistant", "system")
DEPTHS = ("quick", "standard", "deep")
LONGEST_TEXT = 100 * 1024
MOST_MESSAGES = 500
LONGEST_NAME = 200
MOST_PINS = 50


class TextField(fields.String):
    """A string of bounded length. Content may also come as a list of text parts, as chat APIs write it."""

    def __init__(self, *, parts: bool = False, longest: int = LONGEST_TEXT, **options: Any) -> None:
        super().__init__(validate=validate.Length(max=longest), **options)
        self._parts = parts

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if self._parts and isinstance(value, list):
            value = "".join(_part_text(part) for part in value)
        return super()._deserialize(value, attr, data, **kwargs)


def _part_text(part: Any) -> str:
    if isinstance(part, Mapping) and part.get("type") == "text" and isinstance(part.get("text"), str):
        return str(part["text"])
    raise ValidationError('Each part must look like {"type": "text", "text": "…"}.')


class MessageSchema(Body):
    role = fields.String(required=True, validate=validate.OneOf(ROLES))
    content = TextField(required=True, parts=True, metadata={"description": "Text, or a list of text parts"})


class SessionBody(Body):
    idea = TextField(metadata={"description": "Seed idea; agents take fresh input, too"})
    entry = fields.String(validate=validate.OneOf(ENTRIES), metadata={"description": "Where the work begins"})


class RunBody(Body):
    """What every agent takes."""

    budget = fields.Nested(BudgetSchema)
    modelId = TextField(longest=LONGEST_MODEL, metadata={"description": "Instead of the agent's model"})  # noqa: N815


class ChatBody(RunBody):
    messages = fields.List(fields.Nested(MessageSchema), validate=validate.Length(max=MOST_MESSAGES))


class IdeationBody(ChatBody):
    messages = fields.List(fields.Nested(MessageSchema), required=True, validate=validate.Length(max=MOST_MESSAGES))
    phase = TextField(longest=100, metadata={"description": "`conversation` for several turns; absent: a single shot"})


class PinsSchema(Body):
    """What research would otherwise fill in by itself."""

    techStack = fields.List(TextField(longest=200), validate=validate.Length(max=MOST_PINS))  # noqa: N815
    industries = fields.List(TextField(longest=200), validate=validate.Length(max=MOST_PINS))
    searchDepth = fields.String(validate=validate.OneOf(DEPTHS))  # noqa: N815
    enableValidation = SwitchField()  # noqa: N815


class ResearchBody(ChatBody):
    context = fields.Nested(PinsSchema)


class PrdBody(RunBody):
    opportunityIndex = Count(  # noqa: N815
        validate=validate.Range(0, 10_000), metadata={"description": "0, the top-ranked one, if absent"}
    )


class ColorsSchema(Body):
    primary = TextField(longest=LONGEST_NAME, metadata={"description": "A colour as in CSS, e.g. #0f766e"})


class BrandSchema(Body):
    """A brand instead of the session's design system."""

    mood = TextField(longest=LONGEST_NAME, metadata={"description": "A few words, e.g. warm, minimal"})
    colors = fields.Nested(ColorsSchema)


class TargetScreenSchema(Body):
    """The screen to design; what is left out follows from the last user message."""

    id = TextField(longest=LONGEST_NAME)
    name = TextField(longest=LONGEST_NAME)
    description = TextField()
    type = TextField(longest=LONGEST_NAME)


class DesignBody(ChatBody):
    brand = fields.Nested(BrandSchema)
    targetScreen = fields.Nested(TargetScreenSchema)  # noqa: N815


class DesignSystemBody(ChatBody):
    dsName = TextField(longest=LONGEST_NAME, metadata={"description": "Name of the design system"})  # noqa: N815


class CodeMessageSchema(MessageSchema):
    sandboxUrl = TextField(  # noqa: N815
        longest=2_000, metadata={"description": "One of your own sandboxes to edit; the last one given counts"}
    )


class CodeBody(RunBody):
    messages = fields.List(fields.Nested(CodeMessageSchema), validate=validate.Length(max=MOST_MESSAGES))
    build = SwitchField(
        metadata={"description": "Whether to install packages and build the app; by default a setting of the server"}
    )


class ResumeBody(Body):
    budget = fields.Nested(
        BudgetSchema, metadata={"description": "Covers both runs; what is left out is as it was for the stopped one"}
    )


class RunsQuery(Schema):
    limit = QueryCount(load_default=50, validate=validate.Range(1, 200))
    offset = QueryCount(load_default=0, validate=validate.Range(0, 1_000_000))


class StatusQuery(Schema):
    wait = fields.Float(
        load_default=0.0,
        validate=validate.Range(0, 60),
        metadata={"description": "Seconds to wait for the run's end"},
    )
