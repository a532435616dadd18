"""The engine's tables. Named constraints hold the state machine, so that no code path can leave it."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSON, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.engine.landmarks import LANDMARKS, types_in
from app.storage.database import Model

_NOW = func.now()
_TIME = DateTime(timezone=True)
_MONEY = Numeric(18, 9)


def _tenant() -> Mapped[UUID]:
    return mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))


class Session(Model):
    """A thread of work that runs read from and write to. ``state`` is what its agents share."""

    __tablename__ = "sessions"
    __table_args__ = (Index("sessions_by_tenant", "tenant_id", "kind", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    kind: Mapped[str] = mapped_column(Text, comment="the dialect that owns it, e.g. productos")
    state: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=_NOW)
    updated_at: Mapped[datetime] = mapped_column(_TIME, server_default=_NOW)


class SessionHead(Model):
    """The last cursor given out in a session.

    Its row lock, held until commit, makes the order of cursors the order of commits. A sequence would
    let a reader pass over a number whose transaction commits later. The row is narrow, so that
    raising it never rewrites the session.
    """

    __tablename__ = "session_heads"
    __table_args__ = (
        CheckConstraint("last_cursor >= 0", name="cursors_count_from_zero"),
        {"postgresql_with": {"fillfactor": "50"}},
    )

    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    last_cursor: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))


class Run(Model):
    """One execution of an agent. The row is also the outbox: ``queued`` means that a message is due."""

    __tablename__ = "runs"
    __table_args__ = (
        CheckConstraint(
            "state IN ('queued', 'running', 'waiting', 'completed', 'failed', 'cancelled')", name="run_states"
        ),
        CheckConstraint(
            "(finished_at IS NOT NULL) = (state IN ('completed', 'failed', 'cancelled'))",
            name="finished_means_terminal",
        ),
        CheckConstraint("(worker_key IS NOT NULL) = (state = 'running')", name="running_has_a_worker"),
        CheckConstraint("(waiting_for IS NOT NULL) = (state = 'waiting')", name="waiting_says_for_what"),
        CheckConstraint("waiting_for IN ('children', 'person')", name="what_runs_wait_for"),
        CheckConstraint("(error IS NOT NULL) = (state = 'failed')", name="failed_says_why"),
        CheckConstraint(
            "NOT behind OR (state IN ('queued', 'cancelled') AND parent_run_id IS NULL)",
            name="only_queued_roots_stand_behind",
        ),
        CheckConstraint("attempt >= 0 AND deaths >= 0 AND sends >= 0 AND step >= 0", name="run_counts_from_zero"),
        CheckConstraint("(parent_run_id IS NULL) = (root_run_id = id)", name="roots_have_no_parent"),
        Index(
            "runs_one_active_per_session",
            "session_id",
            unique=True,
            postgresql_where=text("parent_run_id IS NULL AND NOT behind AND state IN ('queued', 'running', 'waiting')"),
        ),
        Index("runs_due", "dispatch_at", postgresql_where=text("state = 'queued' AND NOT behind")),
        Index("runs_by_worker", "worker_key", postgresql_where=text("state = 'running'")),
        Index("runs_behind", "session_id", "created_at", postgresql_where=text("behind AND state = 'queued'")),
        Index("runs_by_session", "session_id", "created_at"),
        Index("runs_by_parent", "parent_run_id", "ordinal", postgresql_where=text("parent_run_id IS NOT NULL")),
        {"postgresql_with": {"fillfactor": "70"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    root_run_id: Mapped[UUID] = mapped_column(comment="itself, or the run that the whole family serves")
    parent_run_id: Mapped[UUID | None] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    resumed_from: Mapped[UUID | None] = mapped_column(
        comment="the failed or cancelled run whose checkpoints it took over"
    )
    parent_step: Mapped[int | None] = mapped_column(Integer, comment="the step of its parent that started it")
    ordinal: Mapped[int] = mapped_column(Integer, server_default=text("0"), comment="place among its siblings")
    agent: Mapped[str] = mapped_column(Text)
    input: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    budget_id: Mapped[UUID] = mapped_column(ForeignKey("budgets.id"))

    state: Mapped[str] = mapped_column(Text, server_default=text("'queued'"))
    behind: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    waiting_for: Mapped[str | None] = mapped_column(Text)
    question: Mapped[Any | None] = mapped_column(JSONB)
    answer: Mapped[Any | None] = mapped_column(JSONB)
    cancel_requested_at: Mapped[datetime | None] = mapped_column(_TIME)

    attempt: Mapped[int] = mapped_column(Integer, server_default=text("0"), comment="the fence: every write names it")
    deaths: Mapped[int] = mapped_column(Integer, server_default=text("0"), comment="process deaths since the last step")
    worker_key: Mapped[int | None] = mapped_column(Integer)
    dispatch_at: Mapped[datetime | None] = mapped_column(_TIME, comment="when its message is due (again)")
    sends: Mapped[int] = mapped_column(Integer, server_default=text("0"))

    step: Mapped[int] = mapped_column(Integer, server_default=text("0"), comment="finished steps")
    total_steps: Mapped[int | None] = mapped_column(Integer)
    current_step: Mapped[str | None] = mapped_column(Text)
    accepted_cursor: Mapped[int] = mapped_column(BigInteger, comment="the session's head when it was accepted")
    step_cursor: Mapped[int] = mapped_column(BigInteger, comment="the session's head at its last finished step")
    result: Mapped[Any | None] = mapped_column(JSONB)
    error: Mapped[Any | None] = mapped_column(JSONB)

    choices: Mapped[dict[str, Any] | None] = mapped_column(
        JSONB, comment="what was looked up once, and every attempt has to go by"
    )

    active_seconds: Mapped[float] = mapped_column(
        Double, server_default=text("0"), comment="time in workers before the present claim"
    )
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=_NOW)
    started_at: Mapped[datetime | None] = mapped_column(_TIME)
    claimed_at: Mapped[datetime | None] = mapped_column(_TIME)
    finished_at: Mapped[datetime | None] = mapped_column(_TIME)
    deadline_at: Mapped[datetime | None] = mapped_column(
        _TIME, comment="when it has to be at its end, the time in which it waits included; children have their parent's"
    )


class RunEvent(Model):
    """One event, stored once, as the very text that is streamed.

    ``data`` is ``json`` and not ``jsonb``, which would reorder its keys: a replay returns the bytes
    that were streamed. No foreign key: one would be checked for every row of every batch; a session's
    events go when the session goes, in the same transaction.
    """

    __tablename__ = "run_events"
    __table_args__ = (
        PrimaryKeyConstraint("session_id", "cursor"),
        CheckConstraint("cursor > 0", name="events_count_from_one"),
        Index("run_events_landmarks", "session_id", "cursor", postgresql_where=text(types_in(LANDMARKS))),
    )

    session_id: Mapped[UUID] = mapped_column()
    cursor: Mapped[int] = mapped_column(BigInteger)
    tenant_id: Mapped[UUID] = mapped_column()
    run_id: Mapped[UUID] = mapped_column()
    type: Mapped[str] = mapped_column(Text)
    data: Mapped[Any] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.clock_timestamp())


class Checkpoint(Model):
    """The output of one finished step. ``id`` is what clients are given as the point to resume from."""

    __tablename__ = "checkpoints"
    __table_args__ = (
        UniqueConstraint("run_id", "step", name="one_checkpoint_per_step"),
        CheckConstraint("step > 0", name="checkpoints_count_from_one"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    run_id: Mapped[UUID] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    step: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Text)
    output: Mapped[Any] = mapped_column(JSON, comment="not jsonb, which would give keys another order than they had")
    cursor: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=_NOW)


class Budget(Model):
    """A limit and what is used and held of it; no limit means none.

    ``used`` may pass the limit only by usage that a model reported above its reservation: it is
    booked as it is, and blocks every further call.
    """

    __tablename__ = "budgets"
    __table_args__ = (
        CheckConstraint(
            "tokens_used >= 0 AND tokens_held >= 0 AND cost_used >= 0 AND cost_held >= 0", name="budgets_stay_positive"
        ),
        CheckConstraint("tokens_limit >= 0 AND cost_limit >= 0", name="limits_stay_positive"),
        CheckConstraint("parent_id <> id", name="no_budget_is_its_own_parent"),
        CheckConstraint("scope IN ('run', 'project', 'organization')", name="budget_scopes"),
        {"postgresql_with": {"fillfactor": "70"}},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("budgets.id"), comment="the cap above it, always older")
    scope: Mapped[str] = mapped_column(Text)
    tokens_limit: Mapped[int | None] = mapped_column(BigInteger)
    tokens_used: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    tokens_held: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    cost_limit: Mapped[Decimal | None] = mapped_column(_MONEY)
    cost_used: Mapped[Decimal] = mapped_column(_MONEY, server_default=text("0"))
    cost_held: Mapped[Decimal] = mapped_column(_MONEY, server_default=text("0"))
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=_NOW)


class BudgetHold(Model):
    """What one model call may cost at most, until its step is committed. Belongs to one attempt."""

    __tablename__ = "budget_holds"
    __table_args__ = (
        CheckConstraint("tokens >= 0 AND cost >= 0", name="holds_stay_positive"),
        Index("budget_holds_by_run", "run_id", "attempt"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    budget_id: Mapped[UUID] = mapped_column(ForeignKey("budgets.id", ondelete="CASCADE"))
    run_id: Mapped[UUID] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    attempt: Mapped[int] = mapped_column(Integer)
    model: Mapped[str] = mapped_column(Text)
    free: Mapped[bool] = mapped_column(Boolean, comment="declared free: a lost call costs nothing")
    settled: Mapped[bool] = mapped_column(Boolean, server_default=text("false"), comment="the real usage is known")
    tokens: Mapped[int] = mapped_column(BigInteger)
    cost: Mapped[Decimal] = mapped_column(_MONEY)
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=_NOW)


class BudgetLine(Model):
    """One line of the ledger. Lines are only ever added; the limits cover their sum."""

    __tablename__ = "budget_lines"
    __table_args__ = (
        CheckConstraint("kind IN ('used', 'lost_call', 'carried')", name="kinds_of_budget_line"),
        CheckConstraint("tokens >= 0 AND cost >= 0", name="lines_stay_positive"),
        Index("one_used_line_per_step", "run_id", "step", unique=True, postgresql_where=text("kind = 'used'")),
        Index("budget_lines_by_budget", "budget_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = _tenant()
    budget_id: Mapped[UUID] = mapped_column(ForeignKey("budgets.id", ondelete="CASCADE"))
    run_id: Mapped[UUID] = mapped_column(comment="kept when the run is deleted: what was spent stays spent")
    attempt: Mapped[int] = mapped_column(Integer)
    step: Mapped[int | None] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(Text)
    calls: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    tokens: Mapped[int] = mapped_column(BigInteger)
    cost: Mapped[Decimal] = mapped_column(_MONEY)
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=_NOW)


class IdempotencyKey(Model):
    """A key that a client gave to a run start, and what it started."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "scope", "key"),
        Index("idempotency_keys_by_age", "created_at"),
        Index("idempotency_keys_by_run", "run_id"),
    )

    tenant_id: Mapped[UUID] = _tenant()
    scope: Mapped[str] = mapped_column(Text, comment="what the key was given for, e.g. session and agent")
    key: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(Text, comment="sha256 of the request")
    run_id: Mapped[UUID] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=_NOW)


class Worker(Model):
    """A worker process and its last sign of life. Its key is also the number of its advisory lock."""

    __tablename__ = "workers"

    key: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    host: Mapped[str] = mapped_column(Text)
    pid: Mapped[int] = mapped_column(Integer)
    draining: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    started_at: Mapped[datetime] = mapped_column(_TIME, server_default=_NOW)
    seen_at: Mapped[datetime] = mapped_column(_TIME, server_default=_NOW)
