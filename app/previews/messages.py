"""A request as the parts of previews see it, and the one way to refuse it."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

Headers = Sequence[tuple[bytes, bytes]]

MOST_BODY_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request whose head has arrived. ``body`` reads the rest of it, at most ``MOST_BODY_BYTES``."""

    method: str
    target: bytes
    """Path and query as they were sent; begins with a slash."""
    host: str
    headers: Headers
    """Names in lower case, in the order in which they came."""
    has_body: bool
    body: Callable[[], AsyncIterator[bytes]]

    def header(self, name: str) -> str:
        """All values of a header, joined by commas; empty when it was not sent."""
        wanted = name.encode()
        return ", ".join(value.decode("latin-1") for found, value in self.headers if found == wanted)


class Refused(Exception):
    """The request is answered with a page that says no more than ``text``.

    ``text`` is for people (empty: the status in its own words); ``details`` is shown as it is, in a
    fixed font.
    """

    def __init__(self, status: HTTPStatus, text: str = "", details: str = "", *, headers: Headers = ()) -> None:
        super().__init__(status, text)
        self.status = status
        self.text = text
        self.details = details
        self.headers = headers


def not_found() -> Refused:
    """The same for a wrong host, an unknown or expired preview and a missing file: a guess learns nothing."""
    return Refused(HTTPStatus.NOT_FOUND)


def nothing_yet() -> Refused:
    """For the front page of a site that has none: it is likely still being made."""
    return Refused(HTTPStatus.NOT_FOUND, "Nothing is shown here yet. Look again when something has been made.")
