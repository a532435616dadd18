"""The tables of conversations: threads, which have a place and a title, and the turns of any conversation."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.database import Model

SESSION_KIND = "thread"
"""The kind of the sessions that threads are."""

_TIME = DateTime(timezone=True)


class Thread(Model):
    """A conversation in a workspace. It is a session: its events have that session's cursors."""

    __tablename__ = "threads"
    __table_args__ = (
        CheckConstraint("number >= 0", name="threads_count_from_zero"),
        UniqueConstraint("workspace_id", "number", name="threads_are_numbered_by_workspace"),
        Index("threads_by_user", "tenant_id", "user_id", "updated_at"),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id", ondelete="CASCADE"))
    user_id: Mapped[str] = mapped_column(Text)
    number: Mapped[int] = mapped_column(Integer, comment="0 for the workspace's first")
    title: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())


class ConversationTurn(Model):
    """One request of the user and the run that answers it.

    An answer to a run that waits is a turn of its own, with the same run: the events behind ``cursor``, up to
    the next turn's, are this one's. ``messages`` is written when the run ends.
    """

    __tablename__ = "conversation_turns"
    __table_args__ = (
        PrimaryKeyConstraint("session_id", "number"),
        CheckConstraint("number >= 0 AND cursor >= 0", name="turns_count_from_zero"),
        CheckConstraint("kind IN ('initial', 'resume_feedback', 'retry')", name="kinds_of_turn"),
        CheckConstraint(
            "(kind = 'resume_feedback') = (feedback IS NOT NULL) AND feedback IN ('APPROVED', 'DECLINED')",
            name="feedback_is_an_answer",
        ),
        UniqueConstraint("id", name="turns_have_ids"),
        Index("conversation_turns_by_run", "run_id"),
    )

    session_id: Mapped[UUID] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    id: Mapped[UUID] = mapped_column(comment="of the request; the answer's is derived from it")
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    run_id: Mapped[UUID] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"))
    cursor: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(Text, server_default=text("'initial'"))
    content: Mapped[str] = mapped_column(Text, comment="what the user wrote")
    feedback: Mapped[str | None] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    messages: Mapped[Any | None] = mapped_column(
        JSON(none_as_null=True), comment="the language model's messages of this turn, for the turns after it"
    )
    standing: Mapped[Any | None] = mapped_column(
        JSON(none_as_null=True), comment="what stands for this turn and all before it, after a summary or a branch"
    )
    created_at: Mapped[datetime] = mapped_column(_TIME, server_default=func.now())
