"""The offline model's own tokens: a word, a mark or a run of spaces, each with the spaces before it.

The pieces of a text are a partition of it, so the count is exact, a stream of pieces adds up to the
text, and cutting after n of them is what ``max_tokens=n`` means.
"""

import re

_PIECE = re.compile(r"\s{0,16}(?:\w{1,16}|[^\w\s]{1,4})|\s{1,16}")


def pieces(text: str) -> list[str]:
    """The tokens of ``text``, in order; together they are ``text``."""
    return _PIECE.findall(text)


def count(text: str) -> int:
    """How many tokens ``text`` has."""
    return len(pieces(text))
