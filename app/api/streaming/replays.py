"""Replaying a session's events behind a cursor, as a stream or as pages of JSON, for the dialects of data-only frames.

The streamed bytes are those that were streamed live; a page holds the same objects.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, request
from marshmallow import Schema, ValidationError, fields, validate
from sqlalchemy import Connection

from app.api.blueprints import EVENT_STREAM
from app.api.run_requests import QueryCount
from app.api.services import services, transaction_for
from app.api.streaming.event_objects import ObjectOf, data_frame, event_object, event_page
from app.api.streaming.event_streams import session_stream
from app.engine import event_log
from app.engine.event_log import Event
from app.engine.relay import FrameOf
from app.engine.snapshots import folded
from app.errors import CursorAhead

MOST_CURSOR = 2**63 - 1
LARGEST_PAGE = 2000


class CursorField(fields.String):
    """A whole number from 0 to 2^63 - 1, loaded as an int."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not (text.isascii() and text.isdecimal()) or len(text) > 19 or int(text) > MOST_CURSOR:
            raise ValidationError("Must be a whole number of at least 0.")
        return int(text)


EVENTS = {
    "type": "string",
    "description": 'Frames `data: {"type": …, "cursor": …, …}`, each followed by a blank line.',
}

_CURSOR = {"description": "Only events behind this cursor"}


class EventsQuery(Schema):
    since = CursorField(metadata=_CURSOR)
    last_event_id = CursorField(metadata=_CURSOR)
    limit = QueryCount(
        load_default=LARGEST_PAGE,
        validate=validate.Range(1, LARGEST_PAGE),
        metadata={"description": "Of JSON: events in one page"},
    )
    view = fields.String(
        load_default="full",
        validate=validate.OneOf(("full", "folded")),
        metadata={"description": "Of JSON: `folded` leaves out rewinds and what they superseded"},
    )


class EventsHeaders(Schema):
    last_event_id = CursorField(data_key="Last-Event-ID", metadata=_CURSOR)


class EventPage(Schema):
    events = fields.List(fields.Dict(), required=True, metadata={"description": "As in the stream: type, cursor, …"})
    cursor = fields.Integer(required=True, metadata={"description": "Where the next page begins"})
    hasMore = fields.Boolean(required=True)  # noqa: N815


def replayed(
    *,
    session_id: UUID,
    tenant_id: UUID,
    query: Mapping[str, Any],
    headers: Mapping[str, Any],
    frame: FrameOf = data_frame,
    told: ObjectOf = event_object,
) -> Response:
    """What is stored, and an active run to its end; with ``Accept: application/json`` a page of what is stored.

    ``frame`` and ``told`` put an event into the API's words, where these are others than the stored ones.

    Raises:
        CursorAhead: the cursor is beyond the last event.
        NotFound: there is no such session.
    """
    since = query.get("since", query.get("last_event_id", headers.get("last_event_id", 0)))
    if not _wants_json():
        return session_stream(session_id=session_id, tenant_id=tenant_id, since=since, frame=frame)
    with transaction_for(services().engine, tenant_id=tenant_id) as connection:
        return _page(connection, session_id, since=since, limit=query["limit"], view=query["view"], told=told)


def _page(connection: Connection, session_id: UUID, *, since: int, limit: int, view: str, told: ObjectOf) -> Response:
    head = event_log.head(connection, session_id=session_id)
    if since > head:
        raise CursorAhead(details={"since": since, "cursor": head})
    page = event_log.read(connection, session_id=session_id, since=since, limit=limit)
    cursor = page[-1].cursor if page else since
    has_more = cursor < head
    if view == "folded":
        page = folded([*page, *_rewinds(connection, session_id, since=cursor)])
    return Response(event_page(page, cursor=cursor, has_more=has_more, told=told), mimetype="application/json")


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
