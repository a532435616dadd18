"""What a turn's agents have answered, put together from the events that stand: messages, files, warnings, errors."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, text

from app.domain.conversations.queries import TurnRecord
from app.engine.event_log import Event
from app.engine.snapshots import folded

_TYPES = ["assistant_message", "tool_result", "artifact", "warning", "error", "rewind"]
_MASK = 0x0000_0000_0000_0000_0A5B_3C71_E92D_F604
"""Differs from zero only among a UUIDv7's random bits: a masked id is one, too, and nobody else's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a turn. ``messages`` are {role: assistant|tool, agent, content, …} in their order."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    file_operations: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def answer_id(turn_id: UUID) -> UUID:
    """The id of the turn's answer; of an answer's id, the turn's."""
    return UUID(int=turn_id.int ^ _MASK)


def answers_of(connection: Connection, *, turns: Sequence[TurnRecord]) -> list[Answer]:
    """What came of each of the turns, which follow each other in one session."""
    if not turns:
        return []
    events = _events(connection, turns=turns)
    return [_answer([event for event in events if _is_of(event, turn)]) for turn in turns]


def _events(connection: Connection, *, turns: Sequence[TurnRecord]) -> list[Event]:
    rows = connection.execute(
        text(
            """SELECT cursor, run_id, type, data::text FROM run_events
                WHERE session_id = :session AND cursor > :since AND cursor <= coalesce(:until, cursor)
                  AND type = ANY(:types) ORDER BY cursor"""
        ),
        {"session": turns[0].session_id, "since": turns[0].cursor, "until": turns[-1].end, "types": _TYPES},
    )
    return folded([Event(row.cursor, row.run_id, row.type, row.data.encode()) for row in rows])


def _is_of(event: Event, turn: TurnRecord) -> bool:
    return event.cursor > turn.cursor and (turn.end is None or event.cursor <= turn.end)


def _answer(events: Sequence[Event]) -> Answer:
    answer = Answer()
    for event in events:
        data = orjson.loads(event.data)
        if event.type == "assistant_message":
            answer.messages.append(_assistant(data))
        elif event.type == "tool_result":
            answer.messages.append(_tool(data))
        elif event.type == "artifact" and data.get("artifactType") == "file_operation":
            answer.file_operations.append({**data["payload"], "status": data.get("status")})
        elif event.type in ("warning", "error"):
            (answer.warnings if event.type == "warning" else answer.errors).append(str(data.get("message")))
    return answer


def _assistant(data: dict[str, Any]) -> dict[str, Any]:
    blocks = data.get("content", [])
    calls = [block for block in blocks if block.get("type") == "tool_use"]
    return {
        "role": "assistant",
        "agent": data.get("agent", "main"),
        "content": "".join(block["text"] for block in blocks if block.get("type") == "text"),
        "tool_calls": [{"id": call.get("id"), "name": call["name"], "args": call.get("input")} for call in calls],
    }


def _tool(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "role": "tool",
        "agent": data.get("agent", "main"),
        "tool_call_id": data["callId"],
        "name": data["name"],
        "content": data["result"],
        "status": "error" if data.get("failed") else "success",
    }
