"""Folded views of the log: what stands, after the rewinds.

The log itself is append-only and always replayed whole; only views that somebody reads as a result
leave out what a later attempt has superseded.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import orjson

from app.engine.event_log import Event


def folded(events: Sequence[Event]) -> list[Event]:
    """The events that stand: without rewinds, and without what the same run emitted in the span they name."""
    superseded: dict[UUID, list[tuple[int, int]]] = {}
    for event in events:
        if event.type == "rewind":
            span = (orjson.loads(event.data)["toCursor"], event.cursor)
            superseded.setdefault(event.run_id, []).append(span)
    return [event for event in events if event.type != "rewind" and not _is_superseded(event, superseded)]


def text_of(events: Iterable[Event]) -> str:
    """What a client that joins the deltas of ``events`` ends with."""
    return "".join(orjson.loads(event.data)["delta"] for event in events if event.type == "text_delta")


def status_of(events: Sequence[Event], *, run_id: UUID) -> dict[str, Any]:
    """The part of a run's status row that its events tell: state, result and error."""
    own = [event for event in events if event.run_id == run_id]
    if not own or own[-1].type != "done":
        return {"state": None, "result": None, "error": None}
    state = orjson.loads(own[-1].data)["state"]
    payload = orjson.loads(own[-2].data)
    return {
        "state": state,
        "result": payload if state == "completed" else None,
        "error": payload if state == "failed" else None,
    }


def _is_superseded(event: Event, spans: dict[UUID, list[tuple[int, int]]]) -> bool:
    return any(low < event.cursor < high for low, high in spans.get(event.run_id, ()))
