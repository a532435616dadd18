"""UUIDs: version 7 for rows (they sort by time, which keeps indexes compact), version 5 for derived keys."""

import uuid
from uuid import UUID

import uuid_utils


def new_id() -> UUID:
    """A fresh UUIDv7, as the standard library's type."""
    return UUID(int=uuid_utils.uuid7().int)


def derived_id(parent: UUID, *names: str | int) -> UUID:
    """The same UUID for the same parent and names, always."""
    return uuid.uuid5(parent, "\x1f".join(map(str, names)))


def parsed_id(text: str) -> UUID | None:
    """The UUID that ``text`` spells, or None: a malformed id is simply nobody's id."""
    try:
        return UUID(text)
    except ValueError:
        return None
