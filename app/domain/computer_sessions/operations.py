"""Opening a session, saying something in it, ending it: each one transaction, and nothing waits for an agent."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Connection, text

from app.domain.computer_sessions.models import SESSION_KIND
from app.domain.computer_sessions.project import framework_of, title_of
from app.domain.computer_sessions.quota import check_room
from app.domain.computer_sessions.records import AgentConfig, ComputerSessionRecord
from app.domain.conversations.turns import NewTurn, note_turn
from app.engine import session_endings
from app.engine.agent_names import OPENCOMPUTER
from app.engine.budgets import Limits
from app.engine.event_log import NewEvent
from app.engine.live_channel import LiveChannel
from app.engine.queue import RunQueue
from app.engine.run_acceptance import AcceptedRun, RunRequest, accept_run, known_run
from app.engine.session_endings import append_to_session
from app.engine.sessions import create_session
from app.errors import Conflict, IdempotencyMismatch
from app.sandboxes.names import MAIN_PORT
from app.sandboxes.records import Site, release_sandbox, sandbox_of_session, set_sites
from app.storage.identifiers import derived_id, new_id
from app.storage.json import cleaned, dumps

SESSION_STARTED = "session_started"
SANDBOX_LABEL = "sb"
SITE_LABEL = "app"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A session that somebody wants to have. With an ``idempotency_key`` the tenant gets it once."""

    tenant_id: UUID
    prompt: str
    user_id: str
    user_email: str | None = None
    user_name: str | None = None
    config: AgentConfig = field(default_factory=AgentConfig)
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What runs are accepted with. ``provider`` is the name of the sandboxes' one."""

    queue: RunQueue
    live_channel: LiveChannel
    limits: Limits
    provider: str


def open_session(connection: Connection, *, wanted: Wanted, means: Means, most: int) -> UUID:
    """Make the session, its sandbox's row and its first run; the session's id.

    Raises:
        IdempotencyMismatch: the key was used with another request, or so long ago that it is forgotten.
        Forbidden: ``most`` sessions of the tenant live already.
    """
    session_id = _id_for(wanted)
    if wanted.idempotency_key is not None and _is_there(connection, session_id):
        if known_run(connection, request=_first_run(wanted, session_id, means)) is None:
            raise IdempotencyMismatch
        return session_id
    check_room(connection, tenant_id=wanted.tenant_id, most=most)
    create_session(connection, tenant_id=wanted.tenant_id, kind=SESSION_KIND, session_id=session_id)
    _insert(connection, wanted, session_id)
    _give_sandbox(connection, wanted, session_id, provider=means.provider)
    append_to_session(
        connection,
        live_channel=means.live_channel,
        tenant_id=wanted.tenant_id,
        session_id=session_id,
        event=NewEvent.of(SESSION_STARTED),
    )
    accepted = accept_run(connection, queue=means.queue, request=_first_run(wanted, session_id, means))
    _note(connection, tenant_id=wanted.tenant_id, accepted=accepted, content=wanted.prompt)
    return session_id


def send_message(
    connection: Connection,
    *,
    session: ComputerSessionRecord,
    message: str,
    means: Means,
    idempotency_key: str | None = None,
) -> None:
    """Have the message answered, at once or after those that came before it.

    Raises:
        Conflict: the session has ended.
        IdempotencyMismatch: the key was used with another request.
    """
    _lock(connection, session)
    request = RunRequest(
        tenant_id=session.tenant_id,
        session_id=session.id,
        session_kind=SESSION_KIND,
        agent=OPENCOMPUTER,
        input=_run_input(message, session.config),
        limits=means.limits,
        idempotency_key=idempotency_key,
        when_busy="queue",
    )
    accepted = accept_run(connection, queue=means.queue, request=request)
    if accepted.is_new:
        _note(connection, tenant_id=session.tenant_id, accepted=accepted, content=message)
        connection.execute(
            text("UPDATE computer_sessions SET updated_at = clock_timestamp() WHERE id = :id"), {"id": session.id}
        )


def end_session(connection: Connection, *, session: ComputerSessionRecord, means: Means) -> None:
    """Cancel what the session does, take its sandbox away, and keep what was said. Idempotent."""
    ended = connection.execute(
        text(
            """UPDATE computer_sessions SET ended_at = clock_timestamp(), updated_at = clock_timestamp()
                WHERE id = :id AND ended_at IS NULL RETURNING id"""
        ),
        {"id": session.id},
    )
    if ended.first() is None:
        return
    session_endings.end_session(
        connection,
        queue=means.queue,
        live_channel=means.live_channel,
        tenant_id=session.tenant_id,
        session_id=session.id,
    )
    release_sandbox(connection, session_id=session.id)


def note_built(connection: Connection, *, sandbox_id: UUID, framework: str) -> None:
    """Note what the sandbox's session has really built, in place of what was asked for."""
    connection.execute(
        text(
            """UPDATE sessions SET state = state || jsonb_build_object('framework', CAST(:framework AS text)),
                      updated_at = clock_timestamp()
                WHERE id = (SELECT session_id FROM sandboxes WHERE id = :sandbox)"""
        ),
        {"sandbox": sandbox_id, "framework": framework},
    )


def _id_for(wanted: Wanted) -> UUID:
    if wanted.idempotency_key is None:
        return new_id()
    return derived_id(wanted.tenant_id, SESSION_KIND, wanted.idempotency_key)


def _is_there(connection: Connection, session_id: UUID) -> bool:
    """Whether the session is there already; one request at a time asks this, to the end of its transaction."""
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:id, 2))"), {"id": str(session_id)})
    return connection.execute(text("SELECT 1 FROM sessions WHERE id = :id"), {"id": session_id}).first() is not None


def _insert(connection: Connection, wanted: Wanted, session_id: UUID) -> None:
    connection.execute(
        text(
            """INSERT INTO computer_sessions (id, tenant_id, user_id, user_email, user_name, title, framework, config)
               VALUES (:id, :tenant, :user, :email, :name, :title, :framework, CAST(:config AS jsonb))"""
        ),
        {
            "id": session_id,
            "tenant": wanted.tenant_id,
            "user": wanted.user_id,
            "email": wanted.user_email,
            "name": wanted.user_name,
            "title": title_of(wanted.prompt),
            "framework": framework_of(wanted.prompt),
            "config": dumps(wanted.config.as_json()).decode(),
        },
    )


def _give_sandbox(connection: Connection, wanted: Wanted, session_id: UUID, *, provider: str) -> None:
    """Name the sandbox, and have its preview show the folder that the agent will work in."""
    sandbox = sandbox_of_session(
        connection, tenant_id=wanted.tenant_id, session_id=session_id, label=SANDBOX_LABEL, provider=provider
    )
    site = Site(folder=wanted.config.folder, label=SITE_LABEL)
    set_sites(connection, sandbox_id=sandbox.id, sites={MAIN_PORT: site})


def _first_run(wanted: Wanted, session_id: UUID, means: Means) -> RunRequest:
    """The run of the prompt. A digest of what else was asked makes its input this request and no other."""
    asked = cleaned([wanted.user_id, wanted.user_email, wanted.user_name])
    digest = hashlib.sha256(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return RunRequest(
        tenant_id=wanted.tenant_id,
        session_id=session_id,
        agent=OPENCOMPUTER,
        input={**_run_input(wanted.prompt, wanted.config.as_json()), "request": digest},
        limits=means.limits,
        idempotency_key=wanted.idempotency_key,
    )


def _run_input(message: str, config: Mapping[str, Any]) -> dict[str, Any]:
    """What the agent is given, each time as if it were the first: its worker knows nothing of sessions."""
    return {
        "message": message,
        "workspaceId": None,
        "mode": "ptc",
        "planMode": False,
        "subagents": None,
        "modelId": None,
        "locale": None,
        "timezone": None,
        "context": [],
        "systemPrompt": config["systemPrompt"],
        "allowedTools": config["allowedTools"],
        "skills": config["skills"] or None,
        "cwd": config["cwd"],
        "fromCheckpoint": None,
    }


def _note(connection: Connection, *, tenant_id: UUID, accepted: AcceptedRun, content: str) -> None:
    turn = NewTurn(
        tenant_id=tenant_id,
        session_id=accepted.session_id,
        run_id=accepted.id,
        cursor=accepted.cursor,
        content=content,
    )
    note_turn(connection, turn=turn)


def _lock(connection: Connection, session: ComputerSessionRecord) -> None:
    """Keep an end of the session away until this transaction's, or find that it has come already."""
    ended_at = connection.execute(
        text("SELECT ended_at FROM computer_sessions WHERE id = :id FOR NO KEY UPDATE"), {"id": session.id}
    ).scalar_one()
    if ended_at is not None:
        raise Conflict("This session has ended")
