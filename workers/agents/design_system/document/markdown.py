"""Pieces of Markdown. Texts of models and users are one line each and can neither format nor open anything."""

import re
from collections.abc import Iterable, Sequence

from workers.agents.plain_text import one_line

LINE_LIMIT = 2_000
_FORMATTING = re.compile(r"([\\`*_\[\]|~])")
_LEADING_MARKS = "#>-+=:| \t"
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")


def text(value: object, otherwise: str = "–") -> str:
    """Somebody's text, to be put behind something of ours or on a line of its own; ``otherwise`` if nothing is left."""
    line = one_line(value, LINE_LIMIT).lstrip(_LEADING_MARKS)
    escaped = _FORMATTING.sub(r"\\\1", line.replace("&", "&amp;").replace("<", "&lt;"))
    return _NUMBERED.sub(r"\1\\\2", escaped) or otherwise


def section(title: str, *blocks: str, level: int = 2) -> str:
    """A heading and what stands under it; '' if nothing does."""
    filled = [block for block in blocks if block]
    return "\n\n".join([f"{'#' * level} {title}", *filled]) if filled else ""


def items(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells must be ours, or have gone through :func:`text`."""
    ruled = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in ruled)


def code(language: str, content: str) -> str:
    """A block of code, which must hold no backticks."""
    return f"```{language}\n{content.rstrip()}\n```"
