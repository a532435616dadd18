"""Accepting runs. The run's row is the outbox: run, budget and Idempotency-Key are one transaction.

Sending the message afterwards is best effort; the housekeeper sends what was not sent or was lost.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

import orjson
from sqlalchemy import Connection, Row, text
from sqlalchemy.exc import IntegrityError

from app.engine import budgets
from app.engine.budgets import Limits
from app.engine.queue import RunQueue
from app.errors import IdempotencyMismatch, NotFound, SessionBusy
from app.storage.database import after_commit
from app.storage.identifiers import new_id
from app.storage.json import cleaned, dumps

FIRST_RESEND_SECONDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """What somebody wants to have run. ``idempotency_key`` counts within ``tenant_id`` and ``scope``.

    With a ``session_kind`` the session must be of this kind; one of another counts as none. With ``seconds`` it
    fails when they are over, whatever it does then: a run that works or waits longer is of no use to its caller.
    """

    tenant_id: UUID
    session_id: UUID
    agent: str
    input: Mapping[str, Any]
    limits: Limits
    session_kind: str | None = None
    cap_id: UUID | None = None
    idempotency_key: str | None = None
    when_busy: Literal["refuse", "queue"] = "refuse"
    seconds: float | None = None

    @property
    def scope(self) -> str:
        return f"{self.session_id}:{self.agent}"

    @property
    def fingerprint(self) -> str:
        """sha256 of everything that makes it this request, keys in any order."""
        limits = [self.limits.tokens, None if self.limits.cost is None else str(self.limits.cost)]
        wanted = [self.agent, cleaned(dict(self.input)), limits]
        return hashlib.sha256(orjson.dumps(wanted, option=orjson.OPT_SORT_KEYS)).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedRun:
    """A run that will reach a terminal state. Its events come behind ``cursor``.

    ``session_state`` is what the session held when a new run was accepted; the caller may still refuse it by
    ending the transaction with an error. It is empty where the run was known.
    """

    id: UUID
    session_id: UUID
    cursor: int
    is_new: bool
    session_state: Mapping[str, Any] = field(default_factory=dict)


def known_run(connection: Connection, *, request: RunRequest) -> AcceptedRun | None:
    """The run that this request's Idempotency-Key has started already, if any.

    Raises:
        IdempotencyMismatch: it was another request.
    """
    if request.idempotency_key is None:
        return None
    row = connection.execute(
        text(
            """SELECT k.fingerprint, k.run_id, r.accepted_cursor FROM idempotency_keys k JOIN runs r ON r.id = k.run_id
                WHERE k.tenant_id = :tenant AND k.scope = :scope AND k.key = :key"""
        ),
        {"tenant": request.tenant_id, "scope": request.scope, "key": request.idempotency_key},
    ).first()
    if row is None:
        return None
    if row.fingerprint != request.fingerprint:
        raise IdempotencyMismatch
    return AcceptedRun(id=row.run_id, session_id=request.session_id, cursor=row.accepted_cursor, is_new=False)


def accept_run(connection: Connection, *, queue: RunQueue, request: RunRequest) -> AcceptedRun:
    """Store the run as queued, and have it sent once the transaction has committed.

    Two requests with one Idempotency-Key at the same moment make one run: the later one waits for the
    earlier one's transaction and gets its run.

    Raises:
        NotFound: the tenant has no such session (any more).
        SessionBusy: a run is active in the session and ``when_busy`` is ``refuse``.
        IdempotencyMismatch: the key was used with another request.
    """
    if request.idempotency_key is not None or request.when_busy == "queue":
        _take_turn(connection, request)
    if (known := known_run(connection, request=request)) is not None:
        return known
    behind = request.when_busy == "queue" and _is_busy(connection, request.session_id)
    run_id = new_id()
    session = _insert(connection, run_id=run_id, behind=behind, request=request)
    _remember(connection, run_id=run_id, request=request)
    if not behind:
        after_commit(connection, lambda: _send(queue, run_id=run_id, agent=request.agent))
    return AcceptedRun(
        id=run_id, session_id=request.session_id, cursor=session.last_cursor, is_new=True, session_state=session.state
    )


def _send(queue: RunQueue, *, run_id: UUID, agent: str) -> None:
    queue.send(run_id=run_id, agent=agent)


def _take_turn(connection: Connection, request: RunRequest) -> None:
    """One acceptance at a time per session (and so per key), to the end of the transaction."""
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:session, 1))"), {"session": str(request.session_id)}
    )


def _is_busy(connection: Connection, session_id: UUID) -> bool:
    """Whether a run is active, or stands behind one.

    Their rows stay locked to the commit: an end under way is waited for, and one that comes later sees
    the run that was put behind it. Otherwise nobody would ever call that run. They are locked in the order
    in which they come forward: an end holds its run when it locks the next one.
    """
    active = connection.execute(
        text(
            """SELECT 1 FROM runs WHERE session_id = :session AND parent_run_id IS NULL
                  AND state IN ('queued', 'running', 'waiting') ORDER BY behind, created_at, id FOR SHARE"""
        ),
        {"session": session_id},
    )
    return active.first() is not None


# Created when it is its turn, and not when its transaction began: runs come forward in this order.
_INSERT = f"""WITH session AS (
                SELECT s.state, h.last_cursor FROM sessions s JOIN session_heads h ON h.session_id = s.id
                 WHERE s.id = %(session)s AND s.tenant_id = %(tenant)s AND s.kind = coalesce(%(kind)s, s.kind)),
              budget AS (
                INSERT INTO budgets (id, tenant_id, parent_id, scope, tokens_limit, cost_limit)
                SELECT %(budget)s, %(tenant)s, %(cap)s, 'run', %(tokens)s, %(cost)s FROM session RETURNING id),
              run AS (
                INSERT INTO runs (id, tenant_id, session_id, root_run_id, agent, input, budget_id, behind, created_at,
                                  dispatch_at, deadline_at, accepted_cursor, step_cursor)
                SELECT %(id)s, %(tenant)s, %(session)s, %(id)s, %(agent)s, CAST(%(input)s AS jsonb), budget.id,
                       %(behind)s, clock_timestamp(), now() + interval '{FIRST_RESEND_SECONDS} seconds',
                       now() + CAST(%(seconds)s AS float8) * interval '1 second', last_cursor, last_cursor
                  FROM session, budget)
              SELECT last_cursor, state FROM session"""


def _insert(connection: Connection, *, run_id: UUID, behind: bool, request: RunRequest) -> Row[Any]:
    """Store the run with its budget; returns the session's last_cursor and state."""
    budgets.check_limits(request.limits)
    try:
        session = connection.exec_driver_sql(_INSERT, _values(request, run_id=run_id, behind=behind)).first()
    except IntegrityError as error:
        if "runs_one_active_per_session" in str(error.orig):
            raise SessionBusy from None
        if "runs_session_id_fkey" in str(error.orig):
            raise NotFound("Session not found") from None
        raise
    if session is None:
        raise NotFound("Session not found")
    return session


def _values(request: RunRequest, *, run_id: UUID, behind: bool) -> dict[str, Any]:
    return {
        "id": run_id,
        "tenant": request.tenant_id,
        "session": request.session_id,
        "kind": request.session_kind,
        "agent": request.agent,
        "input": dumps(dict(request.input)).decode(),
        "budget": new_id(),
        "cap": request.cap_id,
        "tokens": request.limits.tokens,
        "cost": request.limits.cost,
        "behind": behind,
        "seconds": request.seconds,
    }


def _remember(connection: Connection, *, run_id: UUID, request: RunRequest) -> None:
    if request.idempotency_key is None:
        return
    connection.execute(
        text(
            """INSERT INTO idempotency_keys (tenant_id, scope, key, fingerprint, run_id)
               VALUES (:tenant, :scope, :key, :fingerprint, :run)"""
        ),
        {
            "tenant": request.tenant_id,
            "scope": request.scope,
            "key": request.idempotency_key,
            "fingerprint": request.fingerprint,
            "run": run_id,
        },
    )
