"""Conversations: lists of threads, and what was said in one (rows 002-25 to 002-28, 002-31)."""

from typing import Any
from uuid import UUID

from flask import Response
from sqlalchemy import Connection

from app.api.credentials import principal
from app.api.dialects.ptc.blueprint import PtcBlueprint
from app.api.dialects.ptc.dialect import PREFIX
from app.api.dialects.ptc.identity import PTC_KEY, current_user
from app.api.dialects.ptc.threads.access import find_thread, own_thread
from app.api.dialects.ptc.threads.presenters import message_detail, pair, thread_item
from app.api.dialects.ptc.threads.schemas import (
    MessageDetailAnswer,
    MessagesAnswer,
    MessagesQuery,
    ThreadsAnswer,
    ThreadsQuery,
    WorkspaceMessagesAnswer,
)
from app.api.dialects.ptc.workspaces.own_workspace import own_workspace
from app.api.http.json_bodies import json_response, moment
from app.api.services import transaction
from app.domain.conversations.answers import answer_id, answers_of
from app.domain.conversations.queries import ThreadRecord, get_turn, list_threads, turns_of
from app.errors import NotFound
from app.storage.identifiers import parsed_id

conversations = PtcBlueprint("ptc_conversations", __name__, url_prefix=PREFIX, description="Threads and their messages")


@conversations.route("/conversations", credentials=PTC_KEY)
@conversations.takes(ThreadsQuery, location="query")
@conversations.answers(200, ThreadsAnswer, description="The user's threads, in all workspaces")
@conversations.fails("UNPROCESSABLE_ENTITY")
def of_user(query: dict[str, Any]) -> Response:
    """The user's threads."""
    return _threads(query, user_id=current_user())


@conversations.route("/workspaces/<workspace_id>/threads", credentials=PTC_KEY)
@conversations.takes(ThreadsQuery, location="query")
@conversations.answers(200, ThreadsAnswer, description="The workspace's threads")
@conversations.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def of_workspace(query: dict[str, Any], workspace_id: str) -> Response:
    """A workspace's threads."""
    return _threads(query, workspace_id=own_workspace(workspace_id).id)


@conversations.route("/conversations/<thread_id>/messages", credentials=PTC_KEY)
@conversations.takes(MessagesQuery, location="query")
@conversations.answers(200, MessagesAnswer, description="The thread's requests, each with what came of it")
@conversations.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def messages(query: dict[str, Any], thread_id: str) -> Response:
    """What was said in a thread."""
    with transaction() as connection:
        thread = own_thread(connection, thread_id)
        body = _messages(connection, thread, **query)
    return json_response({**body, "user_id": thread.user_id, "name": thread.workspace_name})


@conversations.route("/workspaces/<workspace_id>/threads/<thread_id>/messages", credentials=PTC_KEY)
@conversations.takes(MessagesQuery, location="query")
@conversations.answers(200, WorkspaceMessagesAnswer, description="The thread's requests, each with what came of it")
@conversations.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def messages_in_workspace(query: dict[str, Any], workspace_id: str, thread_id: str) -> Response:
    """What was said in a thread of a workspace."""
    with transaction() as connection:
        thread = own_thread(connection, thread_id)
        if parsed_id(workspace_id) != thread.workspace_id:
            raise NotFound(f"Thread not found: {thread_id}")
        return json_response(_messages(connection, thread, **query))


@conversations.route("/messages/<response_id>", credentials=PTC_KEY)
@conversations.answers(200, MessageDetailAnswer, description="What came of one request")
@conversations.fails("NOT_FOUND", "UNPROCESSABLE_ENTITY")
def message(response_id: str) -> Response:
    """What came of one request."""
    key = parsed_id(response_id)
    with transaction() as connection:
        if key is None:
            raise NotFound(f"Message not found: {response_id}")
        turn = get_turn(connection, tenant_id=principal().tenant_id, turn_id=answer_id(key))
        if find_thread(connection, str(turn.session_id)) is None:
            raise NotFound(f"Message not found: {response_id}")
        [answer] = answers_of(connection, turns=[turn])
    return json_response(message_detail(turn, answer))


def _threads(query: dict[str, Any], *, user_id: str | None = None, workspace_id: UUID | None = None) -> Response:
    with transaction() as connection:
        found, total = list_threads(
            connection,
            tenant_id=principal().tenant_id,
            user_id=user_id,
            workspace_id=workspace_id,
            sort_by=query["sort_by"],
            descending=query["sort_order"] == "desc",
            limit=query["limit"],
            offset=query["offset"],
        )
    page = {"total": total, "limit": query["limit"], "offset": query["offset"]}
    return json_response({"threads": [thread_item(thread) for thread in found], **page})


def _messages(connection: Connection, thread: ThreadRecord, *, limit: int, offset: int) -> dict[str, Any]:
    turns = turns_of(connection, session_id=thread.id, limit=limit, offset=offset)
    answers = answers_of(connection, turns=turns)
    return {
        "workspace_id": str(thread.workspace_id),
        "thread_id": str(thread.id),
        "messages": [pair(thread, turn, answer) for turn, answer in zip(turns, answers, strict=True)],
        "total_messages": thread.turns,
        "has_more": offset + len(turns) < thread.turns,
        "created_at": moment(thread.created_at),
        "updated_at": moment(thread.updated_at),
    }
