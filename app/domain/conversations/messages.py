"""What a user says in a thread: a new message, or the answer that a waiting agent asked for.

Either is one transaction: the thread if it is new, the run or its answer, and the turn that notes it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from app.domain.conversations.models import SESSION_KIND
from app.domain.conversations.operations import (
    NewThread,
    begin_thread,
    enter_workspace,
    enter_workspace_of,
    touch_thread,
)
from app.domain.conversations.queries import ThreadRecord, TurnRecord, asked_with, get_thread, last_turn
from app.domain.conversations.turns import NewTurn, note_turn
from app.engine import event_log
from app.engine.agent_names import CHAT
from app.engine.budgets import Limits
from app.engine.cancellation import cancel_run
from app.engine.live_channel import LiveChannel
from app.engine.queue import RunQueue
from app.engine.run_acceptance import AcceptedRun, RunRequest, accept_run, known_run
from app.engine.waiting import answer_run
from app.errors import Conflict, IdempotencyMismatch, NotFound
from app.storage.identifiers import derived_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message for a thread, or (``thread_id`` None) the first of a new one.

    ``workspace_id`` None: a conversation without a sandbox. ``input`` is the agent's, but for the message.
    """

    tenant_id: UUID
    user_id: str
    thread_id: UUID | None
    workspace_id: UUID | None
    content: str
    input: Mapping[str, Any]
    limits: Limits
    details: Mapping[str, Any] = field(default_factory=dict)
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What a person has decided: per question, as ``{"decisions": [{"type": "approve"|"reject", "message"?}]}``."""

    by_interrupt: Mapping[str, Mapping[str, Any]]
    content: str
    idempotency_key: str | None = None


def send_message(
    connection: Connection, *, queue: RunQueue, live_channel: LiveChannel, message: Message
) -> AcceptedRun:
    """Have the thread's agent answer the message; the run's session is the thread.

    A run of the thread that waits for a person is given up for it: somebody who says something else has
    not answered.

    Raises:
        NotFound: no such thread or workspace of this user, or no such checkpoint in the thread.
        SessionBusy: the thread's agent is at work.
        IdempotencyMismatch: the key was used with another message.
    """
    thread_id = _thread_for(connection, message)
    check_checkpoint(connection, thread_id, message.input.get("fromCheckpoint"))
    request = RunRequest(
        tenant_id=message.tenant_id,
        session_id=thread_id,
        session_kind=SESSION_KIND,
        agent=CHAT,
        input={"message": message.content, **message.input},
        limits=message.limits,
        idempotency_key=message.idempotency_key,
    )
    if known_run(connection, request=request) is None:
        _give_up_waiting(connection, thread_id, queue=queue, live_channel=live_channel, tenant_id=message.tenant_id)
    accepted = accept_run(connection, queue=queue, request=request)
    if accepted.is_new:
        turn = NewTurn(
            tenant_id=message.tenant_id,
            session_id=thread_id,
            run_id=accepted.id,
            cursor=accepted.cursor,
            content=message.content,
            details=message.details,
        )
        note_turn(connection, turn=turn)
        touch_thread(connection, thread_id=thread_id)
    return accepted


def answer_interrupt(
    connection: Connection, *, queue: RunQueue, live_channel: LiveChannel, thread: ThreadRecord, decisions: Decisions
) -> AcceptedRun:
    """Give the thread's waiting run what was decided; its events go on behind the returned cursor.

    Raises:
        NotFound: the run has not asked any of the questions.
        Conflict: the thread does not wait for an answer (any more).
        IdempotencyMismatch: the key was used with another answer.
    """
    turn = last_turn(connection, session_id=thread.id)
    if turn is not None and (known := _known_answer(turn, decisions)) is not None:
        return known
    if turn is None or not turn.run.waits_for_a_person:
        raise Conflict(f"Thread {thread.id} does not wait for a response")
    interrupt_id = str((turn.run.question or {}).get("interruptId"))
    if interrupt_id not in decisions.by_interrupt:
        raise NotFound(f"Interrupt not found: {', '.join(decisions.by_interrupt)}")
    decided = decisions.by_interrupt[interrupt_id]["decisions"]
    enter_workspace_of(connection, thread=thread)
    cursor = event_log.head(connection, session_id=thread.id)
    answer_run(
        connection,
        queue=queue,
        live_channel=live_channel,
        tenant_id=thread.tenant_id,
        run_id=turn.run.id,
        answer={"decisions": decided},
    )
    note_turn(connection, turn=_answer_turn(thread, turn, decisions, decided, cursor=cursor))
    touch_thread(connection, thread_id=thread.id)
    return AcceptedRun(id=turn.run.id, session_id=thread.id, cursor=cursor, is_new=True)


def _thread_for(connection: Connection, message: Message) -> UUID:
    """The thread that the message belongs to; its first message makes it."""
    if message.thread_id is not None:
        return _known_thread(connection, message, message.thread_id).id
    thread_id = None
    if message.idempotency_key is not None:
        thread_id = _id_by_key(message, message.idempotency_key)
        _take_turn(connection, thread_id)
        if connection.execute(text("SELECT 1 FROM threads WHERE id = :id"), {"id": thread_id}).first():
            return thread_id
    thread = NewThread(
        id=thread_id,
        tenant_id=message.tenant_id,
        user_id=message.user_id,
        workspace_id=message.workspace_id,
        first_message=message.content,
    )
    return begin_thread(connection, thread=thread)


def _known_thread(connection: Connection, message: Message, thread_id: UUID) -> ThreadRecord:
    thread = get_thread(connection, tenant_id=message.tenant_id, thread_id=thread_id)
    elsewhere = message.workspace_id is not None and message.workspace_id != thread.workspace_id
    if thread.user_id != message.user_id or elsewhere:
        raise NotFound(f"Thread not found: {thread_id}")
    if message.workspace_id is not None:
        enter_workspace(
            connection, tenant_id=message.tenant_id, user_id=message.user_id, workspace_id=message.workspace_id
        )
    return thread


def check_checkpoint(connection: Connection, thread_id: UUID, checkpoint_id: str | None) -> None:
    if checkpoint_id is None:
        return
    found = connection.execute(
        text(
            """SELECT 1 FROM checkpoints c JOIN runs r ON r.id = c.run_id
                WHERE c.id = :checkpoint AND r.session_id = :thread AND r.parent_run_id IS NULL"""
        ),
        {"checkpoint": checkpoint_id, "thread": thread_id},
    )
    if found.first() is None:
        raise NotFound(f"Checkpoint not found: {checkpoint_id}")


def _id_by_key(message: Message, key: str) -> UUID:
    """The same thread for the same first message, sent twice: the key alone tells that it is the same."""
    return derived_id(message.tenant_id, "thread", message.user_id, str(message.workspace_id), key)


def _take_turn(connection: Connection, thread_id: UUID) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:thread, 2))"), {"thread": str(thread_id)})


def _give_up_waiting(
    connection: Connection, thread_id: UUID, *, queue: RunQueue, live_channel: LiveChannel, tenant_id: UUID
) -> None:
    waiting = connection.execute(
        text(
            """SELECT id FROM runs WHERE session_id = :thread AND parent_run_id IS NULL
                  AND state = 'waiting' AND waiting_for = 'person' FOR NO KEY UPDATE"""
        ),
        {"thread": thread_id},
    ).scalar()
    if waiting is not None:
        cancel_run(connection, queue=queue, live_channel=live_channel, tenant_id=tenant_id, run_id=waiting)


def _known_answer(turn: TurnRecord, decisions: Decisions) -> AcceptedRun | None:
    if decisions.idempotency_key is None or turn.details.get("idempotencyKey") != decisions.idempotency_key:
        return None
    if turn.details.get("response") != dict(decisions.by_interrupt):
        raise IdempotencyMismatch
    return AcceptedRun(id=turn.run.id, session_id=turn.session_id, cursor=turn.cursor, is_new=False)


def _answer_turn(
    thread: ThreadRecord, turn: TurnRecord, decisions: Decisions, decided: Sequence[Mapping[str, Any]], *, cursor: int
) -> NewTurn:
    approved = all(decision["type"] == "approve" for decision in decided)
    told = "\n".join(decision["message"] for decision in decided if decision.get("message"))
    own = {"response": dict(decisions.by_interrupt), "idempotencyKey": decisions.idempotency_key}
    return NewTurn(
        tenant_id=thread.tenant_id,
        session_id=thread.id,
        run_id=turn.run.id,
        cursor=cursor,
        content=decisions.content or told,
        kind="resume_feedback",
        feedback="APPROVED" if approved else "DECLINED",
        details={**asked_with(turn), **own},
    )
