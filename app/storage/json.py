"""JSON on its way into Postgres: one line, UTF-8, and nothing that Postgres refuses.

``json`` and ``jsonb`` columns take neither NUL nor lone surrogates; orjson refuses the latter itself.
Both are dropped here, once, for events and documents alike. Models and web pages do produce them.
"""

import re
from typing import Any

import orjson

_REFUSED = re.compile("[\x00\ud800-\udfff]")


def dumps(value: Any) -> bytes:
    """``value`` as one line of JSON that Postgres accepts.

    Raises:
        TypeError: for something that JSON has no word for.
    """
    try:
        line = orjson.dumps(value)
    except TypeError:
        return orjson.dumps(cleaned(value))
    return line if b"\\u0000" not in line else orjson.dumps(cleaned(value))


def loads(text: bytes | str) -> Any:
    """The value of a JSON text. Integers beyond 64 bits become floats, which can be written again.

    Postgres prints a large float of a ``jsonb`` column as such an integer.
    """
    return orjson.loads(text)


def cleaned(value: Any) -> Any:
    """``value`` without NUL characters and lone surrogates, in keys too."""
    if isinstance(value, str):
        return _REFUSED.sub("", value)
    if isinstance(value, dict):
        return {cleaned(key): cleaned(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(item) for item in value]
    return value
