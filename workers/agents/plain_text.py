"""Text from outside (requests, web pages) made fit for prompts, events and Postgres.

Everything that reaches a prompt passes through here once, so that no NUL, half surrogate or invisible
direction mark goes further, and so that nobody's 100 KB message eats a run's whole budget.
"""

import html
import re

_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
_HIDDEN_ELEMENT = re.compile(r"<(script|style)\b[^>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
_BLANKS = re.compile(r"[ \t]+")
_LINE_BREAKS = re.compile(r"\n\s*\n\s*")


def plain(value: object, limit: int) -> str:
    """``value`` without characters that only do harm, in at most ``limit`` characters; "" if it is no text."""
    if not isinstance(value, str):
        return ""
    return shortened(_UNFIT.sub("", value.replace("\r\n", "\n").replace("\r", "\n")).strip(), limit)


def plain_from_html(value: object, limit: int) -> str:
    """The readable text of a piece of HTML on one line, in at most ``limit`` characters."""
    if not isinstance(value, str):
        return ""
    # The patterns below look ahead for a closing mark: on a whole hostile page that would be quadratic.
    bare = _TAG.sub(" ", _HIDDEN_ELEMENT.sub(" ", value[: 20 * limit]))
    return one_line(html.unescape(bare), limit)


def one_line(value: object, limit: int) -> str:
    """``value`` as plain text with every run of white space turned into one space."""
    return shortened(" ".join(plain(value, 4 * limit).split()), limit)


def tidied(value: object, limit: int) -> str:
    """A model's prose: plain, single blanks, at most one empty line in a row."""
    return shortened(_LINE_BREAKS.sub("\n\n", _BLANKS.sub(" ", plain(value, limit))), limit)


def shortened(text: str, limit: int) -> str:
    """``text``, or its beginning and an ellipsis, in at most ``limit`` characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
