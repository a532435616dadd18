"""Event streams over HTTP: run streams, session streams, and the process's one relay behind them.

The relay is registered as flask-sse's blueprint, with everything that flask-sse does with Redis and with
frames replaced: its view lets the caller name any channel, ignores Last-Event-ID, holds a Redis
connection per viewer, and prints a frame that ProductOS's documented client cannot read. What is
kept is its place in the application and the field names of its messages.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn
from uuid import UUID

from flask import Response, current_app, request
from flask_sse import ServerSentEventsBlueprint

from app.api.services import Services, services
from app.api.streaming.sockets import waiter_for
from app.engine import event_log
from app.engine.event_log import Event
from app.engine.relay import FrameOf, Hub
from app.engine.run_acceptance import AcceptedRun
from app.engine.runs import active_run
from app.engine.viewing import Stream, View, plain_heartbeat
from app.errors import CursorAhead
from app.storage.database import is_outage, transaction

_OPENING = b": ok\n\n"
_WATCH_SECONDS = 0.2
_OUTAGE_PAUSE_SECONDS = 0.25
_LONGEST_OUTAGE_SECONDS = 60.0
_HEADERS = {
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",
}


class EventStreams(ServerSentEventsBlueprint):  # type: ignore[misc]  # flask-sse is untyped
    """The registration point of the relay. It has no route of its own."""

    def __init__(self) -> None:
        super().__init__("event_streams", __name__)
        self._hub: Hub | None = None

    @property
    def redis(self) -> NoReturn:
        """Refused: the relay's connection is nobody else's."""
        raise RuntimeError("Streams share one connection, which belongs to the relay")

    def start(self, client: Any) -> Hub:
        """Open the relay of this process; called once, after the fork."""
        if self._hub is None:
            self._hub = Hub(client)
        return self._hub

    @property
    def hub(self) -> Hub:
        return self._hub or self.start(services().redis)

    def drain(self) -> None:
        """Let every stream end, and the relay with them."""
        if self._hub is not None:
            self._hub.drain()

    def publish(self, *_message: Any, **_options: Any) -> NoReturn:
        """Refused: events come from the log, whose writers publish them after the commit."""
        raise RuntimeError("Only the event log publishes events")

    def messages(self, *_channel: str) -> NoReturn:
        """Refused: a channel is never named by the caller."""
        raise RuntimeError("Streams are opened by session, not by channel")

    def stream(self) -> NoReturn:
        """Refused: there is no common stream."""
        raise RuntimeError("Streams are opened by session, not by channel")


def event_streams() -> EventStreams:
    """The registered relay of the current application."""
    blueprint = current_app.blueprints["event_streams"]
    assert isinstance(blueprint, EventStreams)
    return blueprint


def start_relay(worker: Any) -> None:
    """Open the relay of a gunicorn worker, and end its streams when the worker is told to stop."""
    application = worker.wsgi
    hub = application.blueprints["event_streams"].start(application.extensions["baton"].redis)

    def watch() -> None:
        while worker.alive:
            time.sleep(_WATCH_SECONDS)
        hub.drain()

    threading.Thread(target=watch, name="relay-drain", daemon=True).start()


def run_stream(
    *,
    accepted: AcceptedRun,
    tenant_id: UUID,
    frame: FrameOf,
    ends_waiting: bool = False,
    heartbeat: Callable[[], bytes] = plain_heartbeat,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The events of one run, from its first to its ``done``, whether they are stored or still to come.

    With ``ends_waiting`` it ends as well where the run begins to wait for a person.
    """
    view = View(
        session_id=accepted.session_id,
        since=accepted.cursor,
        until=accepted.id,
        only=True,
        frame=frame,
        read=_reader(services(), tenant_id=tenant_id, session_id=accepted.session_id),
        fresh=accepted.is_new,
        waiting_ends_behind=accepted.cursor if ends_waiting else None,
        heartbeat=heartbeat,
    )
    return _response(view, headers={**(headers or {}), "X-Run-Id": str(accepted.id)})


def session_stream(
    *,
    session_id: UUID,
    tenant_id: UUID,
    since: int,
    frame: FrameOf,
    waiting_ends_behind: int | None = None,
    heartbeat: Callable[[], bytes] = plain_heartbeat,
) -> Response:
    """Everything stored behind ``since``; follows an active run to its ``done``, else ends after the last.

    With ``waiting_ends_behind`` (the last cursor before the run's last answer) a run that waits for a person
    is not followed: the stream ends where the run begins to wait, at once if it waits already.

    Raises:
        CursorAhead: ``since`` is beyond the session's last event.
        NotFound: the session is gone.
    """
    with transaction(services().engine, tenant_id=tenant_id) as connection:
        active = active_run(connection, session_id=session_id, waiting_for_person=waiting_ends_behind is None)
        head = event_log.head(connection, session_id=session_id)
    if since > head:
        raise CursorAhead(details={"since": since, "cursor": head})
    view = View(
        session_id=session_id,
        since=since,
        until=active,
        only=False,
        frame=frame,
        read=_reader(services(), tenant_id=tenant_id, session_id=session_id),
        waiting_ends_behind=waiting_ends_behind,
        heartbeat=heartbeat,
    )
    return _response(view, headers={})


def endless_stream(*, session_id: UUID, tenant_id: UUID, since: int, head: int, frame: FrameOf) -> Response:
    """Everything behind ``since``, over any number of runs, until the session ends (``session_endings``).

    Raises:
        CursorAhead: ``since`` is beyond ``head``, the session's last event.
    """
    if since > head:
        raise CursorAhead(details={"since": since, "cursor": head})
    view = View(
        session_id=session_id,
        since=since,
        until=session_id,
        only=False,
        frame=frame,
        read=_reader(services(), tenant_id=tenant_id, session_id=session_id),
    )
    return _response(view, headers={})


class _Reader:
    """Reads pages of a session's log, with no connection held in between."""

    __slots__ = ("_services", "_session_id", "_tenant_id")

    def __init__(self, services: Services, tenant_id: UUID, session_id: UUID) -> None:
        self._services = services
        self._tenant_id = tenant_id
        self._session_id = session_id

    def __call__(self, since: int, limit: int) -> Sequence[Event]:
        """A page. An outage of Postgres is waited out: a viewer in the middle of a stream cannot be told of it."""
        deadline = time.monotonic() + _LONGEST_OUTAGE_SECONDS
        while True:
            try:
                return self._page(since, limit)
            except Exception as error:
                if not is_outage(error) or time.monotonic() > deadline:
                    raise
            time.sleep(_OUTAGE_PAUSE_SECONDS)

    def _page(self, since: int, limit: int) -> Sequence[Event]:
        with transaction(self._services.engine, tenant_id=self._tenant_id) as connection:
            page = event_log.read(connection, session_id=self._session_id, since=since, limit=limit)
            if not page:
                event_log.head(connection, session_id=self._session_id)
            return page


def _reader(services: Services, *, tenant_id: UUID, session_id: UUID) -> _Reader:
    return _Reader(services, tenant_id, session_id)


def _response(view: View, *, headers: dict[str, str]) -> Response:
    stream = Stream(hub=event_streams().hub, view=view)
    wait = waiter_for(stream, request.environ, direct=services().settings.direct_writes)
    pieces = stream.pieces(wait, opening=_OPENING)
    # Passed through as they are: each generator around them would take a kilobyte of every viewer.
    return Response(pieces, mimetype="text/event-stream", headers={**_HEADERS, **headers}, direct_passthrough=True)
