"""Whose thread it is: the tenant's, and the named user's where the caller names one.

The documented calls to reconnect, to replay and to look at a thread name nobody: inside a tenant, whoever
knows a thread's id may read it. Who does name a user sees that user's threads alone.
"""

from uuid import UUID

from flask import request
from sqlalchemy import Connection

from app.api.credentials import principal
from app.api.dialects.ptc.identity import PTC_KEY, named_user
from app.api.streaming.tickets import or_ticket
from app.domain.conversations.queries import ThreadRecord, get_thread
from app.errors import NotFound
from app.storage.identifiers import parsed_id


def own_thread(connection: Connection, thread_id: str) -> ThreadRecord:
    """The caller's thread.

    Raises:
        NotFound: it is nobody's, or somebody else's.
    """
    thread = find_thread(connection, thread_id)
    if thread is None:
        raise NotFound(f"Thread not found: {thread_id}")
    return thread


def find_thread(connection: Connection, thread_id: str) -> ThreadRecord | None:
    """The caller's thread; None if it is nobody's, or somebody else's."""
    key = parsed_id(thread_id)
    if key is None:
        return None
    try:
        thread = get_thread(connection, tenant_id=principal().tenant_id, thread_id=key)
    except NotFound:
        return None
    return thread if named_user() in (None, thread.user_id) else None


def _thread_of_request() -> UUID | None:
    return parsed_id((request.view_args or {}).get("thread_id", ""))


PTC_KEY_OR_TICKET = or_ticket(PTC_KEY, session_of_request=_thread_of_request)
"""For streams that an EventSource follows."""
