"""Reads findings out of answers whose shape nobody guarantees: what does not fit is left out, never an error."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from workers.agents.plain_text import plain_from_html
from workers.agents.research.sources.source import Finding

TITLE_LIMIT = 200
EXCERPT_LIMIT = 400
URL_LIMIT = 2_000


def rows(answer: Any, *path: str) -> list[Mapping[str, Any]]:
    """The objects in the list at ``path``; none if there is no such list."""
    for key in path:
        answer = answer.get(key) if isinstance(answer, dict) else None
    return [row for row in answer if isinstance(row, dict)] if isinstance(answer, list) else []


def finding(*, title: Any, url: Any, excerpt: Any) -> Finding | None:
    """A finding of cleaned parts; None if it says nothing."""
    told, shown = plain_from_html(excerpt, EXCERPT_LIMIT), plain_from_html(title, TITLE_LIMIT)
    if not (told or shown):
        return None
    return Finding(title=shown or told[:80], url=web_address(url), excerpt=told or shown)


def found(findings: list[Finding | None], limit: int) -> list[Finding]:
    """The findings that say something, at most ``limit``: a source may send more than it was asked for."""
    return [one for one in findings if one is not None][:limit]


def web_address(url: Any) -> str | None:
    """``url`` if it is a plain http(s) address that a page can safely link to, else None."""
    if not isinstance(url, str) or len(url) > URL_LIMIT or not url.isprintable() or " " in url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc and "@" not in parts.netloc else None
