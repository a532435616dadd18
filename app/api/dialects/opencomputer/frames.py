"""Frames as ``EventSource.onmessage`` reads them: ``id`` and ``data``, no event name, the type inside the JSON.

The client is shown what the agent says and does, in whole pieces; the pieces of a text that is still being
written, and everything that other APIs tell of, take up cursors and are not sent.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from app.api.dialects.opencomputer.ids import SESSION, shown
from app.engine.event_log import Event
from app.engine.relay import FrameOf

LONGEST_SUMMARY = 500
"""Characters of a tool's result that are told."""

Data = Mapping[str, Any]


@lru_cache(maxsize=4096)
def frame_of(session_id: UUID) -> FrameOf:
    """How the session's events are framed. The same function each time, so that viewers share the frames."""
    name = shown(SESSION, session_id)

    def frame(event: Event) -> bytes:
        body = event_body(event)
        if body is None:
            return b""
        return b"id: %d\ndata: %b\n\n" % (event.cursor, orjson.dumps({**body, "session_id": name}))

    return frame


def plain_frame(event: Event) -> bytes:
    """A frame that does not say whose it is."""
    body = event_body(event)
    return b"" if body is None else b"id: %d\ndata: %b\n\n" % (event.cursor, orjson.dumps(body))


def event_body(event: Event) -> dict[str, Any] | None:
    """The event in this API's words; None if it has none for it."""
    told = _WORDS.get(event.type)
    return None if told is None else told(orjson.loads(event.data))


def _ready(data: Data) -> dict[str, Any]:
    return {"type": "ready", "sandbox_id": data.get("sandbox")}


def _configured(data: Data) -> dict[str, Any]:
    return {
        "type": "configured",
        "cwd": data.get("cwd"),
        "allowed_tools": data.get("allowedTools"),
        "skills": data.get("skills"),
    }


def _assistant(data: Data) -> dict[str, Any]:
    return {"type": "assistant", "message": {"role": "assistant", "content": data.get("content", [])}}


def _tool_progress(data: Data) -> dict[str, Any]:
    tool, call = data.get("name"), data.get("callId")
    return {"type": "tool_progress", "tool_name": tool, "tool_use_id": call, "elapsed_time_seconds": 0}


def _tool_use_summary(data: Data) -> dict[str, Any]:
    return {
        "type": "tool_use_summary",
        "tool": data.get("name"),
        "tool_use_id": data.get("callId"),
        "summary": str(data.get("result") or "")[:LONGEST_SUMMARY],
        "is_error": bool(data.get("failed")),
    }


def _result(data: Data) -> dict[str, Any]:
    usage = data.get("usage") or {}
    return {
        "type": "result",
        "subtype": "success",
        "is_error": False,
        "result": data.get("text", ""),
        "stop_reason": data.get("stopReason"),
        "usage": {"input_tokens": usage.get("inputTokens", 0), "output_tokens": usage.get("outputTokens", 0)},
    }


def _error(data: Data) -> dict[str, Any]:
    return {"type": "error", "code": data.get("code"), "message": data.get("message")}


def _turn_complete(data: Data) -> dict[str, Any]:
    return {"type": "turn_complete", "state": data.get("state")}


_WORDS: Mapping[str, Callable[[Data], dict[str, Any]]] = {
    "ready": _ready,
    "configured": _configured,
    "assistant_message": _assistant,
    "tool_call": _tool_progress,
    "tool_result": _tool_use_summary,
    "chat_complete": _result,
    "error": _error,
    "cancelled": lambda _: {"type": "interrupted"},
    "done": _turn_complete,
    "rewind": lambda data: {"type": "rewind", "to_id": data.get("toCursor")},
    "session_ended": lambda _: {"type": "session_ended"},
}
