"""Asking a thread's last request again."""

from uuid import UUID

from sqlalchemy import Connection

from app.domain.conversations.messages import check_checkpoint
from app.domain.conversations.models import SESSION_KIND
from app.domain.conversations.operations import enter_workspace_of, touch_thread
from app.domain.conversations.queries import ThreadRecord, TurnRecord, asked_with, last_turn
from app.domain.conversations.turns import NewTurn, note_turn
from app.engine.budgets import Limits
from app.engine.queue import RunQueue
from app.engine.resumption import resume_run
from app.engine.run_acceptance import AcceptedRun, RunRequest, accept_run
from app.engine.runs import RunStatus, get_run
from app.errors import Conflict, SessionBusy

WAITS = "The agent waits for a response; answer it, or cancel"


def retry_last_turn(
    connection: Connection,
    *,
    queue: RunQueue,
    thread: ThreadRecord,
    limits: Limits,
    checkpoint_id: UUID | None = None,
    idempotency_key: str | None = None,
) -> AcceptedRun:
    """Start a run for the last request. One that failed or was cancelled goes on behind its last finished step.

    With ``checkpoint_id`` it is asked again as if the thread had ended there, however it came out. ``limits``
    is what the new run may use, beyond what the old one has used.

    Raises:
        NotFound: the thread has no such checkpoint, or its workspace was deleted.
        Conflict: there is nothing to ask again, or what was asked waits for a person.
        SessionBusy: the thread's agent is at work.
        IdempotencyMismatch: the key was used with another request.
    """
    turn = last_turn(connection, session_id=thread.id)
    if turn is None:
        raise Conflict("Nothing was asked in this thread yet")
    if turn.kind == "retry" and (known := _known_retry(turn, idempotency_key)) is not None:
        return known
    if turn.run.waits_for_a_person:
        raise Conflict(WAITS)
    enter_workspace_of(connection, thread=thread)
    run = get_run(connection, tenant_id=thread.tenant_id, run_id=turn.run.id)
    if not run.ended:
        raise SessionBusy
    if checkpoint_id is not None:
        check_checkpoint(connection, thread.id, str(checkpoint_id))
        accepted = _ask_again(connection, run, queue=queue, limits=limits, checkpoint=checkpoint_id)
    else:
        accepted = _go_on(connection, run, queue=queue, limits=limits)
    _note(connection, turn, run, accepted, key=idempotency_key)
    return accepted


def _known_retry(turn: TurnRecord, key: str | None) -> AcceptedRun | None:
    """The retry that the same key has begun already."""
    if key is None or turn.details.get("idempotencyKey") != key:
        return None
    return AcceptedRun(id=turn.run.id, session_id=turn.session_id, cursor=turn.cursor, is_new=False)


def _go_on(connection: Connection, run: RunStatus, *, queue: RunQueue, limits: Limits) -> AcceptedRun:
    if run.state == "completed":
        raise Conflict("The last request was answered; name a checkpoint_id to ask it again")
    room = Limits(
        tokens=None if limits.tokens is None else run.tokens_used + limits.tokens,
        cost=None if limits.cost is None else run.cost_used + limits.cost,
    )
    return resume_run(connection, queue=queue, tenant_id=run.tenant_id, run_id=run.id, limits=room)


def _ask_again(
    connection: Connection, run: RunStatus, *, queue: RunQueue, limits: Limits, checkpoint: UUID
) -> AcceptedRun:
    request = RunRequest(
        tenant_id=run.tenant_id,
        session_id=run.session_id,
        session_kind=SESSION_KIND,
        agent=run.agent,
        input={**run.input, "fromCheckpoint": str(checkpoint)},
        limits=limits,
    )
    return accept_run(connection, queue=queue, request=request)


def _note(connection: Connection, turn: TurnRecord, run: RunStatus, accepted: AcceptedRun, *, key: str | None) -> None:
    details = asked_with(turn)
    note_turn(
        connection,
        turn=NewTurn(
            tenant_id=run.tenant_id,
            session_id=run.session_id,
            run_id=accepted.id,
            cursor=accepted.cursor,
            content=turn.content,
            kind="retry",
            details={**details, "idempotencyKey": key} if key else details,
        ),
    )
    touch_thread(connection, thread_id=run.session_id)
