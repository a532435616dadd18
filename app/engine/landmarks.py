"""The types of events that come seldom and tell how a session went on.

Nearly all of a log are pieces of text. Who wants only what stands out finds it by an index that holds nothing
else (``run_events_landmarks``) and costs the pieces no more than a look at their type.
"""

from collections.abc import Iterable

LANDMARKS = frozenset(
    {"session_started", "ready", "artifact", "warning", "chat_complete", "error", "cancelled", "session_ended"}
)


def types_in(types: Iterable[str]) -> str:
    """The condition that an event is of one of ``types``, which are words of ours and need no quoting.

    As constants: a planner that is given them as a parameter cannot know that the index has them all.
    """
    named = ", ".join(f"'{type_}'" for type_ in sorted(types))
    return f"type IN ({named})"
