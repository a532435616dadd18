"""How a thread stands: nothing that is stored, but what its last run says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from app.engine.run_states import ACTIVE
from app.errors import RunTimedOut

ThreadStatus: TypeAlias = Literal["in_progress", "interrupted", "completed", "error", "timeout", "cancelled"]

SOFT_INTERRUPTED = "soft_interrupted"
"""The stop reason of an agent that somebody has asked to come to an end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """What a thread's status needs to know of a run. ``error_code`` and ``stop_reason`` are its own words."""

    id: UUID
    state: str
    waiting_for: str | None
    question: Any
    stop_reason: str | None
    error_code: str | None
    error_message: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def is_active(self) -> bool:
        """Whether something happens in it, or will: it is neither over nor waits for a person."""
        return self.state in ACTIVE and not self.waits_for_a_person

    @property
    def waits_for_a_person(self) -> bool:
        return self.waiting_for == "person"

    @property
    def soft_interrupted(self) -> bool:
        return self.stop_reason == SOFT_INTERRUPTED

    @property
    def status(self) -> ThreadStatus:
        if self.state == "cancelled":
            return "cancelled"
        if self.state == "failed":
            return "timeout" if self.error_code == RunTimedOut.code else "error"
        if self.waits_for_a_person or self.soft_interrupted:
            return "interrupted"
        return "completed" if self.state == "completed" else "in_progress"
