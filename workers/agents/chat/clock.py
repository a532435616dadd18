"""When something happened, as an event tells it.

It is said once, by the worker, and stored with the rest of the event: a replay says the same as the stream did.
"""

from datetime import UTC, datetime


def now() -> str:
    """ISO 8601 in UTC with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
