"""The one run that a thread may have at a time: waiting for its end, and ending it."""

import time
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import Connection

from app.api.credentials import principal
from app.api.services import services, transaction
from app.domain.conversations.queries import ThreadRecord, get_thread
from app.engine.cancellation import cancel_run
from app.engine.run_acceptance import AcceptedRun
from app.engine.runs import active_run
from app.errors import Conflict, SessionBusy

BUSY_SECONDS = 5.0
"""How long a request waits for the thread's run to end."""
ENDING_SECONDS = 30.0
"""The same, where somebody has asked that run to come to its end."""
FIRST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 0.5


def when_free(thread_id: UUID | None, accept: Callable[[], AcceptedRun]) -> AcceptedRun:
    """What ``accept`` accepts, once the thread's run has ended; no connection is held while waiting.

    Raises:
        Conflict: it has not ended in time.
    """
    began, pause = time.monotonic(), FIRST_PAUSE_SECONDS
    while True:
        try:
            return accept()
        except SessionBusy:
            if _has_waited_enough(thread_id, seconds=time.monotonic() - began):
                raise _still_running(thread_id) from None
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)


def cancel_active_run(connection: Connection, thread: ThreadRecord) -> None:
    """Cancel what the thread's agent is at, if it is at something."""
    held = services()
    run_id = active_run(connection, session_id=thread.id)
    if run_id is not None:
        cancel_run(
            connection,
            queue=held.queue,
            live_channel=held.live_channel,
            tenant_id=thread.tenant_id,
            run_id=run_id,
        )


def _has_waited_enough(thread_id: UUID | None, *, seconds: float) -> bool:
    if thread_id is None or seconds >= ENDING_SECONDS:
        return True
    return seconds >= BUSY_SECONDS and not _is_ending(thread_id)


def _is_ending(thread_id: UUID) -> bool:
    with transaction() as connection:
        thread = get_thread(connection, tenant_id=principal().tenant_id, thread_id=thread_id)
    return bool(thread.details.get("softInterrupt"))


def _still_running(thread_id: UUID | None) -> Conflict:
    return Conflict(
        f"Workflow {thread_id} is still running. Wait a moment, or use /reconnect to continue streaming, "
        "or /cancel to stop it."
    )
