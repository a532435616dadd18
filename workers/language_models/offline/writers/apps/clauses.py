"""A request for changes taken apart: one wish each, with quoted texts kept whole."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»|(?<!\w)'([^']+)'(?!\w)|`([^`]+)`")
_VERBS = "add|remove|delete|drop|rename|call|change|replace|make|set|use|switch|turn|fix|repair|check|put|write|create"
_BETWEEN = re.compile(
    rf"[\n;]+|(?<=[.!?])\s+|(?:,\s*|\s+)(?:and\s+(?:then\s+|also\s+|please\s+)?|then\s+|also\s+)(?=(?:{_VERBS})\b)"
    rf"|,\s*(?=(?:{_VERBS})\b)",
    re.IGNORECASE,
)
_MARK = re.compile(r"\x1a(\d+)\x1a")
MOST = 12


@dataclass(frozen=True, slots=True)
class Clause:
    """One wish. In ``text`` each quoted text is a mark; ``quotes`` has them in their order."""

    text: str
    quotes: tuple[str, ...]

    @property
    def words(self) -> str:
        """The clause as it was said, without the quotation marks."""
        return self.plain(self.text)

    def plain(self, part: str) -> str:
        """A part of ``text`` with its quoted texts back in place."""
        return _MARK.sub(lambda mark: self.quotes[int(mark[1])], part)


def clauses(request: str) -> Sequence[Clause]:
    """The wishes of a request, in their order, at most ``MOST``."""
    quotes: list[str] = []

    def marked(found: re.Match[str]) -> str:
        quotes.append(next(group for group in found.groups() if group is not None))
        return f"\x1a{len(quotes) - 1}\x1a"

    text = _QUOTED.sub(marked, request.replace("\x1a", " "))
    parts = (part.strip(" \t.,!") for part in _BETWEEN.split(text))
    return [Clause(part, tuple(quotes)) for part in parts if part][:MOST]
