"""Ids as OpenComputer's clients see them: a word that says of what, and the UUID's digits."""

from uuid import UUID

from app.errors import NotFound
from app.storage.identifiers import parsed_id

SESSION = "session_"
MESSAGE = "msg_"
EVENT = "evt_"

_DIGITS = 32


def shown(prefix: str, id: UUID) -> str:
    """E.g. ``session_019aa…``."""
    return prefix + id.hex


def session_key(session_id: str) -> UUID:
    """The session's own id.

    Raises:
        NotFound: the text is nobody's id.
    """
    digits = session_id.removeprefix(SESSION)
    id = parsed_id(digits) if len(digits) == _DIGITS and session_id.startswith(SESSION) else None
    if id is None:
        raise NotFound("Session not found")
    return id
