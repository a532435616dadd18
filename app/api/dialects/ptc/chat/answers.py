"""The shapes of the answers about chats, for the OpenAPI document."""

from marshmallow import Schema, fields

from app.api.answer_schemas import nullable


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
