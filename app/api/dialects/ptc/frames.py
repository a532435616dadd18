"""Frames as PTC's clients read them: ``id``, ``event``, ``data``, and no type inside the JSON."""

from app.engine.event_log import Event


def frame(event: Event) -> bytes:
    """The event under its own name; ``id`` is its cursor, which a reconnect names."""
    return b"id: %d\nevent: %b\ndata: %b\n\n" % (event.cursor, event.type.encode(), event.data)
