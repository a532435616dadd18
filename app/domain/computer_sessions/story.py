"""A session as its client sees it, made from the rows that tell of it: turns, events, the newest run's state."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from app.domain.computer_sessions.records import (
    Artifact,
    ComputerSessionRecord,
    Level,
    Message,
    Note,
    SessionStory,
    Status,
)
from app.engine.run_states import ACTIVE
from app.storage.identifiers import derived_id


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRow:
    """What a user said, and the run that answers it."""

    id: UUID
    run_id: UUID
    content: str
    created_at: datetime


Telling = tuple[str, Level, Callable[[Mapping[str, Any]], str]]

_NOTES: Mapping[str, Telling] = {
    "session_started": ("session_started", "info", lambda _: "Bootstrapping sandbox..."),
    "ready": ("sandbox_ready", "info", lambda _: "The sandbox is ready"),
    "chat_complete": ("turn_complete", "info", lambda _: "The agent has answered"),
    "error": ("error", "error", lambda data: str(data.get("message") or "The agent failed")),
    "cancelled": ("interrupted", "warning", lambda _: "The agent was interrupted"),
    "warning": ("warning", "warning", lambda data: str(data.get("message") or "")),
    "session_ended": ("session_ended", "info", lambda _: "The session has ended"),
}

TOLD = frozenset({*_NOTES, "artifact"})
"""The types of events that a story is made from."""

_DONE = {"write_file": "Written", "edit_file": "Edited"}


def told(
    session: ComputerSessionRecord, *, turns: Sequence[TurnRow], events: Sequence[Row[Any]], run_state: str | None
) -> SessionStory:
    """The story; ``events`` are of the types in ``TOLD``, in their order."""
    return SessionStory(
        session=session,
        status=_status(session, run_state),
        messages=_messages(turns, events),
        notes=list(_notes(session.id, events)),
        artifacts=list(_artifacts(events)),
        updated_at=max([session.updated_at, *(event.created_at for event in events[-1:])]),
    )


def _status(session: ComputerSessionRecord, run_state: str | None) -> Status:
    if session.ended_at is not None:
        return "ended"
    if run_state in ACTIVE:
        return "running"
    return "error" if run_state == "failed" else "ready"


def _messages(turns: Sequence[TurnRow], events: Sequence[Row[Any]]) -> list[Message]:
    """What was said, in the order in which it was said: a user may say more before the first answer comes."""
    said = [Message(id=turn.id, role="user", content=turn.content, created_at=turn.created_at) for turn in turns]
    asked = {turn.run_id: turn for turn in turns}
    for event in events:
        if event.type == "chat_complete" and event.run_id in asked and event.data.get("text"):
            answer = derived_id(asked[event.run_id].id, "answer")
            said.append(Message(id=answer, role="assistant", content=event.data["text"], created_at=event.created_at))
    return sorted(said, key=lambda message: message.created_at)


def _notes(session_id: UUID, events: Sequence[Row[Any]]) -> Iterator[Note]:
    for event in events:
        if event.type in _NOTES:
            type_, level, message = _NOTES[event.type]
            yield Note(
                id=derived_id(session_id, "event", event.cursor),
                type=type_,
                level=level,
                message=message(event.data),
                created_at=event.created_at,
            )


def _artifacts(events: Sequence[Row[Any]]) -> Iterator[Artifact]:
    """The files that were written, each once with what was last done to it."""
    written: dict[str, str] = {}
    for event in events:
        data = event.data if event.type == "artifact" else {}
        payload = data.get("payload") or {}
        if data.get("artifactType") == "file_operation" and data.get("status") == "completed":
            written[payload["file_path"]] = _summary(payload)
    yield from (Artifact(path=path, summary=summary) for path, summary in written.items())


def _summary(payload: Mapping[str, Any]) -> str:
    done = _DONE.get(payload.get("operation", ""), "Changed")
    lines = payload.get("line_count")
    return f"{done}, {lines} line{'' if lines == 1 else 's'}" if isinstance(lines, int) else done
