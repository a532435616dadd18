"""Chatting: a message becomes a run, whose events stream back (rows 002-02 to 002-04, 002-06, 002-07).

Everything that can be refused is refused before the stream begins.
"""

from typing import Any

from flask import Response

from app.api.blueprints import EVENT_STREAM
from app.api.credentials import principal
from app.api.dialects.ptc.blueprint import PtcBlueprint
from app.api.dialects.ptc.chat.input import chatting_user, message_of, said, thread_key
from app.api.dialects.ptc.chat.schemas import (
    ChatBody,
    ChatCancelledAnswer,
    ChatStatusAnswer,
    ReconnectHeaders,
    ReconnectQuery,
)
from app.api.dialects.ptc.chat.subagent_stream import subagent_frames
from app.api.dialects.ptc.dialect import PREFIX
from app.api.dialects.ptc.identity import PTC_KEY
from app.api.dialects.ptc.threads.access import PTC_KEY_OR_TICKET, find_thread, own_thread
from app.api.dialects.ptc.threads.runs import cancel_active_run, when_free
from app.api.dialects.ptc.threads.schemas import EVENTS, STREAM_HEADERS
from app.api.dialects.ptc.threads.streams import plain_stream, rejoined_stream, turn_stream
from app.api.dialects.ptc.workflow.presenters import chat_status
from app.api.http.json_bodies import json_response
from app.api.run_requests import RunHeaders
from app.api.services import services, transaction
from app.domain.conversations.messages import Decisions, Message, answer_interrupt, send_message
from app.domain.conversations.queries import ThreadRecord, get_thread
from app.engine.run_acceptance import AcceptedRun
from app.errors import InvalidRequest, NotFound

chat = PtcBlueprint("ptc_chat", __name__, url_prefix=f"{PREFIX}/chat", description="Chatting with an agent")

_EXAMPLE = {
    "user_id": "user-123",
    "workspace_id": "0199f6a2-5c11-7d3e-8a42-3f6f1c9be201",
    "messages": [{"role": "user", "content": "Create a Python script that prints Hello World"}],
}


@chat.route("/stream", method="POST", credentials=PTC_KEY)
@chat.takes(ChatBody, example=_EXAMPLE)
@chat.takes(RunHeaders, location="headers")
@chat.answers(200, EVENTS, media=EVENT_STREAM, headers=STREAM_HEADERS, description="… done, or interrupt")
@chat.fails("BAD_REQUEST", "NOT_FOUND", "CONFLICT", "UNPROCESSABLE_ENTITY")
def stream(body: dict[str, Any], headers: dict[str, Any]) -> Response:
    """Say something, or answer what the agent has asked, and watch what comes of it."""
    key = headers["idempotency_key"]
    accepted = _answer(body, key) if "hitl_response" in body else _send(message_of(body, key=key))
    with transaction() as connection:
        thread = get_thread(connection, tenant_id=principal().tenant_id, thread_id=accepted.session_id)
    return turn_stream(accepted, thread)


@chat.route("/stream/<thread_id>/reconnect", credentials=PTC_KEY_OR_TICKET)
@chat.takes(ReconnectQuery, location="query")
@chat.takes(ReconnectHeaders, location="headers")
@chat.answers(200, EVENTS, media=EVENT_STREAM, headers=STREAM_HEADERS, description="The same frames as before")
@chat.fails("NOT_FOUND", "CONFLICT", "GONE", "UNPROCESSABLE_ENTITY")
def reconnect(query: dict[str, Any], headers: dict[str, Any], thread_id: str) -> Response:
    """Join a thread's stream again behind an event id; without one, from the beginning of its last turn."""
    with transaction() as connection:
        thread = _workflow(find_thread(connection, thread_id), thread_id)
    return rejoined_stream(thread, since=query.get("last_event_id", headers.get("last_event_id")))


@chat.route("/stream/<thread_id>/status", credentials=PTC_KEY)
@chat.answers(200, EVENTS, media=EVENT_STREAM, description="subagent_status on every change, until none is at work")
@chat.fails("UNPROCESSABLE_ENTITY")
def subagents(thread_id: str) -> Response:
    """Follow a thread's sub-agents. An unknown thread has none."""
    with transaction() as connection:
        thread = find_thread(connection, thread_id)
    return plain_stream(subagent_frames(thread, thread_id=thread_id))


@chat.route("/cancel/<thread_id>", method="POST", credentials=PTC_KEY)
@chat.answers(200, ChatCancelledAnswer, description="It ends within seconds if it had not ended")
@chat.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def cancel(thread_id: str) -> Response:
    """Cancel what a thread's agent is at."""
    with transaction() as connection:
        thread = own_thread(connection, thread_id)
        cancel_active_run(connection, thread)
    return json_response({"status": "cancelled", "thread_id": thread_id})


@chat.route("/status/<thread_id>", credentials=PTC_KEY)
@chat.answers(200, ChatStatusAnswer, description="How the thread's last run stands")
@chat.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def status(thread_id: str) -> Response:
    """How a thread's last run stands."""
    with transaction() as connection:
        thread = own_thread(connection, thread_id)
    return json_response(chat_status(thread))


def _send(message: Message) -> AcceptedRun:
    held = services()

    def send() -> AcceptedRun:
        with transaction() as connection:
            return send_message(connection, queue=held.queue, live_channel=held.live_channel, message=message)

    return when_free(message.thread_id, send)


def _answer(body: dict[str, Any], key: str | None) -> AcceptedRun:
    held, thread_id, user_id = services(), thread_key(body), chatting_user(body)
    if thread_id is None:
        raise InvalidRequest("thread_id is required with hitl_response")
    decisions = Decisions(by_interrupt=body["hitl_response"], content=said(body), idempotency_key=key)
    with transaction() as connection:
        thread = get_thread(connection, tenant_id=principal().tenant_id, thread_id=thread_id)
        if thread.user_id != user_id:
            raise NotFound(f"Thread not found: {thread_id}")
        return answer_interrupt(
            connection, queue=held.queue, live_channel=held.live_channel, thread=thread, decisions=decisions
        )


def _workflow(thread: ThreadRecord | None, thread_id: str) -> ThreadRecord:
    if thread is None or thread.last is None:
        raise NotFound(f"Workflow {thread_id} not found")
    return thread
