"""What OpenComputer's clients are answered, as the OpenAPI document describes it."""

from marshmallow import Schema, fields, validate

from app.api.answer_schemas import nullable

EVENTS = {"type": "string", "description": "Server-sent events: `id:` and `data:`, the type inside the JSON"}


def _id(prefix: str) -> fields.String:
    return fields.String(required=True, metadata={"example": f"{prefix}019aa1c5a7c07e0e9a4c2f0d6f3b1a11"})


def _moment() -> fields.DateTime:
    return fields.DateTime(required=True, metadata={"example": "2026-03-18T17:00:00.000Z"})


def _one_of(*words: str) -> fields.String:
    return fields.String(required=True, validate=validate.OneOf(words))


class ComputerArtifact(Schema):
    path = fields.String(required=True)
    summary = fields.String(required=True)


class ComputerProject(Schema):
    title = fields.String(required=True)
    framework = nullable(fields.String)
    artifacts = fields.List(fields.Nested(ComputerArtifact), required=True)


class ComputerMessage(Schema):
    id = _id("msg_")
    role = _one_of("user", "assistant", "system")
    content = fields.String(required=True)
    createdAt = _moment()  # noqa: N815


class ComputerEvent(Schema):
    id = _id("evt_")
    type = fields.String(required=True)
    level = _one_of("info", "warning", "error")
    message = fields.String(required=True)
    createdAt = _moment()  # noqa: N815


class ComputerSessionAnswer(Schema):
    id = _id("session_")
    status = _one_of("running", "ready", "error", "ended")
    sandboxId = nullable(fields.String)  # noqa: N815
    previewUrl = fields.String(required=True, metadata={"description": "Empty once the session has ended"})  # noqa: N815
    project = fields.Nested(ComputerProject, required=True)
    messages = fields.List(fields.Nested(ComputerMessage), required=True)
    events = fields.List(fields.Nested(ComputerEvent), required=True)
    userId = fields.String(required=True)  # noqa: N815
    createdAt = _moment()  # noqa: N815
    updatedAt = _moment()  # noqa: N815


class EndedComputerSession(Schema):
    id = _id("session_")
    status = _one_of("ended")


class ComputerStreamTicket(Schema):
    ticket = fields.String(required=True)
    expiresAt = _moment()  # noqa: N815
