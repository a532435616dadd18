"""Data as TypeScript source: the only way by which a text of a model or a user gets into the app's code.

Strings are written as JSON writes them, which TypeScript reads the same, line separators included; no
template strings, no JSX, no comments. So no text can end the literal that it stands in.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_WIDTH = 100


def literal(value: Any, indent: int = 0) -> str:
    """``value`` (what JSON knows) as an expression; short lists and objects stay on one line."""
    if isinstance(value, Mapping):
        return _bracketed("{}", [f"{_key(key)}: {literal(inner, indent + 2)}" for key, inner in value.items()], indent)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _bracketed("[]", [literal(inner, indent + 2) for inner in value], indent)
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _bracketed(brackets: str, parts: list[str], indent: int) -> str:
    pad = " " if brackets == "{}" and parts else ""
    line = f"{brackets[0]}{pad}{', '.join(parts)}{pad}{brackets[1]}"
    if len(line) + indent <= _WIDTH and "\n" not in line:
        return line
    inner = "".join(f"{' ' * (indent + 2)}{part},\n" for part in parts)
    return f"{brackets[0]}\n{inner}{' ' * indent}{brackets[1]}"


def _key(key: str) -> str:
    # A key "__proto__" in an object literal would set the prototype; a computed one is a plain key.
    if key == "__proto__":
        return '["__proto__"]'
    return key if _IDENTIFIER.fullmatch(key) else json.dumps(key, ensure_ascii=False)
