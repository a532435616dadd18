"""One thread: its title, its end, its replay, asking it again, and tickets for its streams (rows 002-24, 29, 30)."""

from typing import Any
from uuid import UUID

from flask import Response

from app.api.blueprints import EVENT_STREAM
from app.api.dialects.ptc.blueprint import PtcBlueprint
from app.api.dialects.ptc.dialect import PREFIX
from app.api.dialects.ptc.identity import PTC_KEY
from app.api.dialects.ptc.threads.access import PTC_KEY_OR_TICKET, own_thread
from app.api.dialects.ptc.threads.presenters import thread_item
from app.api.dialects.ptc.threads.replay import replay_frames
from app.api.dialects.ptc.threads.runs import when_free
from app.api.dialects.ptc.threads.schemas import (
    EVENTS,
    STREAM_HEADERS,
    ThreadAnswer,
    ThreadDeletedAnswer,
    ThreadRetryBody,
    ThreadTicketAnswer,
    ThreadTitleBody,
    ThreadTurnsAnswer,
    TicketQuery,
)
from app.api.dialects.ptc.threads.streams import plain_stream, turn_stream
from app.api.http.json_bodies import json_response, moment
from app.api.run_requests import RunHeaders, default_limits
from app.api.services import services, transaction
from app.api.streaming.tickets import issue_ticket
from app.domain.conversations.checkpoints import beginnings, last_checkpoint
from app.domain.conversations.operations import delete_thread, rename_thread
from app.domain.conversations.queries import ThreadRecord
from app.domain.conversations.retries import retry_last_turn
from app.engine.run_acceptance import AcceptedRun
from app.errors import NotFound
from app.storage.identifiers import parsed_id

threads = PtcBlueprint("ptc_threads", __name__, url_prefix=f"{PREFIX}/threads", description="One conversation")


@threads.route("/<thread_id>/replay", credentials=PTC_KEY_OR_TICKET)
@threads.takes(TicketQuery, location="query")
@threads.answers(200, EVENTS, media=EVENT_STREAM, description="user_message and events of each turn, then replay_done")
@threads.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def replay(query: dict[str, Any], thread_id: str) -> Response:  # noqa: ARG001 (the ticket is the credentials')
    """Show a conversation as it stands, with ids of the replay's own."""
    with transaction() as connection:
        thread = own_thread(connection, thread_id)
    return plain_stream(replay_frames(thread))


@threads.route("/<thread_id>", method="DELETE", credentials=PTC_KEY)
@threads.answers(200, ThreadDeletedAnswer, description="It is gone, with its events; a running run is ended")
@threads.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def delete(thread_id: str) -> Response:
    """Delete a conversation, for good."""
    with transaction() as connection:
        thread = own_thread(connection, thread_id)
        delete_thread(connection, live_channel=services().live_channel, tenant_id=thread.tenant_id, thread_id=thread.id)
    return json_response({"success": True, "thread_id": thread_id, "message": "Thread deleted successfully"})


@threads.route("/<thread_id>", method="PATCH", credentials=PTC_KEY)
@threads.takes(ThreadTitleBody, example={"title": "Hello World"})
@threads.answers(200, ThreadAnswer, description="The thread")
@threads.fails("BAD_REQUEST", "NOT_FOUND", "UNPROCESSABLE_ENTITY")
def rename(body: dict[str, Any], thread_id: str) -> Response:
    """Give a conversation another title; null takes it away."""
    with transaction() as connection:
        thread = own_thread(connection, thread_id)
        rename_thread(connection, thread_id=thread.id, title=body["title"])
        return json_response(thread_item(own_thread(connection, thread_id)))


@threads.route("/<thread_id>/retry", method="POST", credentials=PTC_KEY)
@threads.takes(ThreadRetryBody)
@threads.takes(RunHeaders, location="headers")
@threads.answers(200, EVENTS, media=EVENT_STREAM, headers=STREAM_HEADERS, description="… done, or interrupt")
@threads.fails("BAD_REQUEST", "NOT_FOUND", "CONFLICT", "UNPROCESSABLE_ENTITY")
def retry(body: dict[str, Any], headers: dict[str, Any], thread_id: str) -> Response:
    """Ask the last request again: behind its last finished step if it failed, or from a checkpoint."""
    with transaction() as connection:
        thread = own_thread(connection, thread_id)
    accepted = when_free(thread.id, lambda: _retry(thread, body, key=headers["idempotency_key"]))
    return turn_stream(accepted, thread)


@threads.route("/<thread_id>/turns", credentials=PTC_KEY)
@threads.answers(200, ThreadTurnsAnswer, description="Each turn, with where it can be asked differently from")
@threads.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def turns(thread_id: str) -> Response:
    """A conversation's requests, and where each began."""
    with transaction() as connection:
        thread = own_thread(connection, thread_id)
        began = beginnings(connection, session_id=thread.id)
        last = last_checkpoint(connection, session_id=thread.id)
    told = [_turn(number, before=_text(checkpoint_id)) for number, checkpoint_id in began.items()]
    return json_response({"thread_id": str(thread.id), "turns": told, "retry_checkpoint_id": _text(last)})


@threads.route("/<thread_id>/stream-tickets", method="POST", credentials=PTC_KEY)
@threads.answers(201, ThreadTicketAnswer, description="Opens one of the thread's streams, once, within a minute")
@threads.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def ticket(thread_id: str) -> Response:
    """A ticket for `…/reconnect?ticket=` or `…/replay?ticket=`, for clients that cannot send a key."""
    with transaction() as connection:
        thread = own_thread(connection, thread_id)
    made = issue_ticket(session_id=thread.id)
    return json_response({"ticket": made.text, "expires_at": moment(made.expires_at)}, 201)


def _retry(thread: ThreadRecord, body: dict[str, Any], *, key: str | None) -> AcceptedRun:
    held, checkpoint = services(), None
    if "checkpoint_id" in body and (checkpoint := parsed_id(body["checkpoint_id"])) is None:
        raise NotFound(f"Checkpoint not found: {body['checkpoint_id']}")
    with transaction() as connection:
        return retry_last_turn(
            connection,
            queue=held.queue,
            thread=thread,
            limits=default_limits(held.settings),
            checkpoint_id=checkpoint,
            idempotency_key=key,
        )


def _turn(number: int, *, before: str | None) -> dict[str, Any]:
    """Before a request and before its answer is the same place: a request leaves no checkpoint of its own."""
    return {"turn_index": number, "edit_checkpoint_id": before, "regenerate_checkpoint_id": before}


def _text(checkpoint_id: UUID | None) -> str | None:
    return None if checkpoint_id is None else str(checkpoint_id)
