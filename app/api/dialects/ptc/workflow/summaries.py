"""Having a thread summarized for its agent: a run like any other, whose end is waited for."""

import time
from typing import Any

from app.api.dialects.ptc.threads.runs import FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS, when_free
from app.api.run_requests import default_limits
from app.api.services import services, transaction
from app.domain.conversations.models import SESSION_KIND
from app.domain.conversations.queries import ThreadRecord, has_answers
from app.domain.conversations.retries import WAITS
from app.engine.agent_names import SUMMARIZE
from app.engine.run_acceptance import AcceptedRun, RunRequest, accept_run
from app.engine.runs import RunStatus, get_run
from app.errors import BatonError, Conflict, InvalidRequest, Unavailable

LONGEST_WAIT_SECONDS = 120.0


def summarized(thread: ThreadRecord, *, keep: int) -> dict[str, Any]:
    """What the summary came to; the agent keeps the last ``keep`` messages as they are.

    Raises:
        InvalidRequest: there are not more messages than that, or no sandbox that goes with them.
        Conflict: the thread's agent is at work, or waits for a person.
        Unavailable: it takes longer than a request may wait; it goes on.
    """
    if thread.is_flash:
        raise InvalidRequest("This conversation has no workspace")
    with transaction() as connection:
        if not has_answers(connection, session_id=thread.id):
            raise InvalidRequest("Nothing was answered in this conversation yet: too little to summarize")
    if thread.last is not None and thread.last.waits_for_a_person:
        raise Conflict(WAITS)
    accepted = when_free(thread.id, lambda: _accept(thread, keep=keep))
    run = _ended(thread, accepted)
    if run.state != "completed":
        raise BatonError("The summary could not be made")
    if not run.result["success"]:
        count = run.result["originalMessageCount"]
        raise InvalidRequest(f"There are only {count} messages: too few to summarize all but {keep}")
    return {
        "success": True,
        "thread_id": str(thread.id),
        "original_message_count": run.result["originalMessageCount"],
        "new_message_count": run.result["newMessageCount"],
        "summary_length": run.result["summaryLength"],
    }


def _accept(thread: ThreadRecord, *, keep: int) -> AcceptedRun:
    held = services()
    request = RunRequest(
        tenant_id=thread.tenant_id,
        session_id=thread.id,
        session_kind=SESSION_KIND,
        agent=SUMMARIZE,
        input={"keepMessages": keep},
        limits=default_limits(held.settings),
    )
    with transaction() as connection:
        return accept_run(connection, queue=held.queue, request=request)


def _ended(thread: ThreadRecord, accepted: AcceptedRun) -> RunStatus:
    deadline, pause = time.monotonic() + LONGEST_WAIT_SECONDS, FIRST_PAUSE_SECONDS
    # No connection is held between two looks: a pool serves far more waiting clients than it has connections.
    while time.monotonic() < deadline:
        with transaction() as connection:
            run = get_run(connection, tenant_id=thread.tenant_id, run_id=accepted.id)
        if run.ended:
            return run
        time.sleep(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)
    raise Unavailable("The summary is not ready yet; it will be made", retry_after=10)
