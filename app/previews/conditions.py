"""Conditional requests and ranges: whether a client has a file already, and which bytes of it are wanted."""

import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from app.previews.messages import Request

_ONE_RANGE = re.compile(r"bytes=\s*([0-9]{0,18})-([0-9]{0,18})\s*")


class Unsatisfiable(Exception):
    """The range wanted lies outside the file."""


def http_date(seconds: float) -> str:
    """A time since the epoch, to the second, as HTTP writes it."""
    return format_datetime(datetime.fromtimestamp(int(seconds), UTC), usegmt=True)


def is_known(request: Request, *, etag: str, modified: float) -> bool:
    """Whether the client has this version of the file."""
    known = request.header("if-none-match")
    if known:
        return known.strip() == "*" or etag in {each.strip().removeprefix("W/") for each in known.split(",")}
    since = _time(request.header("if-modified-since"))
    return since is not None and int(modified) <= since


def wanted_range(request: Request, *, size: int, etag: str, modified: float) -> range | None:
    """The bytes that are wanted; None for all of them.

    More than one range, an unreadable one, and one of another version of the file, ask for all.

    Raises:
        Unsatisfiable: there are no such bytes.
    """
    found = _ONE_RANGE.fullmatch(request.header("range"))
    if request.method != "GET" or found is None or not _is_of_this_version(request, etag, modified):
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:
        chosen = range(max(size - int(last), 0), size)
    else:
        if last and int(last) < int(first):
            return None
        chosen = range(int(first), min(int(last) + 1 if last else size, size))
    if not chosen:
        raise Unsatisfiable
    return chosen


def _is_of_this_version(request: Request, etag: str, modified: float) -> bool:
    condition = request.header("if-range").strip()
    return not condition or condition == etag or _time(condition) == int(modified)


def _time(text: str) -> int | None:
    try:
        parsed = parsedate_to_datetime(text)
    except ValueError:
        return None
    return int((parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp())
