"""A thread's last run, as the several documented answers about workflows tell it."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.api.http.json_bodies import moment
from app.domain.conversations.checkpoints import CheckpointRecord
from app.domain.conversations.queries import ThreadRecord, TurnRecord
from app.domain.conversations.subagents import Task

_CHAT_STATUS = {"in_progress": "running", "error": "failed", "timeout": "failed", "interrupted": "completed"}
_WORKFLOW_STATUS = {"in_progress": "active", "error": "failed", "timeout": "failed"}
"""Else a thread's status is the workflow's, too."""


def chat_status(thread: ThreadRecord) -> dict[str, Any]:
    """Row 002-07. An agent that waits for a person has nothing to do any more: it is completed for now."""
    last = thread.last
    return {
        "thread_id": str(thread.id),
        "status": _CHAT_STATUS.get(thread.status, thread.status),
        "workspace_id": str(thread.workspace_id),
        "sandbox_id": thread.sandbox_id and str(thread.sandbox_id),
        "started_at": last and moment(last.started_at or last.created_at),
        "completed_at": last and moment(last.finished_at),
        "error": last and last.error_message,
    }


def workflow_status(thread: ThreadRecord, *, tasks: Sequence[Task], checkpoint_id: Any) -> dict[str, Any]:
    """Row 002-12: the printed example's fields, and those of the original server."""
    last = thread.last
    return {
        "thread_id": str(thread.id),
        "status": _WORKFLOW_STATUS.get(thread.status, thread.status),
        "workspace_id": str(thread.workspace_id),
        "sandbox_id": thread.sandbox_id and str(thread.sandbox_id),
        "started_at": last and moment(last.started_at or last.created_at),
        "completed_at": last and moment(last.finished_at),
        "can_reconnect": bool(last and last.is_active),
        "last_update": moment(max(thread.updated_at, (last and last.finished_at) or thread.updated_at)),
        "user_id": thread.user_id,
        "progress": _progress(thread, checkpoint_id),
        "active_subagents": [task.name for task in tasks if task.is_active],
        "completed_subagents": [task.name for task in tasks if not task.is_active],
        "soft_interrupted": _is_soft_interrupted(thread),
    }


def unknown_workflow(thread_id: str) -> dict[str, Any]:
    """What is told of a thread that is nobody's."""
    nothing = ("workspace_id", "sandbox_id", "started_at", "completed_at", "last_update", "user_id", "progress")
    return {
        "thread_id": thread_id,
        "status": "unknown",
        **dict.fromkeys(nothing),
        "can_reconnect": False,
        "active_subagents": [],
        "completed_subagents": [],
        "soft_interrupted": False,
    }


def workflow_state(thread: ThreadRecord, *, turns: Sequence[TurnRecord], checkpoint_id: Any) -> dict[str, Any]:
    """Row 002-08. Fields of the original's research agent that nothing stands behind here have their resting values."""
    messages = conversation(turns)
    ended = thread.status == "completed"
    return {
        "thread_id": str(thread.id),
        "checkpoint_id": checkpoint_id and str(checkpoint_id),
        "messages": messages,
        "plan": None,
        "observations": [],
        "final_report": messages[-1]["content"] if ended and messages else None,
        "research_topic": thread.first_content,
        "market_type": None,
        "locale": thread.details.get("locale"),
        "deepthinking": False,
        "auto_accepted_plan": not thread.details.get("planMode", False),
        "plan_iterations": sum(turn.kind == "resume_feedback" for turn in turns),
        "completed": ended,
        "next_nodes": [] if ended else [MAIN_NODE],
        "created_at": moment(thread.created_at),
        "updated_at": moment(thread.updated_at),
    }


MAIN_NODE = "agent"


def conversation(turns: Sequence[TurnRecord]) -> list[dict[str, Any]]:
    """What was said, as {role: human|ai, content}."""
    said: list[dict[str, Any]] = []
    for turn in turns:
        if turn.content and turn.kind != "retry":
            said.append({"role": "human", "content": turn.content})
        if turn.text and not turn.was_answered:
            said.append({"role": "ai", "content": turn.text})
    return said


def checkpoint(record: CheckpointRecord, *, thread: ThreadRecord) -> dict[str, Any]:
    """One of row 002-09."""
    return {
        "checkpoint_id": str(record.id),
        "parent_checkpoint_id": record.parent_id and str(record.parent_id),
        "created_at": moment(record.created_at),
        "metadata": {
            "source": "input" if record.step == 1 else "loop",
            "step": record.step,
            "writes": {record.name: record.cursor},
        },
        "next_nodes": [record.next_step] if record.next_step else [],
        "pending_tasks": 1 if record.next_step else 0,
        "tasks": [_task(record, record.next_step)] if record.next_step else [],
        "completed": record.next_step is None,
        "state_preview": _state_preview(record, thread),
    }


def _task(record: CheckpointRecord, name: str) -> dict[str, Any]:
    waits = record.is_last and record.waits_for_a_person
    error = record.error_message if record.is_last else None
    return {
        "id": str(record.run_id),
        "name": name,
        "has_error": error is not None,
        "error_message": error,
        "has_interrupts": waits,
        "interrupt_count": int(waits),
    }


def _state_preview(record: CheckpointRecord, thread: ThreadRecord) -> dict[str, Any]:
    return {
        "research_topic": thread.first_content,
        "plan_iterations": 0,
        "has_final_report": record.next_step is None,
        "message_count": record.turn_number + 1,
        "deepthinking": False,
        "market_type": None,
        "auto_accepted_plan": not thread.details.get("planMode", False),
    }


def soft_interruption(thread: ThreadRecord, *, tasks: Sequence[Task]) -> Mapping[str, Any]:
    """Row 002-11, after the agent was asked if it is at work."""
    last = thread.last
    asked = bool(last and last.is_active)
    names = [task.name for task in tasks if task.is_active]
    return {
        "status": "soft_interrupted" if asked else _WORKFLOW_STATUS.get(thread.status, thread.status),
        "thread_id": str(thread.id),
        "can_resume": asked or thread.status in ("interrupted", "completed"),
        "background_tasks": names,
        "active_subagents": names,
        "completed_subagents": [task.name for task in tasks if not task.is_active],
        "message": "The agent ends at its next step; its sub-agents go on." if asked else "Nothing is running.",
    }


def _progress(thread: ThreadRecord, checkpoint_id: Any) -> dict[str, Any] | None:
    if thread.last is None:
        return None
    ended = thread.status == "completed"
    return {
        "has_plan": bool(thread.details.get("planMode")),
        "has_final_report": ended,
        "message_count": 2 * thread.turns - (0 if ended else 1),
        "completed": ended,
        "checkpoint_id": checkpoint_id and str(checkpoint_id),
    }


def _is_soft_interrupted(thread: ThreadRecord) -> bool:
    if thread.last is None:
        return False
    return thread.last.soft_interrupted or (thread.last.is_active and bool(thread.details.get("softInterrupt")))
