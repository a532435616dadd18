"""A dialect: what one of the served APIs looks like from outside, as data and small functions.

Paths decide the dialect, by the longest match: an error has to be told in the words of the API that
the caller meant, also where no route was found and no blueprint is in charge.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import current_app, request

from app.api.credentials import PUBLIC, Credentials
from app.engine.event_log import Event
from app.engine.relay import FrameOf

NAME = "baton-dialects"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """An error about to be told."""

    status: int
    code: str
    message: str
    trace_id: str
    details: Mapping[str, Any] = field(default_factory=dict)


def _unwrapped(body: Any) -> Any:
    return body


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One API. ``paths`` are the path prefixes that it owns, by whole segments."""

    name: str
    paths: Sequence[str]
    credentials: Credentials
    error_body: Callable[[Fault], Any]
    frame: FrameOf
    envelope: Callable[[Any], Any] = _unwrapped
    validation_status: int = 400
    limited_as: str | None = None
    """The limit that counts what no other limit counts; its state is told on every answer."""
    trace_header: str | None = None
    """Another header that names the request, for clients that know it by that name."""
    needs_json_type: bool = False
    """Whether bodies must say that they are JSON."""

    def matched(self, path: str) -> int:
        """The length of the longest of its paths that ``path`` lies under; -1 for none."""
        return max((len(own) for own in self.paths if _lies_under(path, own)), default=-1)


def coded_error_body(fault: Fault) -> dict[str, Any]:
    """``{"error": {"code", "message", "details"?, "traceId"}}``, where an API's document says nothing else."""
    error: dict[str, Any] = {"code": fault.code, "message": fault.message}
    if fault.details:
        error["details"] = fault.details
    return {"error": error | {"traceId": fault.trace_id}}


def plain_error_body(fault: Fault) -> dict[str, Any]:
    """The body of an error outside of every API: the superset that most clients find something in."""
    return {**coded_error_body(fault), "detail": fault.message}


def plain_frame(event: Event) -> bytes:
    return b"data: %b\n\n" % event.data


PLAIN = Dialect(
    name="plain", paths=("/", "/api/v1"), credentials=PUBLIC, error_body=plain_error_body, frame=plain_frame
)
"""Outside of every API; and what several of them share, where none of them owns the resource."""


def owner_of(path: str, *, dialects: Sequence[Dialect]) -> Dialect:
    """The dialect that owns ``path``; :data:`PLAIN` where none does."""
    return max((PLAIN, *dialects), key=lambda dialect: dialect.matched(path))


def current_dialect() -> Dialect:
    """The dialect of the present request: looked for once, asked for several times."""
    found: Dialect | None = request.environ.get(NAME)
    if found is None:
        found = request.environ[NAME] = owner_of(request.path, dialects=current_app.extensions[NAME])
    return found


def _lies_under(path: str, prefix: str) -> bool:
    return prefix in ("/", path) or path.startswith(prefix + "/")
