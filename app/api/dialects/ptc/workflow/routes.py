"""Workflows: how a thread's agent stands, and stopping it (rows 002-08 to 002-14)."""

from typing import Any

from flask import Response

from app.api.dialects.ptc.blueprint import PtcBlueprint
from app.api.dialects.ptc.dialect import PREFIX
from app.api.dialects.ptc.identity import PTC_KEY
from app.api.dialects.ptc.threads.access import find_thread, own_thread
from app.api.dialects.ptc.threads.runs import cancel_active_run
from app.api.dialects.ptc.workflow.presenters import (
    checkpoint,
    soft_interruption,
    unknown_workflow,
    workflow_state,
    workflow_status,
)
from app.api.dialects.ptc.workflow.schemas import (
    CheckpointsQuery,
    SoftInterruptAnswer,
    SummarizeQuery,
    WorkflowCancelledAnswer,
    WorkflowCheckpoints,
    WorkflowMovedAnswer,
    WorkflowStateAnswer,
    WorkflowStatusAnswer,
    WorkflowSummaryAnswer,
)
from app.api.dialects.ptc.workflow.summaries import summarized
from app.api.http.json_bodies import json_response
from app.api.services import transaction
from app.domain.conversations.checkpoints import checkpoints_of, last_checkpoint
from app.domain.conversations.operations import interrupt_softly
from app.domain.conversations.queries import ThreadRecord, turns_of
from app.domain.conversations.subagents import Task, tasks_of
from app.errors import NotFound

CANCELLED = "Cancellation signal sent. Workflow will stop shortly."

workflow = PtcBlueprint("ptc_workflow", __name__, url_prefix=f"{PREFIX}/workflow", description="Runs of threads")


@workflow.route("/<thread_id>/status", credentials=PTC_KEY)
@workflow.answers(200, WorkflowStatusAnswer, description="How the workflow stands; `unknown` for nobody's thread")
@workflow.fails("UNPROCESSABLE_ENTITY")
def status(thread_id: str) -> Response:
    """How a thread's last run stands."""
    with transaction() as connection:
        thread = find_thread(connection, thread_id)
        if thread is None:
            return json_response(unknown_workflow(thread_id))
        tasks, last = _tasks(connection, thread), last_checkpoint(connection, session_id=thread.id)
    return json_response(workflow_status(thread, tasks=tasks, checkpoint_id=last))


@workflow.route("/state/<thread_id>", credentials=PTC_KEY)
@workflow.answers(200, WorkflowStateAnswer, description="What the thread's agent knows")
@workflow.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def state(thread_id: str) -> Response:
    """The conversation as the agent has it."""
    with transaction() as connection:
        thread = own_thread(connection, thread_id)
        turns = turns_of(connection, session_id=thread.id, limit=max(1, thread.turns))
        last = last_checkpoint(connection, session_id=thread.id)
    return json_response(workflow_state(thread, turns=turns, checkpoint_id=last))


@workflow.route("/<thread_id>/checkpoints", credentials=PTC_KEY)
@workflow.takes(CheckpointsQuery, location="query")
@workflow.answers(200, WorkflowCheckpoints, description="Newest first")
@workflow.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def checkpoints(query: dict[str, Any], thread_id: str) -> Response:
    """Where the conversation can be gone on from."""
    with transaction() as connection:
        thread = own_thread(connection, thread_id)
        found = checkpoints_of(connection, session_id=thread.id, limit=query["limit"])
    if not found:
        raise NotFound(f"No checkpoints found for thread: {thread_id}")
    return json_response(
        {
            "thread_id": str(thread.id),
            "total_checkpoints": len(found),
            "checkpoints": [checkpoint(record, thread=thread) for record in found],
        }
    )


@workflow.route("/<thread_id>/cancel", method="POST", credentials=PTC_KEY)
@workflow.answers(200, WorkflowCancelledAnswer, description="Also for nobody's thread, in which nothing runs")
@workflow.fails("UNPROCESSABLE_ENTITY")
def cancel(thread_id: str) -> Response:
    """Cancel what a thread's agent and its sub-agents are at."""
    with transaction() as connection:
        thread = find_thread(connection, thread_id)
        if thread is not None:
            cancel_active_run(connection, thread)
    return json_response({"cancelled": True, "thread_id": thread_id, "message": CANCELLED})


@workflow.route("/<thread_id>/soft-interrupt", method="POST", credentials=PTC_KEY)
@workflow.answers(200, SoftInterruptAnswer, description="`not_found` for nobody's thread")
@workflow.fails("UNPROCESSABLE_ENTITY")
def soft_interrupt(thread_id: str) -> Response:
    """Ask a thread's agent to come to an end; its sub-agents go on."""
    with transaction() as connection:
        thread = find_thread(connection, thread_id)
        if thread is None:
            return json_response(_nothing_to_interrupt(thread_id))
        if thread.last is not None and thread.last.is_active:
            interrupt_softly(connection, run_id=thread.last.id)
        tasks = _tasks(connection, thread)
    return json_response(soft_interruption(thread, tasks=tasks))


@workflow.route("/<thread_id>/summarize", method="POST", credentials=PTC_KEY)
@workflow.takes(SummarizeQuery, location="query")
@workflow.answers(200, WorkflowSummaryAnswer, description="The agent remembers a summary, and the last messages")
@workflow.fails("BAD_REQUEST", "NOT_FOUND", "CONFLICT", "UNPROCESSABLE_ENTITY")
def summarize(query: dict[str, Any], thread_id: str) -> Response:
    """Have a long conversation summarized for its agent. What clients see of it stays."""
    with transaction() as connection:
        thread = own_thread(connection, thread_id)
    return json_response(summarized(thread, keep=query["keep_messages"]))


@workflow.route("/<thread_id>/resume", method="POST", credentials=PTC_KEY)
@workflow.answers(410, WorkflowMovedAnswer, description="Always: the chat stream does this now")
@workflow.fails("UNPROCESSABLE_ENTITY")
def resume(thread_id: str) -> Response:
    """Retired: an interrupt is answered with `hitl_response` in a chat request."""
    return json_response(
        {
            "message": "This endpoint is gone. Answer an interrupt with hitl_response in a chat request.",
            "migration": {
                "endpoint": f"POST {PREFIX}/chat/stream",
                "example": {
                    "thread_id": thread_id,
                    "workspace_id": "…",
                    "messages": [],
                    "hitl_response": {"<interrupt_id>": {"decisions": [{"type": "approve"}]}},
                },
            },
        },
        410,
    )


def _tasks(connection: Any, thread: ThreadRecord) -> list[Task]:
    return [] if thread.last is None else tasks_of(connection, run_id=thread.last.id)


def _nothing_to_interrupt(thread_id: str) -> dict[str, Any]:
    nobody: list[str] = []
    return {
        "status": "not_found",
        "thread_id": thread_id,
        "can_resume": False,
        "background_tasks": nobody,
        "active_subagents": nobody,
        "completed_subagents": nobody,
        "message": "There is no such workflow.",
    }
