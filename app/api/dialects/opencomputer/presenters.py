"""What OpenComputer's clients see of a session."""

from typing import Any
from uuid import UUID

from app.api.dialects.opencomputer.ids import EVENT, MESSAGE, SESSION, shown
from app.api.http.json_bodies import moment
from app.domain.computer_sessions.records import Message, Note, SessionStory
from app.sandboxes.names import preview_url
from app.settings import Settings


def session_object(story: SessionStory, settings: Settings) -> dict[str, Any]:
    session = story.session
    return {
        "id": shown(SESSION, session.id),
        "status": story.status,
        "sandboxId": session.sandbox,
        "previewUrl": preview_url(session.sandbox, settings) if session.sandbox else "",
        "project": {
            "title": session.title,
            "framework": session.framework,
            "artifacts": [{"path": artifact.path, "summary": artifact.summary} for artifact in story.artifacts],
        },
        "messages": [_message(message) for message in story.messages],
        "events": [_note(note) for note in story.notes],
        "userId": session.user_id,
        "createdAt": moment(session.created_at),
        "updatedAt": moment(story.updated_at),
    }


def ended_object(session_id: UUID) -> dict[str, Any]:
    return {"id": shown(SESSION, session_id), "status": "ended"}


def _message(message: Message) -> dict[str, Any]:
    return {
        "id": shown(MESSAGE, message.id),
        "role": message.role,
        "content": message.content,
        "createdAt": moment(message.created_at),
    }


def _note(note: Note) -> dict[str, Any]:
    return {
        "id": shown(EVENT, note.id),
        "type": note.type,
        "level": note.level,
        "message": note.message,
        "createdAt": moment(note.created_at),
    }
