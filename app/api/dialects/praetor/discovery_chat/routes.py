"""Discovery chat (row 001-85): a message is answered by a stream; the talk itself, its replay and its end."""

from typing import Any

from flask import Response
from sqlalchemy import Connection

from app.api.blueprints import EVENT_STREAM
from app.api.dialects.praetor.blueprint import PraetorBlueprint
from app.api.dialects.praetor.caller import Caller, caller
from app.api.dialects.praetor.capabilities import PROJECT_READ, PROJECT_RUN, authorize
from app.api.dialects.praetor.dialect import PREFIX, SESSION, envelope
from app.api.dialects.praetor.discovery_chat.frames import talk_frame, talk_object
from app.api.dialects.praetor.discovery_chat.presenters import discovery_data
from app.api.dialects.praetor.discovery_chat.schemas import TALK_EVENTS, DiscoveryData, MessageBody, TalkEventPage
from app.api.http.json_bodies import json_response
from app.api.http.rate_limits import PRAETOR_CHAT
from app.api.run_requests import RunHeaders, default_limits
from app.api.services import services, transaction
from app.api.streaming.event_streams import run_stream
from app.api.streaming.replays import EventsHeaders, EventsQuery, replayed
from app.domain.discovery_chat import operations, queries
from app.domain.discovery_chat.operations import Opening
from app.domain.discovery_chat.queries import DiscoveryRecord
from app.engine.runs import active_run
from app.errors import Forbidden, NotFound
from app.storage.identifiers import parsed_id

discovery_chat = PraetorBlueprint(
    "discovery_chat", __name__, url_prefix=f"{PREFIX}/discovery-chat", description="Talks that find things out"
)

_ID = "0194e5a8-7c1e-7000-8000-000000000001"
_MESSAGE = {
    "sessionId": _ID,
    "contextType": "business_profile",
    "message": "My target market is small businesses",
    "userId": _ID,
    "tenantId": _ID,
}


@discovery_chat.route("", method="POST", credentials=SESSION, limited_as=PRAETOR_CHAT)
@discovery_chat.takes(MessageBody, example=_MESSAGE)
@discovery_chat.takes(RunHeaders, location="headers")
@discovery_chat.answers(
    200,
    TALK_EVENTS,
    media=EVENT_STREAM,
    description="`message` (a piece of the reply), `obligation`, `completeness`, `phase`, `research`, then `done`",
)
@discovery_chat.fails(
    "BAD_REQUEST",
    "UNAUTHORIZED",
    "PAYMENT_REQUIRED",
    "FORBIDDEN",
    "NOT_FOUND",
    "CONFLICT",
    "UNSUPPORTED_MEDIA_TYPE",
)
def send(body: dict[str, Any], headers: dict[str, Any]) -> Response:
    """Say something; the answer is streamed (001-85). 409 while the last message is still being answered."""
    who = caller()
    _check_claims(who, body)
    opening = Opening(
        tenant_id=who.tenant_id,
        client_id=body["sessionId"],
        user_id=who.user_id,
        context_type=body["contextType"],
        project_id=body.get("projectId"),
    )
    if opening.project_id is not None:
        authorize(PROJECT_RUN, resource_id=str(opening.project_id))
    with transaction() as connection:
        discovery = operations.open_discovery(connection, opening=opening)
        _check_access(discovery, PROJECT_RUN)
        accepted = operations.send_message(
            connection,
            queue=services().queue,
            discovery=discovery,
            message=body["message"],
            limits=default_limits(services().settings),
            idempotency_key=headers["idempotency_key"],
        )
    return run_stream(accepted=accepted, tenant_id=who.tenant_id, frame=talk_frame)


@discovery_chat.route("/<discovery_id>", credentials=SESSION)
@discovery_chat.answers(200, DiscoveryData, description="What is known, what is missing, and what research has found")
@discovery_chat.fails("UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND")
def show(discovery_id: str) -> Response:
    """A talk as it stands."""
    with transaction() as connection:
        return _told(connection, _own(connection, discovery_id, PROJECT_READ))


@discovery_chat.route("/<discovery_id>/events", credentials=SESSION)
@discovery_chat.takes(EventsQuery, location="query")
@discovery_chat.takes(EventsHeaders, location="headers")
@discovery_chat.answers(
    200, TALK_EVENTS, media=EVENT_STREAM, description="What is stored, then live to the run's `done`"
)
@discovery_chat.answers(200, TalkEventPage, media="application/json", description="What is stored, page by page")
@discovery_chat.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "CONFLICT")
def events(query: dict[str, Any], headers: dict[str, Any], discovery_id: str) -> Response:
    """The talk's events again, from any cursor, in the bytes in which they were streamed."""
    with transaction() as connection:
        discovery = _own(connection, discovery_id, PROJECT_READ)
    return replayed(
        session_id=discovery.id,
        tenant_id=discovery.tenant_id,
        query=query,
        headers=headers,
        frame=talk_frame,
        told=talk_object,
    )


@discovery_chat.route("/<discovery_id>/complete", method="POST", credentials=SESSION)
@discovery_chat.answers(200, DiscoveryData, description="The talk, which takes no more messages")
@discovery_chat.fails("BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "CONFLICT")
def complete(discovery_id: str) -> Response:
    """Declare a talk complete: `SESSION_INCOMPLETE` with what is missing, or `OBLIGATION_UNRESOLVED`."""
    with transaction() as connection:
        discovery = _own(connection, discovery_id, PROJECT_RUN)
        completed = operations.complete_discovery(connection, tenant_id=discovery.tenant_id, discovery_id=discovery.id)
        return _told(connection, completed)


def _check_claims(who: Caller, body: dict[str, Any]) -> None:
    """The body repeats who calls; the token alone decides."""
    for field, own in (("userId", who.user_id), ("tenantId", who.tenant_id)):
        if body[field] != own:
            raise Forbidden(f"{field} is not the one of your token", details={"field": field})


def _own(connection: Connection, discovery_id: str, capability: str) -> DiscoveryRecord:
    tenant_id, client_id = caller().tenant_id, parsed_id(discovery_id)
    if client_id is None:
        raise NotFound("Discovery session not found")
    discovery = queries.get_discovery(
        connection, tenant_id=tenant_id, discovery_id=queries.id_of(tenant_id=tenant_id, client_id=client_id)
    )
    _check_access(discovery, capability)
    return discovery


def _check_access(discovery: DiscoveryRecord, capability: str) -> None:
    """A talk about a project is for all who may do this to the project; any other is its user's alone."""
    if discovery.project_id is not None:
        authorize(capability, resource_id=str(discovery.project_id))
    elif discovery.user_id != caller().user_id:
        raise NotFound("Discovery session not found")


def _told(connection: Connection, discovery: DiscoveryRecord) -> Response:
    told = discovery_data(
        discovery,
        research=queries.research_of(connection, discovery_id=discovery.id),
        exchanges=queries.exchanges_of(connection, discovery_id=discovery.id),
        is_running=active_run(connection, session_id=discovery.id) is not None,
    )
    return json_response(envelope(told))
