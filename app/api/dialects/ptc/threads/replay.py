"""A thread's replay: the conversation as it stands, for showing it again (row 002-24).

Its ids count from 1 and belong to this one replay. Unlike the live stream, which repeats every byte, it leaves
out what an agent has withdrawn, and joins pieces of text to larger ones.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from app.api.dialects.ptc.frames import named_payload, numbered_frame
from app.api.http.json_bodies import moment
from app.api.services import Services, services, transaction_for
from app.domain.conversations.answers import answer_id
from app.domain.conversations.queries import ThreadRecord, TurnRecord, turns_of
from app.domain.conversations.turn_events import StoredEvents
from app.engine import event_log
from app.engine.event_log import Event
from app.engine.snapshots import folded
from app.errors import NotFound

LARGEST_CHUNK = 16 * 1024
PAGE = 2_000

_JOINED = {b"message_chunk": "content", b"tool_call_chunks": "arguments"}


def replay_frames(thread: ThreadRecord) -> Iterator[bytes]:
    """The frames of the replay; no connection is held between two pages of the log."""
    return _numbered(_told(services(), thread))


def _numbered(told: Iterator[tuple[bytes, dict[str, Any]]]) -> Iterator[bytes]:
    for number, (name, payload) in enumerate(told, start=1):
        yield numbered_frame(number, name, payload)


def _told(held: Services, thread: ThreadRecord) -> Iterator[tuple[bytes, dict[str, Any]]]:
    with transaction_for(held.engine, tenant_id=thread.tenant_id) as connection:
        turns = turns_of(connection, session_id=thread.id, limit=max(1, thread.turns))
    stored = StoredEvents(_pages(held, thread, since=turns[0].cursor)) if turns else StoredEvents(iter(()))
    for turn in turns:
        yield b"user_message", _user_message(turn)
        about = {"pair_index": turn.number, "response_id": str(answer_id(turn.id))}
        try:
            events = _standing(stored.up_to(turn.end), turn)
        except NotFound:
            return
        for name, payload in joined(events, str(thread.id)):
            yield name, {**payload, **about}
    yield b"replay_done", {"thread_id": str(thread.id)}


def _user_message(turn: TurnRecord) -> dict[str, Any]:
    told = {
        "thread_id": str(turn.session_id),
        "pair_index": turn.number,
        "content": turn.content,
        "timestamp": moment(turn.created_at),
        "type": turn.kind,
    }
    return {**told, "feedback_action": turn.feedback} if turn.feedback else told


def _pages(held: Services, thread: ThreadRecord, *, since: int) -> Iterator[Sequence[Event]]:
    """The log behind ``since`` to its present end; a page has nothing to do with where a turn ends."""
    page: Sequence[Event] = ()
    while not page or len(page) == PAGE:
        with transaction_for(held.engine, tenant_id=thread.tenant_id) as connection:
            page = event_log.read(connection, session_id=thread.id, since=since, limit=PAGE)
            if not page:
                event_log.head(connection, session_id=thread.id)
                return
        yield page
        since = page[-1].cursor


def _standing(events: Sequence[Event], turn: TurnRecord) -> Sequence[Event]:
    """What stands of the turn's events, which end once: a summary made behind it is a run, too, but no turn."""
    return [event for event in folded(events) if event.type != "done" or event.run_id == turn.run.id]


def joined(events: Sequence[Event], thread: str) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """Names and payloads, with pieces that follow each other in one message joined up to 16 KiB."""
    held: tuple[bytes, dict[str, Any]] | None = None
    for event in events:
        told = named_payload(event, thread)
        if told is None:
            continue
        if held is not None and _goes_with(held, told):
            held[1][_JOINED[told[0]]] += told[1][_JOINED[told[0]]]
            _join_inner(held[1], told[1])
            continue
        if held is not None:
            yield held
        held = told
    if held is not None:
        yield held


def _goes_with(held: tuple[bytes, dict[str, Any]], told: tuple[bytes, dict[str, Any]]) -> bool:
    name, payload = told
    if name not in _JOINED or held[0] != name or held[1]["id"] != payload["id"]:
        return False
    if name == b"tool_call_chunks" and held[1]["tool_call_chunks"][0]["id"] != payload["tool_call_chunks"][0]["id"]:
        return False
    piece = _JOINED[name]
    return len(held[1][piece].encode()) + len(payload[piece].encode()) <= LARGEST_CHUNK


def _join_inner(held: dict[str, Any], payload: dict[str, Any]) -> None:
    if "tool_call_chunks" in held:
        held["tool_call_chunks"][0]["args"] += payload["tool_call_chunks"][0]["args"]
