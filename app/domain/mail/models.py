"""Letters that wait to be sent, in the table beside what they tell about: an outbox.

What they say may open something (the link of an invitation does), so it is stored encrypted, and taken
away once it was sent.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, ForeignKey, Index, Integer, LargeBinary, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from app.storage import tenancy
from app.storage.database import Model


class OutgoingMail(Model):
    """One letter: waits -> sent, or given up when nobody would want it any more."""

    __tablename__ = "outgoing_mails"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR octet_length(sealed) = 0", name="outgoing_mails_are_wiped"),
        Index("outgoing_mails_due", "due_at", postgresql_where=text("ended_at IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, comment="that of what it is about")
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"))
    recipient: Mapped[str] = mapped_column(Text)
    sealed: Mapped[bytes] = mapped_column(LargeBinary, comment="subject, text and link, encrypted; empty once ended")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), comment="then it is given up")
    attempts: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), comment="sent or given up")
    failure: Mapped[str | None] = mapped_column(Text, comment="what the last attempt met")


def policy_statements() -> Iterator[str]:
    """The DDL that shows the API's role the letters of the tenant."""
    yield from tenancy.policy_statements("outgoing_mails")
