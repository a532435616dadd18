"""Threads and their messages as PTC's clients know them."""

from typing import Any

from app.api.http.json_bodies import moment
from app.domain.conversations.answers import Answer, answer_id
from app.domain.conversations.queries import ThreadRecord, TurnRecord


def thread_item(thread: ThreadRecord) -> dict[str, Any]:
    """A thread as lists show it."""
    return {
        "thread_id": str(thread.id),
        "workspace_id": str(thread.workspace_id),
        "thread_index": thread.number,
        "current_status": thread.status,
        "msg_type": "flash" if thread.is_flash else "ptc",
        "title": thread.title,
        "first_query_content": thread.first_content,
        "created_at": moment(thread.created_at),
        "updated_at": moment(thread.updated_at),
    }


def pair(thread: ThreadRecord, turn: TurnRecord, answer: Answer) -> dict[str, Any]:
    """A request and what came of it; no response while the agent is at it."""
    return {
        "pair_index": turn.number,
        "thread_id": str(thread.id),
        "thread_index": thread.number,
        "query": {
            "query_id": str(turn.id),
            "content": turn.content,
            "type": turn.kind,
            "feedback_action": turn.feedback,
            "metadata": shown_details(turn),
            "timestamp": moment(turn.created_at),
        },
        "response": None if status_of(turn) == "in_progress" else _response(turn, answer),
    }


def message_detail(turn: TurnRecord, answer: Answer) -> dict[str, Any]:
    """Row 002-31."""
    told = _response(turn, answer)
    return {
        **{name: value for name, value in told.items() if name not in ("file_snapshot", "file_operations")},
        "thread_id": str(turn.session_id),
        "pair_index": turn.number,
        "state_snapshot": None,
        "metadata": {**shown_details(turn), "file_operations": told["file_operations"]},
    }


def status_of(turn: TurnRecord) -> str:
    """How the turn came out: one that ended with a question was interrupted, whatever became of the answer."""
    return "interrupted" if turn.was_answered else turn.run.status


def shown_details(turn: TurnRecord) -> dict[str, Any]:
    """What is noted of a request, without what only we need."""
    return {name: value for name, value in turn.details.items() if name not in ("idempotencyKey", "response")}


def _response(turn: TurnRecord, answer: Answer) -> dict[str, Any]:
    waited = turn.was_answered or turn.run.waits_for_a_person
    ended = None if waited else turn.run.finished_at
    began = turn.created_at
    return {
        "response_id": str(answer_id(turn.id)),
        "status": status_of(turn),
        "interrupt_reason": "plan_review" if waited else None,
        "agent_messages": answer.messages,
        "execution_time": None if ended is None else round(max(0.0, (ended - began).total_seconds()), 3),
        "warnings": answer.warnings,
        "errors": answer.errors,
        "timestamp": moment(ended or began),
        "file_snapshot": None,
        "file_operations": answer.file_operations,
    }
