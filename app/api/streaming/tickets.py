"""Tickets for streams: how a browser's EventSource, which sends no headers, follows one session without a key.

Whoever may see a session asks for a ticket with a key and puts it into the address of the stream. It opens
that session's streams once, within a minute, and is worth nothing afterwards, so that one in somebody's log
or history opens nothing. Redis keeps its digest: taking it out is one command, which can succeed only once.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import redis
from flask import request

from app.api.credentials import Credentials, Principal, principal
from app.api.services import services
from app.errors import Unauthenticated, Unavailable

LIFE_SECONDS = 60
PARAMETER = "ticket"
"""The name of a ticket in the query of a stream."""

_PREFIX = "baton:stream-ticket:"
_RANDOM_BYTES = 32
_RETRY_SECONDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamTicket:
    """A ticket just made; ``text`` is nowhere else."""

    text: str
    expires_at: datetime


def issue_ticket(*, session_id: UUID) -> StreamTicket:
    """A ticket of the present caller, who may see the session, for one of its streams.

    Raises:
        Unavailable: Redis cannot be reached.
    """
    caller, text = principal(), secrets.token_urlsafe(_RANDOM_BYTES)
    note = {"tenant": str(caller.tenant_id), "credential": caller.credential, "session": str(session_id)}
    expires_at = datetime.now(UTC) + timedelta(seconds=LIFE_SECONDS)
    _asked(lambda client: client.set(_name(text), orjson.dumps(note), ex=LIFE_SECONDS))
    return StreamTicket(text=text, expires_at=expires_at)


def redeem_ticket(text: str, *, session_id: UUID | None) -> Principal:
    """Who asked for the ticket. It is used up by this, also where it was for another session.

    Raises:
        Unauthenticated: it was never issued, is used up, too old, or for another session.
        Unavailable: Redis cannot be reached.
    """
    stored = _asked(lambda client: client.getdel(_name(text)))
    note = orjson.loads(stored) if stored else {}
    if session_id is None or note.get("session") != str(session_id):
        raise Unauthenticated("This ticket is not valid (any more)")
    return Principal(tenant_id=UUID(note["tenant"]), credential=note["credential"])


def or_ticket(credentials: Credentials, *, session_of_request: Callable[[], UUID | None]) -> Credentials:
    """The same credentials, or a ticket for the session that the request's path names."""

    def check() -> Principal | None:
        text = request.args.get(PARAMETER)
        if text is None:
            return credentials.check()
        return redeem_ticket(text, session_id=session_of_request())

    return replace(credentials, check=check)


def _name(text: str) -> str:
    return _PREFIX + hashlib.sha256(text.encode()).hexdigest()


def _asked(ask: Callable[["redis.Redis"], Any]) -> Any:
    try:
        return ask(services().redis)
    except (redis.RedisError, OSError):
        raise Unavailable(retry_after=_RETRY_SECONDS) from None
