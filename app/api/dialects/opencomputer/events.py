"""A session's events for ``EventSource`` (row 004-5): all of them from the first, then the live ones, for ever.

The stream ends when the session has ended. A client that then comes back for more is told with 204 that
there will be none, at which ``EventSource`` stops coming back.
"""

from typing import Any
from uuid import UUID

from flask import Response, request

from app.api.blueprints import EVENT_STREAM
from app.api.dialects.opencomputer.answers import EVENTS, ComputerStreamTicket
from app.api.dialects.opencomputer.blueprint import ComputerBlueprint
from app.api.dialects.opencomputer.dialect import PREFIX
from app.api.dialects.opencomputer.frames import frame_of
from app.api.dialects.opencomputer.identity import OPENCOMPUTER_KEY, OPENCOMPUTER_STREAM
from app.api.dialects.opencomputer.ids import session_key
from app.api.dialects.opencomputer.schemas import ComputerOwnerQuery, ComputerStreamHeaders, ComputerStreamQuery
from app.api.dialects.opencomputer.sessions import own_session
from app.api.http.json_bodies import json_response, moment
from app.api.services import transaction
from app.api.streaming.event_streams import endless_stream
from app.api.streaming.tickets import issue_ticket, or_ticket
from app.engine import event_log
from app.errors import NotFound

computer_events = ComputerBlueprint("computer-events", __name__, url_prefix=PREFIX, description="OpenComputer: events")


def _session_of_request() -> UUID | None:
    try:
        return session_key((request.view_args or {})["session_id"])
    except NotFound:
        return None


@computer_events.route("/<session_id>/stream-tickets", method="POST", credentials=OPENCOMPUTER_KEY)
@computer_events.takes(ComputerOwnerQuery, location="query")
@computer_events.answers(201, ComputerStreamTicket, description="For `?ticket=`, once and within a minute")
@computer_events.fails("BAD_REQUEST", "UNAUTHORIZED", "NOT_FOUND")
def make_ticket(query: dict[str, Any], session_id: str) -> Response:
    """A ticket that opens this session's stream once, for a browser that shall not have the key."""
    with transaction() as connection:
        session = own_session(connection, session_id, query)
    ticket = issue_ticket(session_id=session.id)
    return json_response({"ticket": ticket.text, "expiresAt": moment(ticket.expires_at)}, 201)


@computer_events.route(
    "/<session_id>/events", credentials=or_ticket(OPENCOMPUTER_STREAM, session_of_request=_session_of_request)
)
@computer_events.takes(ComputerStreamQuery, location="query")
@computer_events.takes(ComputerStreamHeaders, location="headers")
@computer_events.answers(200, EVENTS, media=EVENT_STREAM, description="Replayed, then live, until the session's end")
@computer_events.answers(204, description="The session has ended, and all of it was seen")
@computer_events.fails("BAD_REQUEST", "UNAUTHORIZED", "NOT_FOUND", "CONFLICT")
def follow(query: dict[str, Any], headers: dict[str, Any], session_id: str) -> Response:
    """Follow the session; a reconnect goes on behind the last id."""
    since = headers.get("last_event_id", query.get("last_event_id", 0))
    with transaction() as connection:
        session = own_session(connection, session_id, query)
        head = event_log.head(connection, session_id=session.id)
    if session.ended_at is not None and since >= head:
        return _readable_elsewhere(Response(status=204))
    stream = endless_stream(
        session_id=session.id, tenant_id=session.tenant_id, since=since, head=head, frame=frame_of(session.id)
    )
    return _readable_elsewhere(stream)


def _readable_elsewhere(response: Response) -> Response:
    """Let pages of any origin read it: what opens it stands in its address, and no cookie is asked for."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
