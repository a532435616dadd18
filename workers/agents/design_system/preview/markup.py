"""HTML from texts: what somebody wrote is escaped here and nowhere else."""

import html
import re

from workers.agents.plain_text import one_line

TEXT_LIMIT = 600
_CODE = re.compile(r"`([^`]*)`")


def text(value: object, limit: int = TEXT_LIMIT) -> str:
    """Somebody's text for an element's content or a quoted attribute."""
    return html.escape(one_line(value, limit))


def ours(value: str) -> str:
    """A text of this package, in which backticks mark code."""
    return _CODE.sub(r"<code>\1</code>", html.escape(value))


def joined(*pieces: str) -> str:
    return "\n".join(piece for piece in pieces if piece)
