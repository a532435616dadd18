"""Praetor's error codes: its document's table, and what the document has no word for.

An error of ours is told under its own code in capitals where the table has it, else under the code that it
is a case of, else under the one for its status.
"""

from collections.abc import Mapping

DOCUMENTED: Mapping[str, int] = {
    "VALIDATION_ERROR": 400,
    "UNAUTHORIZED": 401,
    "FORBIDDEN": 403,
    "NOT_FOUND": 404,
    "CONFLICT": 409,
    "RATE_LIMITED": 429,
    "BUDGET_EXCEEDED": 402,
    "PHASE_INVALID": 400,
    "READINESS_FAILED": 400,
    "AGENT_ERROR": 500,
    "PERMISSION_DENIED": 403,
    "TEMPLATE_INVALID": 400,
    "WORKFLOW_INVALID": 400,
    "INTEGRATION_FAILED": 500,
    "GAPS_BLOCKED": 402,
    "ORG_NOT_MEMBER": 403,
    "INVITE_EXPIRED": 400,
    "SLUG_TAKEN": 409,
    "SESSION_INCOMPLETE": 400,
    "OBLIGATION_UNRESOLVED": 400,
    "INTERNAL_ERROR": 500,
}
BEYOND: Mapping[str, int] = {
    "METHOD_NOT_ALLOWED": 405,
    "GONE": 410,
    "PAYLOAD_TOO_LARGE": 413,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "SERVICE_UNAVAILABLE": 503,
}
CODES: Mapping[str, int] = {**DOCUMENTED, **BEYOND}

BY_STATUS: Mapping[int, str] = {
    400: "VALIDATION_ERROR",
    401: "UNAUTHORIZED",
    402: "BUDGET_EXCEEDED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    409: "CONFLICT",
    410: "GONE",
    413: "PAYLOAD_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    422: "VALIDATION_ERROR",
    429: "RATE_LIMITED",
    503: "SERVICE_UNAVAILABLE",
}
"""What is told of an error without a code of the table."""


def code_of(*, code: str, status: int) -> str:
    """The code under which Praetor's clients know an error of ours."""
    own = code.upper()
    if CODES.get(own) == status:
        return own
    return BY_STATUS.get(status, "VALIDATION_ERROR" if status < 500 else "INTERNAL_ERROR")
