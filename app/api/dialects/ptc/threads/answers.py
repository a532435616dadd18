"""The shapes of the answers about threads and what was said in them, for the OpenAPI document."""

from marshmallow import Schema, fields

from app.api.answer_schemas import nullable

EVENTS = {
    # As one text, or event by event, as readers of event streams see it.
    "type": ["string", "object"],
    "description": "Frames `id: …`, `event: …`, `data: {…}`, each followed by a blank line; ids count per thread.",
}
STREAM_HEADERS = {
    "X-Thread-Id": {"schema": {"type": "string", "format": "uuid"}, "description": "The thread that is streamed"}
}
THREAD_STATUSES = ["in_progress", "interrupted", "completed", "error", "timeout", "cancelled"]


class ThreadAnswer(Schema):
    thread_id = fields.UUID(required=True)
    workspace_id = fields.UUID(required=True)
    thread_index = fields.Integer(required=True)
    current_status = fields.String(required=True, metadata={"enum": THREAD_STATUSES})
    msg_type = fields.String(required=True, metadata={"enum": ["ptc", "flash"]})
    title = nullable(fields.String)
    first_query_content = nullable(fields.String)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class ThreadsAnswer(Schema):
    threads = fields.List(fields.Nested(ThreadAnswer), required=True)
    total = fields.Integer(required=True)
    limit = fields.Integer(required=True)
    offset = fields.Integer(required=True)


class ThreadQueryAnswer(Schema):
    query_id = fields.UUID(required=True)
    content = fields.String(required=True)
    type = fields.String(required=True, metadata={"enum": ["initial", "resume_feedback", "retry"]})
    feedback_action = nullable(fields.String)
    metadata = fields.Dict(required=True)
    timestamp = fields.DateTime(required=True)


class ThreadResponseAnswer(Schema):
    response_id = fields.UUID(required=True)
    status = fields.String(required=True, metadata={"enum": THREAD_STATUSES[1:]})
    interrupt_reason = nullable(fields.String)
    agent_messages = fields.List(fields.Dict(), required=True)
    execution_time = nullable(fields.Float)
    warnings = fields.List(fields.String(), required=True)
    errors = fields.List(fields.String(), required=True)
    timestamp = nullable(fields.DateTime)
    file_snapshot = nullable(fields.Dict)
    file_operations = fields.List(fields.Dict(), required=True)


class ThreadPairAnswer(Schema):
    pair_index = fields.Integer(required=True)
    thread_id = fields.UUID(required=True)
    thread_index = fields.Integer(required=True)
    query = fields.Nested(ThreadQueryAnswer, required=True)
    response = fields.Nested(ThreadResponseAnswer, required=True, allow_none=True)


class WorkspaceMessagesAnswer(Schema):
    workspace_id = fields.UUID(required=True)
    thread_id = fields.UUID(required=True)
    messages = fields.List(fields.Nested(ThreadPairAnswer), required=True)
    total_messages = fields.Integer(required=True)
    has_more = fields.Boolean(required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class MessagesAnswer(WorkspaceMessagesAnswer):
    user_id = fields.String(required=True)
    name = fields.String(required=True)


class MessageDetailAnswer(Schema):
    response_id = fields.UUID(required=True)
    thread_id = fields.UUID(required=True)
    pair_index = fields.Integer(required=True)
    status = fields.String(required=True, metadata={"enum": THREAD_STATUSES})
    interrupt_reason = nullable(fields.String)
    state_snapshot = nullable(fields.Dict)
    agent_messages = fields.List(fields.Dict(), required=True)
    metadata = fields.Dict(required=True)
    warnings = fields.List(fields.String(), required=True)
    errors = fields.List(fields.String(), required=True)
    execution_time = nullable(fields.Float)
    timestamp = nullable(fields.DateTime)


class ThreadDeletedAnswer(Schema):
    success = fields.Boolean(required=True)
    thread_id = fields.UUID(required=True)
    message = fields.String(required=True)


class ThreadTurnAnswer(Schema):
    turn_index = fields.Integer(required=True)
    edit_checkpoint_id = nullable(fields.UUID)
    regenerate_checkpoint_id = nullable(fields.UUID)


class ThreadTurnsAnswer(Schema):
    thread_id = fields.UUID(required=True)
    turns = fields.List(fields.Nested(ThreadTurnAnswer), required=True)
    retry_checkpoint_id = nullable(fields.UUID)


class ThreadTicketAnswer(Schema):
    ticket = fields.String(required=True)
    expires_at = fields.DateTime(required=True)
