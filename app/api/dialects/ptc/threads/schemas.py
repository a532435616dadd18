"""What clients send about threads, and what they get."""

from marshmallow import EXCLUDE, Schema, fields, validate

from app.api.answer_schemas import nullable
from app.api.body_schemas import Body
from app.api.run_requests import QueryCount
from app.domain.conversations.operations import LONGEST_TITLE

MOST_OFFSET = 1_000_000

TICKET = {"description": "A stream ticket instead of a key, for EventSource"}
EVENTS = {
    # As one text, or event by event, as readers of event streams see it.
    "type": ["string", "object"],
    "description": "Frames `id: …`, `event: …`, `data: {…}`, each followed by a blank line; ids count per thread.",
}
STREAM_HEADERS = {
    "X-Thread-Id": {"schema": {"type": "string", "format": "uuid"}, "description": "The thread that is streamed"}
}
THREAD_STATUSES = ["in_progress", "interrupted", "completed", "error", "timeout", "cancelled"]


class TicketQuery(Schema):
    ticket = fields.String(metadata=TICKET)


class ThreadsQuery(Schema):
    limit = QueryCount(load_default=20, validate=validate.Range(1, 100))
    offset = QueryCount(load_default=0, validate=validate.Range(0, MOST_OFFSET))
    sort_by = fields.String(load_default="updated_at", validate=validate.OneOf(("created_at", "updated_at")))
    sort_order = fields.String(load_default="desc", validate=validate.OneOf(("asc", "desc")))


class MessagesQuery(Schema):
    limit = QueryCount(load_default=50, validate=validate.Range(1, 200))
    offset = QueryCount(load_default=0, validate=validate.Range(0, MOST_OFFSET))


class ThreadTitleBody(Schema):
    """Null is a value here: it takes the title away."""

    class Meta:
        unknown = EXCLUDE

    title = fields.String(required=True, allow_none=True, validate=validate.Length(max=LONGEST_TITLE))


class ThreadRetryBody(Body):
    checkpoint_id = fields.String(metadata={"description": "Ask again from there instead of behind the last step"})


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
