"""From neutral events to PTC's payloads: the documented fields first, then those of the original server.

Credits are ours to define, for the document names none: 1,000 tokens are one credit.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from app.errors import RunTimedOut

Data: TypeAlias = Mapping[str, Any]
Payload: TypeAlias = dict[str, Any]
Maker: TypeAlias = Callable[[Data, str], Payload | None]

TOKENS_OF_A_CREDIT = 1_000
MAIN_AGENT = "ptc"
SPEAKER = "assistant"

DONE_STATUS = {"completed": "completed", "failed": "error", "cancelled": "cancelled"}
_STOP_STATUS = {"soft_interrupted": "interrupted", RunTimedOut.code: "timeout"}


def credits(tokens: int) -> float:
    """What so many tokens cost."""
    return round(tokens / TOKENS_OF_A_CREDIT, 3)


def _agent(data: Data, main: str = MAIN_AGENT) -> str:
    agent = data.get("agent", "main")
    return main if agent == "main" else str(agent)


def _message(data: Data, thread: str, *, speaker: str = MAIN_AGENT) -> Payload:
    """What every message of the original server says of itself."""
    return {"thread_id": thread, "agent": _agent(data, speaker), "id": data["messageId"], "role": "assistant"}


def _told_at(data: Data) -> Payload:
    """When it happened, for what says so: events of earlier releases do not."""
    return {"timestamp": data["timestamp"]} if "timestamp" in data else {}


def _text(data: Data, thread: str) -> Payload:
    return {"content": data["delta"], **_message(data, thread, speaker=SPEAKER), "content_type": "text"}


def _call_chunks(data: Data, thread: str) -> Payload:
    chunk = {
        "name": data["name"],
        "args": data["arguments"],
        "id": data["callId"],
        "index": data.get("index", 0),
        "type": "tool_call_chunk",
    }
    return {
        "tool_name": data["name"],
        "arguments": data["arguments"],
        **_message(data, thread),
        "tool_call_chunks": [chunk],
    }


def _calls(data: Data, thread: str) -> Payload:
    call = {"name": data["name"], "args": data["arguments"], "id": data["callId"], "type": "tool_call"}
    return {
        "tool_name": data["name"],
        "arguments": data["arguments"],
        "tool_call_id": data["callId"],
        **_message(data, thread),
        "tool_calls": [call],
        "finish_reason": "tool_calls",
    }


def _result(data: Data, thread: str) -> Payload:
    return {
        "tool_name": data["name"],
        "result": data["result"],
        "tool_call_id": data["callId"],
        **_message(data, thread),
        "role": "tool",
        "content": data["result"],
        "content_type": "text",
        "status": "error" if data.get("failed") else "success",
    }


def _artifact(data: Data, thread: str) -> Payload:
    return {
        "artifact_type": data["artifactType"],
        "artifact_id": data["artifactId"],
        "agent": _agent(data),
        **_told_at(data),
        "status": data["status"],
        "payload": data["payload"],
        "thread_id": thread,
    }


def _subagents(data: Data, thread: str) -> Payload:
    return {
        "thread_id": thread,
        "active_tasks": [
            {
                "id": task.get("id"),
                "description": str(task.get("description", ""))[:100],
                "type": task.get("type"),
                "tool_calls": task.get("toolCalls", 0),
                "current_tool": task.get("currentTool"),
            }
            for task in data.get("activeTasks", [])
        ],
        "completed_tasks": data.get("completedTasks", []),
        **_told_at(data),
    }


def _interrupt(data: Data, thread: str) -> Payload | None:
    question = data.get("question")
    if not isinstance(question, dict) or "interruptId" not in question:
        return None
    actions = [
        {"action_id": action.get("actionId"), "type": action.get("type"), "description": action.get("description")}
        for action in question.get("actions", [])
    ]
    return {
        "interrupt_id": question["interruptId"],
        "reason": question.get("reason"),
        "actions": actions,
        "plan": question.get("plan"),
        "thread_id": thread,
        "action_requests": actions,
        "role": "assistant",
        "finish_reason": "interrupt",
    }


def _warning(data: Data, thread: str) -> Payload:
    return {
        "message": data["message"],
        "type": data["warning"],
        "thread_id": thread,
        "elapsed_seconds": data.get("elapsedSeconds"),
        "timeout_seconds": data.get("timeoutSeconds"),
    }


def _error(data: Data, thread: str) -> Payload:
    is_timeout = data.get("code") == RunTimedOut.code
    return {
        "thread_id": thread,
        "error": data["message"],
        "type": "timeout_error" if is_timeout else "workflow_error",
        "error_class": data["code"],
        "message": data["message"],
    }


def _retry(data: Data, thread: str) -> Payload:
    return {
        "message": data["message"],
        "retry_count": data["retryCount"],
        "max_retries": data["maxRetries"],
        "thread_id": thread,
        "auto_retry": True,
        "error_type": data.get("errorType"),
        "error_class": data.get("errorClass"),
    }


def _summarization(data: Data, thread: str) -> Payload:
    told = {"thread_id": thread, "signal": data["signal"]}
    more = {"summary_length": data.get("summaryLength"), "error": data.get("error")}
    return told | {name: value for name, value in more.items() if value is not None}


def _tokens(usage: Data) -> Payload:
    return {
        "input_tokens": usage["inputTokens"],
        "output_tokens": usage["outputTokens"],
        "total_tokens": usage["totalTokens"],
    }


def _usage(data: Data, thread: str) -> Payload:
    return {"thread_id": thread, **_tokens(data)}


def _credit_usage(data: Data, thread: str) -> Payload | None:
    if "usage" not in data:
        return None
    usage = data["usage"]
    credit = {"thread_id": thread, "tokens": _tokens(usage), "total_credits": credits(usage["totalTokens"])}
    return {**credit, **_told_at(data)}


def _rewind(data: Data, thread: str) -> Payload:
    return {"thread_id": thread, "to_event_id": data["toCursor"]}


def _done(data: Data, thread: str) -> Payload:
    status = _STOP_STATUS.get(data.get("stopReason", ""), DONE_STATUS[data["state"]])
    return {"status": status, "thread_id": thread}


PAYLOADS: Mapping[str, tuple[bytes, Maker]] = {
    "text_delta": (b"message_chunk", _text),
    "tool_call_delta": (b"tool_call_chunks", _call_chunks),
    "tool_call": (b"tool_calls", _calls),
    "tool_result": (b"tool_call_result", _result),
    "artifact": (b"artifact", _artifact),
    "subagents": (b"subagent_status", _subagents),
    "waiting": (b"interrupt", _interrupt),
    "warning": (b"warning", _warning),
    "error": (b"error", _error),
    "retry": (b"retry", _retry),
    "summarization": (b"summarization_signal", _summarization),
    "usage": (b"token_usage", _usage),
    "chat_complete": (b"credit_usage", _credit_usage),
    "rewind": (b"rewind", _rewind),
    "done": (b"done", _done),
}
"""Per neutral type: PTC's name, and what makes its payload (None: left out)."""
