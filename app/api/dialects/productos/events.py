"""Replaying a session's events, as a stream or as JSON (row 000-4)."""

from typing import Any
from uuid import UUID

from flask import Response, request
from sqlalchemy import Connection

from app.api.authentication import PRODUCTOS_KEY
from app.api.blueprints import EVENT_STREAM, ApiBlueprint
from app.api.dialects.productos.answers import EVENTS, EventPage
from app.api.dialects.productos.dialect import PREFIX, frame
from app.api.dialects.productos.presenters import event_page
from app.api.dialects.productos.schemas import LARGEST_PAGE, EventsHeaders, EventsQuery
from app.api.dialects.productos.sessions import own_session
from app.api.event_streams import session_stream
from app.api.services import transaction
from app.engine import event_log
from app.engine.event_log import Event
from app.engine.sessions import SessionRecord
from app.engine.snapshots import folded
from app.errors import CursorAhead

events = ApiBlueprint("events", __name__, url_prefix=PREFIX, description="Replay")


@events.route("/<session_id>/events", credentials=PRODUCTOS_KEY)
@events.takes(EventsQuery, location="query")
@events.takes(EventsHeaders, location="headers")
@events.answers(200, EVENTS, media=EVENT_STREAM, description="What is stored, then an active run to its `done`")
@events.answers(200, EventPage, description="What is stored, page by page")
@events.fails("BAD_REQUEST", "UNAUTHORIZED", "NOT_FOUND", "CONFLICT")
def replay(query: dict[str, Any], headers: dict[str, Any], session_id: str) -> Response:
    """Replay the session's events behind a cursor; the same bytes that were streamed."""
    since = query.get("since", query.get("last_event_id", headers.get("last_event_id", 0)))
    with transaction() as connection:
        session = own_session(connection, session_id)
        if _wants_json():
            return _page(connection, session, since=since, limit=query["limit"], view=query["view"])
    return session_stream(session_id=session.id, tenant_id=session.tenant_id, since=since, frame=frame)


def _page(connection: Connection, session: SessionRecord, *, since: int, limit: int, view: str) -> Response:
    if since > session.head:
        raise CursorAhead(details={"since": since, "cursor": session.head})
    page = event_log.read(connection, session_id=session.id, since=since, limit=limit)
    cursor = page[-1].cursor if page else since
    has_more = cursor < session.head
    if view == "folded":
        page = folded([*page, *_rewinds(connection, session.id, since=cursor)])
    return Response(event_page(page, cursor=cursor, has_more=has_more), mimetype="application/json")


def _rewinds(connection: Connection, session_id: UUID, *, since: int) -> list[Event]:
    """The rewinds behind a page: they may take back events in it."""
    found = []
    while page := event_log.read(connection, session_id=session_id, since=since, limit=LARGEST_PAGE):
        found += [event for event in page if event.type == "rewind"]
        since = page[-1].cursor
    return found


def _wants_json() -> bool:
    offered = (EVENT_STREAM, "application/json")
    return request.accept_mimetypes.best_match(offered) == "application/json"
