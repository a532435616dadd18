"""What tasks are: their types, priorities, states, and who does them."""

from collections.abc import Sequence

PROVIDE = "PROVIDE"
DECIDE = "DECIDE"
REVIEW = "REVIEW"
CONNECT = "CONNECT"
TYPES: Sequence[str] = (PROVIDE, DECIDE, REVIEW, CONNECT)

PRIORITIES: Sequence[str] = ("low", "medium", "high", "urgent")

PENDING = "pending"
IN_PROGRESS = "in_progress"
COMPLETED = "completed"
CANCELLED = "cancelled"
STATUSES: Sequence[str] = (PENDING, IN_PROGRESS, COMPLETED, CANCELLED)
OPEN: Sequence[str] = (PENDING, IN_PROGRESS)

USER = "user"
AGENT = "agent"
ASSIGNEES: Sequence[str] = (USER, AGENT)

FORM_SUBMIT = "FORM_SUBMIT"
SINGLE_SELECT = "SINGLE_SELECT"
MULTI_SELECT = "MULTI_SELECT"
APPROVE_REJECT = "APPROVE_REJECT"
TEXT_INPUT = "TEXT_INPUT"
FILE_UPLOAD = "FILE_UPLOAD"
CONFIRM = "CONFIRM"
CONNECT_ACCOUNT = "CONNECT_ACCOUNT"
ACTION_TYPES: Sequence[str] = (
    FORM_SUBMIT,
    SINGLE_SELECT,
    MULTI_SELECT,
    APPROVE_REJECT,
    TEXT_INPUT,
    FILE_UPLOAD,
    CONFIRM,
    CONNECT_ACCOUNT,
)
NOT_FOR_AGENTS = frozenset({FILE_UPLOAD, CONNECT_ACCOUNT})
"""Actions that take something which only a person has."""

SESSION_KIND = "task"
"""The kind of the sessions in which agents do tasks."""
