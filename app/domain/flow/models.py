"""The table of answers: one per project and question, the latest as it stands."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.database import Model

TABLES = ("flow_answers",)


class FlowAnswer(Model):
    """What somebody answered to a question. Answering again replaces it and counts the revision up."""

    __tablename__ = "flow_answers"
    __table_args__ = (
        PrimaryKeyConstraint("project_id", "question"),
        ForeignKeyConstraint(["tenant_id", "project_id"], ["projects.tenant_id", "projects.id"], ondelete="CASCADE"),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="answer_confidence"),
        CheckConstraint("revision > 0", name="answers_count_revisions_from_one"),
        UniqueConstraint("id", name="answers_have_ids"),
    )

    project_id: Mapped[UUID]
    question: Mapped[str] = mapped_column(Text, comment="the key of the question in its template's bank")
    id: Mapped[UUID]
    tenant_id: Mapped[UUID]
    value: Mapped[Any] = mapped_column(JSON, comment="string, list of strings, boolean or number")
    variant: Mapped[str | None] = mapped_column(Text, comment="the wording that was shown")
    confidence: Mapped[float] = mapped_column(Float, server_default=text("1"))
    notes: Mapped[str] = mapped_column(Text, server_default="")
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    answered_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    revision: Mapped[int] = mapped_column(Integer, server_default=text("1"))
