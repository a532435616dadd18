"""Replaying a session's events, as a stream or as JSON (row 000-4)."""

from typing import Any

from flask import Response

from app.api.authentication import PRODUCTOS_KEY
from app.api.blueprints import EVENT_STREAM, ApiBlueprint
from app.api.dialects.productos.dialect import PREFIX
from app.api.dialects.productos.sessions import own_session
from app.api.services import transaction
from app.api.streaming.replays import EVENTS, EventPage, EventsHeaders, EventsQuery, replayed

events = ApiBlueprint("events", __name__, url_prefix=PREFIX, description="Replay")


@events.route("/<session_id>/events", credentials=PRODUCTOS_KEY)
@events.takes(EventsQuery, location="query")
@events.takes(EventsHeaders, location="headers")
@events.answers(200, EVENTS, media=EVENT_STREAM, description="What is stored, then an active run to its `done`")
@events.answers(200, EventPage, description="What is stored, page by page")
@events.fails("BAD_REQUEST", "UNAUTHORIZED", "NOT_FOUND", "CONFLICT")
def replay(query: dict[str, Any], headers: dict[str, Any], session_id: str) -> Response:
    """Replay the session's events behind a cursor; the same bytes that were streamed."""
    with transaction() as connection:
        session = own_session(connection, session_id)
    return replayed(session_id=session.id, tenant_id=session.tenant_id, query=query, headers=headers)
