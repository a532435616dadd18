"""JSON in and out.

Clients (curl among them) send JSON under any Content-Type, so the header is not asked: the raw bytes
are parsed, and no bytes at all are an empty object.
"""

from datetime import UTC, datetime
from typing import Any

import orjson
from flask import Request, Response

from app.errors import InvalidRequest
from app.storage.json import cleaned

DEEPEST = 64


def json_object(request: Request) -> dict[str, Any]:
    """The request's body, without NUL characters.

    Raises:
        InvalidRequest: it is not one JSON object in UTF-8, or is nested too deeply.
    """
    raw = request.get_data(cache=True)
    if not raw.strip():
        return {}
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise InvalidRequest(f"The body is not valid JSON: {error}") from None
    if not isinstance(body, dict):
        raise InvalidRequest("The body must be a JSON object")
    if not _is_shallow(body, DEEPEST):
        raise InvalidRequest(f"The body is nested more than {DEEPEST} levels deep")
    if b"\\u0000" in raw:
        return dict(cleaned(body))
    return body


def json_response(body: Any, status: int = 200) -> Response:
    """``body`` as a JSON response."""
    return Response(orjson.dumps(body), status=status, mimetype="application/json")


def moment(time: datetime | None) -> str | None:
    """ISO 8601 in UTC with milliseconds, as JavaScript writes it."""
    if time is None:
        return None
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _is_shallow(value: Any, levels: int) -> bool:
    if isinstance(value, dict):
        return levels > 0 and all(_is_shallow(item, levels - 1) for item in value.values())
    if isinstance(value, list):
        return levels > 0 and all(_is_shallow(item, levels - 1) for item in value)
    return True
