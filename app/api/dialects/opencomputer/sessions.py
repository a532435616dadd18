"""Sessions: create, look at, say something, end (rows 004-1 to 004-4). Nothing here waits for the agent."""

from collections.abc import Mapping
from typing import Any

from flask import Response
from sqlalchemy import Connection

from app.api.credentials import principal
from app.api.dialects.opencomputer.answers import ComputerSessionAnswer, EndedComputerSession
from app.api.dialects.opencomputer.blueprint import ComputerBlueprint
from app.api.dialects.opencomputer.dialect import PREFIX
from app.api.dialects.opencomputer.identity import OPENCOMPUTER_KEY
from app.api.dialects.opencomputer.ids import session_key
from app.api.dialects.opencomputer.presenters import ended_object, session_object
from app.api.dialects.opencomputer.schemas import ComputerMessageBody, ComputerOwnerQuery, ComputerSessionBody
from app.api.http.json_bodies import json_response
from app.api.http.rate_limits import RUN_STARTS
from app.api.run_requests import RunHeaders, default_limits
from app.api.services import services, transaction
from app.domain.computer_sessions import operations, queries
from app.domain.computer_sessions.operations import Means, Wanted
from app.domain.computer_sessions.records import AgentConfig, ComputerSessionRecord
from app.sandboxes.providers import provider_of

computer_sessions = ComputerBlueprint(
    "computer-sessions", __name__, url_prefix=PREFIX, description="OpenComputer: an agent with a sandbox and a preview"
)

_EXAMPLE = {
    "prompt": "Build a todo app with Next.js and Tailwind",
    "user_id": "user_123",
    "agent_config": {
        "system_prompt": "You are a web app builder. Work in /workspace/app.",
        "skills": {".claude/skills/build-app/SKILL.md": "# Build App\n\nScaffold, install, edit, verify."},
    },
}


@computer_sessions.route("", method="POST", credentials=OPENCOMPUTER_KEY, limited_as=RUN_STARTS)
@computer_sessions.takes(ComputerSessionBody, example=_EXAMPLE)
@computer_sessions.takes(RunHeaders, location="headers")
@computer_sessions.answers(201, ComputerSessionAnswer, description="The session; its agent has begun to work")
@computer_sessions.fails(
    "BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "CONFLICT", "REQUEST_ENTITY_TOO_LARGE", "TOO_MANY_REQUESTS"
)
def create(body: dict[str, Any], headers: dict[str, Any]) -> Response:
    """Create a session with its sandbox, and let its agent begin with the prompt (004-1).

    A tenant has a limited number of sessions that have not ended; one more is 403 with the type `forbidden`. It is
    not 429, which clients answer by trying again: only ending a session makes room.
    """
    wanted = Wanted(
        tenant_id=principal().tenant_id,
        prompt=body["prompt"],
        user_id=body["user_id"],
        user_email=body.get("user_email"),
        user_name=body.get("user_name"),
        config=AgentConfig(**body.get("agent_config", {})),
        idempotency_key=headers["idempotency_key"],
    )
    with transaction() as connection:
        session_id = operations.open_session(
            connection, wanted=wanted, means=_means(), most=services().settings.computer_sessions_per_tenant
        )
        session = queries.get_session(connection, tenant_id=wanted.tenant_id, session_id=session_id)
        return _told(connection, session, 201)


@computer_sessions.route("/<session_id>", credentials=OPENCOMPUTER_KEY)
@computer_sessions.takes(ComputerOwnerQuery, location="query")
@computer_sessions.answers(200, ComputerSessionAnswer, description="The session as it is now")
@computer_sessions.fails("BAD_REQUEST", "UNAUTHORIZED", "NOT_FOUND")
def show(query: dict[str, Any], session_id: str) -> Response:
    """The session with what was said and what happened in it."""
    with transaction() as connection:
        return _told(connection, own_session(connection, session_id, query))


@computer_sessions.route("/<session_id>", method="DELETE", credentials=OPENCOMPUTER_KEY)
@computer_sessions.takes(ComputerOwnerQuery, location="query")
@computer_sessions.answers(200, EndedComputerSession, description="Its agent and its sandbox are gone")
@computer_sessions.fails("BAD_REQUEST", "UNAUTHORIZED", "NOT_FOUND")
def end(query: dict[str, Any], session_id: str) -> Response:
    """End the session and kill its sandbox; it can still be read."""
    with transaction() as connection:
        session = own_session(connection, session_id, query)
        operations.end_session(connection, session=session, means=_means())
    return json_response(ended_object(session.id))


@computer_sessions.route("/<session_id>/messages", method="POST", credentials=OPENCOMPUTER_KEY, limited_as=RUN_STARTS)
@computer_sessions.takes(ComputerMessageBody, example={"message": "Add a dark mode", "user_id": "user_123"})
@computer_sessions.takes(RunHeaders, location="headers")
@computer_sessions.answers(200, ComputerSessionAnswer, description="The session with the message; the work goes on")
@computer_sessions.fails(
    "BAD_REQUEST", "UNAUTHORIZED", "NOT_FOUND", "CONFLICT", "REQUEST_ENTITY_TOO_LARGE", "TOO_MANY_REQUESTS"
)
def say(body: dict[str, Any], headers: dict[str, Any], session_id: str) -> Response:
    """Send a message; the agent takes it up at once, or after those that came before it."""
    with transaction() as connection:
        session = own_session(connection, session_id, body)
        operations.send_message(
            connection,
            session=session,
            message=body["message"],
            means=_means(),
            idempotency_key=headers["idempotency_key"],
        )
        return _told(connection, own_session(connection, session_id, body))


def own_session(connection: Connection, session_id: str, asked: Mapping[str, Any]) -> ComputerSessionRecord:
    """The caller's session, of the user that the request names if it names one.

    Raises:
        NotFound: it is nobody's, or somebody else's.
    """
    return queries.get_session(
        connection,
        tenant_id=principal().tenant_id,
        session_id=session_key(session_id),
        user_id=asked.get("user_id"),
    )


def _told(connection: Connection, session: ComputerSessionRecord, status: int = 200) -> Response:
    story = queries.story_of(connection, session=session)
    return json_response(session_object(story, services().settings), status)


def _means() -> Means:
    held = services()
    return Means(
        queue=held.queue,
        live_channel=held.live_channel,
        limits=default_limits(held.settings),
        provider=provider_of(held.settings).name,
    )
