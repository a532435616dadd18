"""What a project's material says, in the words that drafts need."""

import re
from collections.abc import Mapping
from typing import Any

Material = Mapping[str, Any]
"""As :func:`app.domain.flow.material.project_material` gives it."""

MOST_NAMES = 20
_WORD = re.compile(r"[A-Za-z0-9]+")


def named(material: Material, *types: str) -> list[str]:
    """What is known of these types, each once, the surest first."""
    known = [entry for entry in material["ontology"] if entry["type"] in types]
    names = (entry["name"] for entry in sorted(known, key=lambda entry: -entry["confidence"]))
    return list(dict.fromkeys(names))[:MOST_NAMES]


def answer(material: Material, key: str) -> Any:
    """The answer to the question with this key; None without one."""
    return next((each["value"] for each in material["answers"] if each["key"] == key), None)


def class_name(words: str) -> str:
    """A name for an entity: singular, PascalCase."""
    parts = _WORD.findall(words)[:4]
    if parts:
        parts[-1] = _singular(parts[-1])
    return "".join(part[:1].upper() + part[1:] for part in parts) or "Record"


def path_name(name: str) -> str:
    """A name in a path: lower case, with hyphens, plural."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
    if words.endswith("y") and words[-2:-1] not in "aeiou":
        return f"{words[:-1]}ies"
    return f"{words}es" if words.endswith(("s", "x", "ch", "sh")) else f"{words}s"


def slug(words: str, *, longest: int = 48) -> str:
    """Lower case words with hyphens; ``item`` if there are none."""
    return "-".join(part.lower() for part in _WORD.findall(words))[:longest].strip("-") or "item"


def _singular(word: str) -> str:
    if word.lower().endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.lower().endswith("s") and not word.lower().endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word
