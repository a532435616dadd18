"""From errors to responses: the one place that knows which error has which status.

The text of an error that nobody foresaw goes into the log and never to the caller.
"""

from typing import Any

import orjson
import structlog
from flask import Flask, Response, current_app
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.http import HTTP_STATUS_CODES

from app import errors
from app.api.dialect import Fault, current_dialect
from app.api.http.request_ids import request_id
from app.errors import BatonError
from app.storage.database import is_outage

STATUS: dict[type[BatonError], int] = {
    errors.InvalidRequest: 400,
    errors.NothingToWorkOn: 409,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.TooLarge: 413,
    errors.NotText: 415,
    errors.RateLimited: 429,
    errors.BudgetExceeded: 402,
    errors.Unavailable: 503,
}

OUTAGE_RETRY_SECONDS = 2

_log = structlog.get_logger(__name__)


class ValidationFailed(errors.InvalidRequest):
    """The request does not fit its schema. Each dialect has a status of its own for this."""

    code = "validation_failed"


def install(app: Flask) -> None:
    """Answer every error, foreseen or not, in the words of the path's dialect."""
    app.register_error_handler(Exception, error_response)


def error_response(error: Exception) -> Response:
    """The response for ``error``. Redirects pass as they are."""
    if isinstance(error, HTTPException):
        return _told_http_error(error)
    if isinstance(error, BatonError):
        return _told(error, status=_status_of(error))
    if is_outage(error):
        _log.warning("database_unavailable", reason=type(error).__name__)
        return _told(errors.Unavailable(retry_after=OUTAGE_RETRY_SECONDS), status=503)
    _log.exception("request_failed")
    return _told(BatonError("Something went wrong on our side"), status=500)


def _status_of(error: BatonError) -> int:
    if isinstance(error, ValidationFailed):
        return current_dialect().validation_status
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def _told(error: BatonError, *, status: int) -> Response:
    response = _response(status, code=error.code, message=error.message, details=error.details)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(max(1, error.retry_after))
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


_MESSAGES = {
    404: "There is nothing at this address",
    405: "This address does not take this method",
    413: "The request body is too large",
    415: "The body must be JSON, and Content-Type must say so",
}


def _told_http_error(error: HTTPException) -> Response:
    """An error that Flask or Werkzeug found. Headers such as Allow stay; descriptions are not ours to repeat."""
    status = error.code or 500
    if status < 400:
        return current_app.make_response(error.get_response())
    words = HTTP_STATUS_CODES.get(status, "Error")
    response = _response(status, code=words.lower().replace(" ", "_"), message=_MESSAGES.get(status, words))
    for name, value in error.get_headers():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    if isinstance(error, RequestEntityTooLarge):
        # The rest of the body is not read, so the connection cannot carry another request.
        response.headers["Connection"] = "close"
    return response


def _response(status: int, *, code: str, message: str, details: Any = None) -> Response:
    fault = Fault(status=status, code=code, message=message, trace_id=request_id(), details=details or {})
    body = orjson.dumps(current_dialect().error_body(fault), default=str)
    return Response(body, status=status, mimetype="application/json")
