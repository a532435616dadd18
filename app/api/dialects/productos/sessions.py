"""Sessions: create, look at, delete (rows 000-1 to 000-3)."""

from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy import Connection

from app.api.authentication import PRODUCTOS_KEY
from app.api.blueprints import ApiBlueprint
from app.api.credentials import principal
from app.api.dialects.productos.answers import CreatedSession, SessionSnapshot
from app.api.dialects.productos.dialect import KIND, PREFIX
from app.api.dialects.productos.presenters import session_created, session_snapshot
from app.api.dialects.productos.schemas import SessionBody
from app.api.http.json_bodies import json_response
from app.api.services import services, transaction
from app.domain.products.queries import latest_build_session
from app.engine.sessions import SessionRecord, create_session, delete_session, get_session
from app.errors import NotFound
from app.storage.identifiers import parsed_id

sessions = ApiBlueprint("sessions", __name__, url_prefix=PREFIX, description="The context that agents share")


@sessions.route("", method="POST", credentials=PRODUCTOS_KEY)
@sessions.takes(SessionBody, example={"idea": "AI-powered habit tracker for remote workers", "entry": "ideation"})
@sessions.answers(201, CreatedSession, description="The session; JSON whatever is accepted")
@sessions.fails("BAD_REQUEST", "UNAUTHORIZED")
def create(body: dict[str, Any]) -> Response:
    """Create a session."""
    state = {key: value for key, value in body.items() if value.strip()}
    with transaction() as connection:
        made = create_session(connection, tenant_id=principal().tenant_id, kind=KIND, state=state)
    return json_response(session_created(made), 201)


@sessions.route("/<session_id>", credentials=PRODUCTOS_KEY)
@sessions.answers(200, SessionSnapshot, description="The session; what is not there yet is null")
@sessions.fails("UNAUTHORIZED", "NOT_FOUND")
def show(session_id: str) -> Response:
    """Everything that the agents have written to the session."""
    with transaction() as connection:
        session = own_session(connection, session_id)
        build = latest_build_session(connection, tenant_id=session.tenant_id, session_id=session.id)
    return json_response(session_snapshot(session, build_session_id=build))


@sessions.route("/<session_id>", method="DELETE", credentials=PRODUCTOS_KEY)
@sessions.answers(204, description="It is gone, with its runs and events; a running run is ended")
@sessions.fails("UNAUTHORIZED", "NOT_FOUND")
def delete(session_id: str) -> Response:
    """Delete the session with its runs and events, for good."""
    with transaction() as connection:
        delete_session(
            connection,
            live_channel=services().live_channel,
            tenant_id=principal().tenant_id,
            session_id=session_key(session_id),
            kind=KIND,
        )
    return Response(status=204)


def own_session(connection: Connection, session_id: str) -> SessionRecord:
    """The caller's session.

    Raises:
        NotFound: it is nobody's, or somebody else's.
    """
    return get_session(connection, tenant_id=principal().tenant_id, session_id=session_key(session_id), kind=KIND)


def session_key(session_id: str) -> UUID:
    """The id in a path as a UUID; a malformed one is nobody's."""
    key = parsed_id(session_id)
    if key is None:
        raise NotFound("Session not found")
    return key
