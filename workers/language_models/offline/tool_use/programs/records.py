"""Programs that keep things: a dataclass with the fields that are named, and a command line that keeps a list."""

import re

from workers.language_models.offline.grammar import plural, singular
from workers.language_models.offline.tool_use.programs.program import Program, named
from workers.language_models.offline.tool_use.programs.wording import Wording
from workers.language_models.offline.vocabulary import STOP

_TYPES = (
    (re.compile(r"price|amount|cost|balance|weight|height|salary|rate|score|total"), "float", "9.5"),
    (re.compile(r"age|count|number|quantity|year|pages|stock|size|hours|minutes"), "int", "3"),
    (re.compile(r"done|active|is_|has_|paid|available|completed"), "bool", "False"),
)
_KEEPER = re.compile(
    r"\b(?:([a-z][a-z-]*(?: [a-z][a-z-]*)?) )?(tracker|manager|organi[sz]er|keeper|log|list|diary|"
    r"journal|inventory|notebook)\b"
)
_ARTICLES = frozenset(
    {
        "a",
        "an",
        "the",
        "simple",
        "small",
        "python",
        "command",
        "line",
        "command-line",
        "cli",
        "basic",
        "create",
        "build",
        "write",
        "make",
    }
)


def record(wording: Wording) -> Program | None:
    """A class with the fields that the request lists."""
    found = wording.says(
        r"\b(?:data)?class\b(?: (?:called|named|for|to represent))?(?: an?| the)? ([a-z]+)(?: ([a-z]+))?"
    )
    fields = wording.says(
        r"\b(?:with|has|having|fields?|attributes?|properties)\b[:\s]+"
        r"(?:(?:the )?(?:fields?|attributes?|properties)[:\s]+)?(.+)$"
    )
    if not found or not fields:
        return None
    told = re.sub(r"\s+(?:in|into|as|called|named|to)\s+\S*\.\w+.*$", "", fields[1])
    listed = re.split(r",\s*(?:and\s+)?|\s+and\s+", told)
    names = [name for part in listed[:8] if (name := _identifier(part))]
    if not names:
        return None
    words = [word for word in found.groups() if word and word not in STOP]
    title = "".join(word.capitalize() for word in words[:1]) or "Record"
    typed = [(name, *_typed(name)) for name in names]
    body = "\n".join(f"    {name}: {kind}" for name, kind, _ in typed)
    function = f'@dataclass\nclass {title}:\n    """A {title.lower()} with its {", ".join(names)}."""\n\n{body}'
    example = ", ".join(f"{name}={value}" for name, _, value in typed)
    return Program(
        name=named(title),
        does=f"keeps a {title.lower()} with its {', '.join(names)}",
        functions=(function,),
        main=f"example = {title}({example})\nprint(example)",
        imports=("from dataclasses import dataclass",),
    )


def keeper(wording: Wording) -> Program | None:
    """A command line that adds, lists, completes and removes entries, kept as JSON."""
    found = _KEEPER.search(wording.low)
    words = [word for word in (found[1] or "").split() if word not in _ARTICLES] if found else []
    if not words or wording.files:
        return None
    thing = singular(" ".join(words[-1:]))
    things = plural(thing)
    main = """
    command, *rest = sys.argv[1:] or ["list"]
    entries = load()
    if command == "add" and rest:
        entries.append({"text": " ".join(rest), "done": False})
    elif command in ("done", "remove") and rest and rest[0].isdigit() and 0 < int(rest[0]) <= len(entries):
        position = int(rest[0]) - 1
        if command == "done":
            entries[position]["done"] = True
        else:
            entries.pop(position)
    elif command != "list":
        print("Usage: add TEXT | done NUMBER | remove NUMBER | list")
        sys.exit(2)
    save(entries)
    show(entries)
    """
    functions = (
        f'STORE = Path("{named(things)}.json")',
        '''
        def load() -> list[dict[str, Any]]:
            """The entries that were kept; none at the first start."""
            return json.loads(STORE.read_text()) if STORE.exists() else []
        ''',
        '''
        def save(entries: list[dict[str, Any]]) -> None:
            """Keeps the entries for the next start."""
            STORE.write_text(json.dumps(entries, indent=2))
        ''',
        f'''
        def show(entries: list[dict[str, Any]]) -> None:
            """Prints the entries with their numbers."""
            for number, entry in enumerate(entries, start=1):
                print(f"{{number}}. [{{'x' if entry['done'] else ' '}}] {{entry['text']}}")
            if not entries:
                print("No {things} yet.")
        ''',
    )
    return Program(
        name=f"{named(things)}",
        does=f"keeps a list of {things}: add, list, done, remove",
        functions=functions,
        main=main,
        imports=("import json", "import sys", "from pathlib import Path", "from typing import Any"),
        note="Use it with add TEXT, list, done NUMBER and remove NUMBER.",
    )


def _identifier(part: str) -> str:
    words = [word for word in re.findall(r"[a-z_]+", part) if word not in STOP][:3]
    return "_".join(words)


def _typed(name: str) -> tuple[str, str]:
    for pattern, kind, value in _TYPES:
        if pattern.search(name):
            return kind, value
    return "str", f'"{name.replace("_", " ").capitalize()}"'
