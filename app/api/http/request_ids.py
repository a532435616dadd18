"""The id of each request: in its answer, in its errors as ``traceId``, and in every line that it logs."""

import re
import time

import structlog
from flask import Flask, Response, g, request

from app.api.dialect import current_dialect
from app.storage.identifiers import new_id

HEADER = "X-Request-ID"

_SANE = re.compile(r"[A-Za-z0-9._:-]{1,128}\Z")
_log = structlog.get_logger(__name__)


def install(app: Flask) -> None:
    """Give each request its id and, at its end, one line in the log."""
    app.before_request(_begin)
    app.after_request(_end)


def request_id() -> str:
    """The id of the present request: the client's own if it is sane, else a new one."""
    if "request_id" not in g:
        given = request.headers.get(HEADER, "")
        g.request_id = given if _SANE.match(given) else f"req_{new_id().hex}"
    own: str = g.request_id
    return own


def _begin() -> None:
    g.began_at = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id())


def _end(response: Response) -> Response:
    response.headers[HEADER] = request_id()
    if (own := current_dialect().trace_header) is not None:
        response.headers[own] = request_id()
    _log.info(
        "request",
        method=request.method,
        path=_loggable_path(),
        status=response.status_code,
        ms=round((time.perf_counter() - g.get("began_at", time.perf_counter())) * 1000, 1),
    )
    return response


def _loggable_path() -> str:
    """Without the query string, where some clients put secrets, and without the secret that a route calls so."""
    secret = (request.view_args or {}).get("token")
    return request.path.replace(secret, "…") if secret else request.path
