"""The shapes of the answers about chats, workflows and conversations, for the OpenAPI document."""

from typing import Any

from marshmallow import Schema, fields

EVENTS = {
    # As one text, or event by event, as readers of event streams see it.
    "type": ["string", "object"],
    "description": "Frames `id: …`, `event: …`, `data: {…}`, each followed by a blank line; ids count per thread.",
}
STREAM_HEADERS = {
    "X-Thread-Id": {"schema": {"type": "string", "format": "uuid"}, "description": "The thread that is streamed"}
}
THREAD_STATUSES = ["in_progress", "interrupted", "completed", "error", "timeout", "cancelled"]


def _nullable(kind: type[fields.Field[Any]]) -> fields.Field[Any]:
    return kind(required=True, allow_none=True)


class ChatCancelledAnswer(Schema):
    status = fields.String(required=True, metadata={"enum": ["cancelled"]})
    thread_id = fields.String(required=True)


class ChatStatusAnswer(Schema):
    thread_id = fields.UUID(required=True)
    status = fields.String(required=True, metadata={"enum": ["running", "completed", "failed", "cancelled"]})
    workspace_id = _nullable(fields.UUID)
    sandbox_id = _nullable(fields.UUID)
    started_at = _nullable(fields.DateTime)
    completed_at = _nullable(fields.DateTime)
    error = _nullable(fields.String)


class WorkflowProgress(Schema):
    has_plan = fields.Boolean(required=True)
    has_final_report = fields.Boolean(required=True)
    message_count = fields.Integer(required=True)
    completed = fields.Boolean(required=True)
    checkpoint_id = _nullable(fields.UUID)


class WorkflowStatusAnswer(Schema):
    thread_id = fields.String(required=True)
    status = fields.String(
        required=True,
        metadata={"enum": ["active", "completed", "interrupted", "failed", "cancelled", "unknown"]},
    )
    workspace_id = _nullable(fields.UUID)
    sandbox_id = _nullable(fields.UUID)
    started_at = _nullable(fields.DateTime)
    completed_at = _nullable(fields.DateTime)
    can_reconnect = fields.Boolean(required=True)
    last_update = _nullable(fields.DateTime)
    user_id = _nullable(fields.String)
    progress = fields.Nested(WorkflowProgress, required=True, allow_none=True)
    active_subagents = fields.List(fields.String(), required=True)
    completed_subagents = fields.List(fields.String(), required=True)
    soft_interrupted = fields.Boolean(required=True)


class WorkflowStateMessage(Schema):
    role = fields.String(required=True, metadata={"enum": ["human", "ai"]})
    content = fields.String(required=True)


class WorkflowStateAnswer(Schema):
    thread_id = fields.UUID(required=True)
    checkpoint_id = _nullable(fields.UUID)
    messages = fields.List(fields.Nested(WorkflowStateMessage), required=True)
    plan = _nullable(fields.Dict)
    observations = fields.List(fields.String(), required=True)
    final_report = _nullable(fields.String)
    research_topic = _nullable(fields.String)
    market_type = _nullable(fields.String)
    locale = _nullable(fields.String)
    deepthinking = fields.Boolean(required=True)
    auto_accepted_plan = fields.Boolean(required=True)
    plan_iterations = fields.Integer(required=True)
    completed = fields.Boolean(required=True)
    next_nodes = fields.List(fields.String(), required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class WorkflowCheckpoint(Schema):
    checkpoint_id = fields.UUID(required=True)
    parent_checkpoint_id = _nullable(fields.UUID)
    created_at = fields.DateTime(required=True)
    metadata = fields.Dict(required=True)
    next_nodes = fields.List(fields.String(), required=True)
    pending_tasks = fields.Integer(required=True)
    tasks = fields.List(fields.Dict(), required=True)
    completed = fields.Boolean(required=True)
    state_preview = fields.Dict(required=True)


class WorkflowCheckpoints(Schema):
    thread_id = fields.UUID(required=True)
    total_checkpoints = fields.Integer(required=True, metadata={"description": "Of this answer"})
    checkpoints = fields.List(fields.Nested(WorkflowCheckpoint), required=True)


class WorkflowCancelledAnswer(Schema):
    cancelled = fields.Boolean(required=True)
    thread_id = fields.String(required=True)
    message = fields.String(required=True)


class SoftInterruptAnswer(Schema):
    status = fields.String(required=True)
    thread_id = fields.String(required=True)
    can_resume = fields.Boolean(required=True)
    background_tasks = fields.List(fields.String(), required=True)
    active_subagents = fields.List(fields.String(), required=True)
    completed_subagents = fields.List(fields.String(), required=True)
    message = fields.String(required=True)


class WorkflowSummaryAnswer(Schema):
    success = fields.Boolean(required=True)
    thread_id = fields.UUID(required=True)
    original_message_count = fields.Integer(required=True)
    new_message_count = fields.Integer(required=True)
    summary_length = fields.Integer(required=True)


class WorkflowMovedAnswer(Schema):
    message = fields.String(required=True)
    migration = fields.Dict(required=True)


class ThreadAnswer(Schema):
    thread_id = fields.UUID(required=True)
    workspace_id = fields.UUID(required=True)
    thread_index = fields.Integer(required=True)
    current_status = fields.String(required=True, metadata={"enum": THREAD_STATUSES})
    msg_type = fields.String(required=True, metadata={"enum": ["ptc", "flash"]})
    title = _nullable(fields.String)
    first_query_content = _nullable(fields.String)
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
    feedback_action = _nullable(fields.String)
    metadata = fields.Dict(required=True)
    timestamp = fields.DateTime(required=True)


class ThreadResponseAnswer(Schema):
    response_id = fields.UUID(required=True)
    status = fields.String(required=True, metadata={"enum": THREAD_STATUSES[1:]})
    interrupt_reason = _nullable(fields.String)
    agent_messages = fields.List(fields.Dict(), required=True)
    execution_time = _nullable(fields.Float)
    warnings = fields.List(fields.String(), required=True)
    errors = fields.List(fields.String(), required=True)
    timestamp = _nullable(fields.DateTime)
    file_snapshot = _nullable(fields.Dict)
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
    interrupt_reason = _nullable(fields.String)
    state_snapshot = _nullable(fields.Dict)
    agent_messages = fields.List(fields.Dict(), required=True)
    metadata = fields.Dict(required=True)
    warnings = fields.List(fields.String(), required=True)
    errors = fields.List(fields.String(), required=True)
    execution_time = _nullable(fields.Float)
    timestamp = _nullable(fields.DateTime)


class ThreadDeletedAnswer(Schema):
    success = fields.Boolean(required=True)
    thread_id = fields.UUID(required=True)
    message = fields.String(required=True)


class ThreadTurnAnswer(Schema):
    turn_index = fields.Integer(required=True)
    edit_checkpoint_id = _nullable(fields.UUID)
    regenerate_checkpoint_id = _nullable(fields.UUID)


class ThreadTurnsAnswer(Schema):
    thread_id = fields.UUID(required=True)
    turns = fields.List(fields.Nested(ThreadTurnAnswer), required=True)
    retry_checkpoint_id = _nullable(fields.UUID)


class ThreadTicketAnswer(Schema):
    ticket = fields.String(required=True)
    expires_at = fields.DateTime(required=True)
