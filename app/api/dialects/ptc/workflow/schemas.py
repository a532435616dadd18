"""What is asked of workflows, and answered about them."""

from marshmallow import Schema, fields, validate

from app.api.answer_schemas import nullable
from app.api.run_requests import QueryCount


class CheckpointsQuery(Schema):
    limit = QueryCount(load_default=10, validate=validate.Range(1, 50))


class SummarizeQuery(Schema):
    keep_messages = QueryCount(load_default=5, validate=validate.Range(1, 20))


class WorkflowProgress(Schema):
    has_plan = fields.Boolean(required=True)
    has_final_report = fields.Boolean(required=True)
    message_count = fields.Integer(required=True)
    completed = fields.Boolean(required=True)
    checkpoint_id = nullable(fields.UUID)


class WorkflowStatusAnswer(Schema):
    thread_id = fields.String(required=True)
    status = fields.String(
        required=True,
        metadata={"enum": ["active", "completed", "interrupted", "failed", "cancelled", "unknown"]},
    )
    workspace_id = nullable(fields.UUID)
    sandbox_id = nullable(fields.UUID)
    started_at = nullable(fields.DateTime)
    completed_at = nullable(fields.DateTime)
    can_reconnect = fields.Boolean(required=True)
    last_update = nullable(fields.DateTime)
    user_id = nullable(fields.String)
    progress = fields.Nested(WorkflowProgress, required=True, allow_none=True)
    active_subagents = fields.List(fields.String(), required=True)
    completed_subagents = fields.List(fields.String(), required=True)
    soft_interrupted = fields.Boolean(required=True)


class WorkflowStateMessage(Schema):
    role = fields.String(required=True, metadata={"enum": ["human", "ai"]})
    content = fields.String(required=True)


class WorkflowStateAnswer(Schema):
    thread_id = fields.UUID(required=True)
    checkpoint_id = nullable(fields.UUID)
    messages = fields.List(fields.Nested(WorkflowStateMessage), required=True)
    plan = nullable(fields.Dict)
    observations = fields.List(fields.String(), required=True)
    final_report = nullable(fields.String)
    research_topic = nullable(fields.String)
    market_type = nullable(fields.String)
    locale = nullable(fields.String)
    deepthinking = fields.Boolean(required=True)
    auto_accepted_plan = fields.Boolean(required=True)
    plan_iterations = fields.Integer(required=True)
    completed = fields.Boolean(required=True)
    next_nodes = fields.List(fields.String(), required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)


class WorkflowCheckpoint(Schema):
    checkpoint_id = fields.UUID(required=True)
    parent_checkpoint_id = nullable(fields.UUID)
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
