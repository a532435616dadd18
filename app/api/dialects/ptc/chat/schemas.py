"""What clients that chat send and get. Fields that are not known are let through and ignored; null is absent."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from app.api.answer_schemas import nullable
from app.api.body_schemas import Body, SwitchField
from app.api.dialects.ptc.identity import LONGEST_USER_ID
from app.api.dialects.ptc.threads.schemas import TICKET
from app.api.run_requests import LONGEST_MODEL, QueryCount

LONGEST_TEXT = 100 * 1024
MOST_MESSAGES = 500
MOST_PARTS = 100
MOST_NAMES = 50
LONGEST_NAME = 200
MODES = ("ptc", "flash")
MOST_CURSOR = 2**63 - 1
_CURSOR = {"description": "Only what comes behind this event id"}


def _name(**options: Any) -> fields.String:
    return fields.String(validate=validate.Length(1, LONGEST_NAME), **options)


class ContentField(fields.Field[list[dict[str, str]]]):
    """A text, or a list of text and image parts; loaded as a list of {type: text|image, text|url}."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> list[dict[str, str]]:  # noqa: ARG002
        parts = [{"type": "text", "text": value}] if isinstance(value, str) else value
        if not isinstance(parts, list) or len(parts) > MOST_PARTS:
            raise ValidationError(f"Must be a text, or a list of at most {MOST_PARTS} parts.")
        loaded = [_part(part) for part in parts]
        if sum(len(part.get("text", "")) for part in loaded) > LONGEST_TEXT:
            raise ValidationError(f"Must have at most {LONGEST_TEXT} characters.")
        return loaded


def _part(part: Any) -> dict[str, str]:
    kind = part.get("type") if isinstance(part, Mapping) else None
    if kind == "text" and isinstance(part.get("text"), str):
        return {"type": "text", "text": part["text"]}
    if kind in ("image", "image_url"):
        named = part.get("image_url")
        url = named.get("url") if isinstance(named, Mapping) else named
        if isinstance(url, str) and url:
            return {"type": "image", "url": url}
    raise ValidationError('Each part must be {"type": "text", "text": "…"} or {"type": "image", "image_url": "…"}.')


class ChatMessage(Body):
    role = fields.String(load_default="user", validate=validate.OneOf(("user", "assistant", "system")))
    content = ContentField(required=True, metadata={"description": "Text, or a list of text and image parts"})


class ChatDecision(Body):
    type = fields.String(required=True, validate=validate.OneOf(("approve", "reject")))
    message = fields.String(validate=validate.Length(max=LONGEST_TEXT))


class ChatHitlResponse(Body):
    decisions = fields.List(fields.Nested(ChatDecision), required=True, validate=validate.Length(1, MOST_NAMES))


class ChatContextItem(Body):
    type = _name(required=True)
    name = _name(required=True)
    instruction = fields.String(validate=validate.Length(max=LONGEST_TEXT))
    id = _name()


class ChatBody(Body):
    """Row 002-02."""

    user_id = fields.String(validate=validate.Length(1, LONGEST_USER_ID))
    workspace_id = fields.String(metadata={"description": "Needed unless agent_mode is flash"})
    thread_id = fields.String(metadata={"description": "Continues a conversation; absent or `__default__`: a new one"})
    messages = fields.List(
        fields.Nested(ChatMessage),
        load_default=list,
        validate=validate.Length(max=MOST_MESSAGES),
        metadata={"description": "The last one is the input; the server knows those before it"},
    )
    agent_mode = fields.String(load_default="ptc", validate=validate.OneOf(MODES))
    subagents_enabled = fields.List(_name(), validate=validate.Length(max=MOST_NAMES))
    background_auto_wait = SwitchField(metadata={"description": "Noted; a run always waits for its sub-agents"})
    plan_mode = SwitchField(load_default=False)
    hitl_response = fields.Dict(
        keys=_name(), values=fields.Nested(ChatHitlResponse), validate=validate.Length(1, MOST_NAMES)
    )
    checkpoint_id = fields.String(metadata={"description": "Go on from there instead of from the thread's end"})
    locale = fields.String(validate=validate.Length(max=LONGEST_NAME))
    timezone = fields.String(metadata={"description": "IANA name; an unknown one is ignored"})
    additional_context = fields.List(fields.Nested(ChatContextItem), validate=validate.Length(max=MOST_NAMES))
    llm_model = fields.String(validate=validate.Length(1, LONGEST_MODEL))


class ReconnectQuery(Schema):
    last_event_id = QueryCount(validate=validate.Range(0, MOST_CURSOR), metadata=_CURSOR)
    ticket = fields.String(metadata=TICKET)


class ReconnectHeaders(Schema):
    last_event_id = QueryCount(data_key="Last-Event-ID", validate=validate.Range(0, MOST_CURSOR), metadata=_CURSOR)


class ChatCancelledAnswer(Schema):
    status = fields.String(required=True, metadata={"enum": ["cancelled"]})
    thread_id = fields.String(required=True)


class ChatStatusAnswer(Schema):
    thread_id = fields.UUID(required=True)
    status = fields.String(required=True, metadata={"enum": ["running", "completed", "failed", "cancelled"]})
    workspace_id = nullable(fields.UUID)
    sandbox_id = nullable(fields.UUID)
    started_at = nullable(fields.DateTime)
    completed_at = nullable(fields.DateTime)
    error = nullable(fields.String)
