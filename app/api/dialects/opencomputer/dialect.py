"""OpenComputer as a dialect: snake_case in, raw camelCase out, and errors of a type and a message."""

from typing import Any

from app.api.dialect import Dialect, Fault
from app.api.dialects.opencomputer.frames import plain_frame
from app.api.dialects.opencomputer.identity import OPENCOMPUTER_KEY

PREFIX = "/v1/sessions"

_TYPES = {
    400: "invalid_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "request_too_large",
    422: "invalid_request",
    429: "rate_limited",
    503: "unavailable",
}


def error_body(fault: Fault) -> dict[str, Any]:
    """``{"error": {"type", "message"}}``; the type says no more than the status, and it is a word."""
    return {"error": {"type": _TYPES.get(fault.status, "internal_error"), "message": fault.message}}


OPENCOMPUTER = Dialect(
    name="opencomputer",
    paths=("/v1",),
    credentials=OPENCOMPUTER_KEY,
    error_body=error_body,
    frame=plain_frame,
)
