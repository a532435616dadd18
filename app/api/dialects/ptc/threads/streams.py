"""The streams of a thread: a run's as it begins, and again for whoever was cut off.

A stream ends with its run, and where the run begins to wait for a person: what comes after the answer is the
stream of the answer.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from flask import Response

from app.api.dialects.ptc.frames import ThreadFrame, keepalive
from app.api.services import services
from app.api.streaming.event_streams import run_stream, session_stream
from app.domain.conversations.queries import ThreadRecord
from app.engine.run_acceptance import AcceptedRun
from app.errors import Gone

THREAD_HEADER = "X-Thread-Id"
STREAM_HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}


def turn_stream(accepted: AcceptedRun, thread: ThreadRecord) -> Response:
    """What comes of a request that was just accepted."""
    return run_stream(
        accepted=accepted,
        tenant_id=thread.tenant_id,
        frame=ThreadFrame(thread.id),
        ends_waiting=True,
        heartbeat=keepalive,
        headers={THREAD_HEADER: str(thread.id)},
    )


def rejoined_stream(thread: ThreadRecord, *, since: int | None) -> Response:
    """What lies behind the event ``since``, without it the whole last turn; then what is still to come.

    Raises:
        Gone: the last run ended longer ago than the settings let results be given out.
        CursorAhead: ``since`` is beyond the thread's last event.
    """
    _check_age(thread)
    stream = session_stream(
        session_id=thread.id,
        tenant_id=thread.tenant_id,
        since=thread.turn_cursor if since is None else since,
        frame=ThreadFrame(thread.id),
        waiting_ends_behind=thread.turn_cursor,
        heartbeat=keepalive,
    )
    stream.headers[THREAD_HEADER] = str(thread.id)
    return stream


def plain_stream(frames: Iterator[bytes]) -> Response:
    """A stream that does not follow the log."""
    return Response(frames, mimetype="text/event-stream", headers=STREAM_HEADERS)


def _check_age(thread: ThreadRecord) -> None:
    hours = services().settings.ptc_result_hours
    ended = thread.last.finished_at if thread.last else None
    if hours and ended is not None and ended < datetime.now(UTC) - timedelta(hours=hours):
        raise Gone("Workflow completed and results expired")
