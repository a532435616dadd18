"""From a chat request to what the agent gets: neutral names, nothing that the agent would have to check again."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.api.credentials import principal
from app.api.dialects.ptc.identity import named_user
from app.api.http.error_responses import ValidationFailed
from app.api.run_requests import check_model, default_limits
from app.api.services import services
from app.domain.conversations.messages import Message
from app.errors import InvalidRequest, NotFound
from app.storage.identifiers import parsed_id

DEFAULT_THREAD = "__default__"
DEFAULT_USER = "test_user_001"


def chatting_user(body: Mapping[str, Any]) -> str:
    """Who chats: the header's user, else the body's. Where nobody needs a key, the document's test user if neither.

    Raises:
        ValidationFailed: neither names anybody.
    """
    user_id: str | None = named_user() or body.get("user_id")
    if user_id:
        return user_id
    if services().settings.auth_mode == "open":
        return DEFAULT_USER
    missing = "Missing data for required field."
    raise ValidationFailed(f"user_id: {missing}", details={"fields": {"user_id": missing}})


def message_of(body: Mapping[str, Any], *, key: str | None) -> Message:
    """The message that a chat request carries.

    Raises:
        InvalidRequest: it says nothing and names no checkpoint to go on from, shows an image, names no workspace,
            or a model that cannot be called.
        NotFound: an id in it is nobody's.
        ValidationFailed: it names no user.
    """
    settings = services().settings
    text = said(body)
    if any(part["type"] == "image" for part in _last_parts(body)):
        raise InvalidRequest("The agent does not take images; describe in words what they show")
    if not text.strip() and "checkpoint_id" not in body:
        raise InvalidRequest("The last message says nothing")
    check_model(body.get("llm_model"), settings=settings)
    is_flash = body["agent_mode"] == "flash"
    workspace_id = None if is_flash else _workspace_key(body)
    return Message(
        tenant_id=principal().tenant_id,
        user_id=chatting_user(body),
        thread_id=thread_key(body),
        workspace_id=workspace_id,
        content=text,
        input=_agent_input(body, workspace_id),
        limits=default_limits(settings),
        details=_details(body),
        idempotency_key=key,
    )


def said(body: Mapping[str, Any]) -> str:
    """The last message's text; '' if there is none."""
    return "\n\n".join(part["text"] for part in _last_parts(body) if part["type"] == "text")


def thread_key(body: Mapping[str, Any]) -> UUID | None:
    """The thread that the request goes on with; None for a new one.

    Raises:
        NotFound: its id is nobody's.
    """
    named = body.get("thread_id", DEFAULT_THREAD)
    if named in ("", DEFAULT_THREAD):
        return None
    if (key := parsed_id(named)) is None:
        raise NotFound(f"Thread not found: {named}")
    return key


def _workspace_key(body: Mapping[str, Any]) -> UUID:
    named = body.get("workspace_id")
    if not named:
        raise InvalidRequest("workspace_id is required unless agent_mode is flash")
    if (key := parsed_id(named)) is None:
        raise NotFound("Workspace not found")
    return key


def _last_parts(body: Mapping[str, Any]) -> Sequence[Mapping[str, str]]:
    return body["messages"][-1]["content"] if body["messages"] else ()


def _agent_input(body: Mapping[str, Any], workspace_id: UUID | None) -> dict[str, Any]:
    given: dict[str, Any] = {
        "mode": body["agent_mode"],
        "planMode": body["plan_mode"],
        "subagents": body.get("subagents_enabled"),
        "modelId": body.get("llm_model"),
        "locale": body.get("locale"),
        "timezone": _known_zone(body.get("timezone")),
        "context": [
            {name: item[name] for name in ("type", "name", "instruction") if name in item}
            for item in body.get("additional_context", [])
        ],
        "systemPrompt": None,
        "allowedTools": None,
        "skills": None,
        "cwd": None,
        "fromCheckpoint": _checkpoint(body),
    }
    if workspace_id is not None:
        given["workspaceId"] = str(workspace_id)
    return given


def _details(body: Mapping[str, Any]) -> dict[str, Any]:
    noted = {
        "mode": body["agent_mode"],
        "planMode": body["plan_mode"],
        "locale": body.get("locale"),
        "timezone": body.get("timezone"),
        "model": body.get("llm_model"),
        "backgroundAutoWait": body.get("background_auto_wait"),
    }
    return {name: value for name, value in noted.items() if value is not None}


def _checkpoint(body: Mapping[str, Any]) -> str | None:
    named = body.get("checkpoint_id")
    if named is None:
        return None
    if (key := parsed_id(named)) is None:
        raise NotFound(f"Checkpoint not found: {named}")
    return str(key)


def _known_zone(name: str | None) -> str | None:
    try:
        return ZoneInfo(name).key if name else None
    except (ValueError, OSError, LookupError):
        return None
