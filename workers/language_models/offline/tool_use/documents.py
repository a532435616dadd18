"""Documents and example data from a request's own words: what is not known is left as a heading, never made up."""

import json
import re
from collections.abc import Sequence

from workers.language_models.offline.grammar import capitalised, listed, plural, singular, titled
from workers.language_models.offline.tool_use.kinds import FILE
from workers.language_models.offline.tool_use.programs.program import named
from workers.language_models.offline.tool_use.programs.wording import Wording
from workers.language_models.offline.vocabulary import STOP

_ABOUT = re.compile(
    r"\b(?:about|on|for|of|describing|explaining|that (?:describes|explains))\s+(?:the\s+|"
    r"an?\s+)?(.+?)(?:\s+with\b.*|\s+(?:in|to|into|as)\s+\S+\.\w+.*)?$",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"\b(?:sections?|headings?|chapters?|parts?)\b\s*(?:for|on|about|called|named|:)?\s*(.+)$", re.IGNORECASE
)
_COLUMNS = re.compile(
    r"\b(?:with|containing|having)\b(?:\s+the)?(?:\s+(?:columns?|fields?|keys?))?[:\s]+(.+)$", re.IGNORECASE
)
_BLOCK = re.compile(r"```([\w+-]*)\n(.*?)```", re.DOTALL)
_ROWS = re.compile(r"\b(\d+)\s+(?:sample\s+|example\s+|random\s+|fake\s+)?([a-z]+)?", re.IGNORECASE)
_NAMES = ("Ada", "Ben", "Clara", "David", "Emma", "Felix", "Grace", "Hugo", "Ida", "Jonas")
_NUMERIC = re.compile(
    r"price|amount|cost|age|count|quantity|score|total|number|year|salary|stock|units|sales|revenue|value|rating"
)


def document_for(text: str, files: Sequence[str]) -> tuple[str, str]:
    """The name and the text of a document that a request describes; ``files`` are those of the workspace."""
    wording = Wording(text)
    readme = bool(wording.says(r"\breadme\b"))
    if wording.quotes and not readme and wording.says(r"\b(?:with|containing|that says|saying|text|content)\b"):
        given = next((name for name in wording.files), "notes.txt")
        return given, f"{wording.quotes[0]}\n"
    bare = re.sub(r"\bwith\b.*\b(?:sections?|headings?)\b.*$", "", FILE.sub("", text), flags=re.IGNORECASE)
    about = _ABOUT.search(bare)
    topic = (wording.quotes[0] if wording.quotes else about[1] if about else "").strip(" .`'\"")
    if readme:
        return "README.md", _readme(topic, text, files)
    title = titled(topic) if topic else "Notes"
    sections = _sections(text) or ["Purpose", "Details", "Next steps"]
    body = "\n\n".join(f"## {capitalised(section)}\n\nTo be described." for section in sections)
    suffix = "txt" if wording.says(r"\btext file\b|\.txt\b") else "md"
    return f"{named(topic or 'notes')}.{suffix}", f"# {title}\n\n{body}\n"


def given_file(text: str) -> tuple[str, str] | None:
    """The name and the text of a file whose text the request holds in a block of code, or which is to be empty."""
    block = _BLOCK.search(text)
    name = next(iter(FILE.findall(_BLOCK.sub("", text))), "")
    if block:
        suffix = {"python": "py", "javascript": "js", "markdown": "md", "": "py"}.get(
            block[1].lower(), block[1].lower()
        )
        return name or f"script.{suffix}", f"{block[2].rstrip()}\n"
    return (name, "") if name and re.search(r"\b(?:empty|blank)\b", text, re.IGNORECASE) else None


def named_in(text: str, *suffixes: str) -> str:
    """The first file name of a request that ends in one of the suffixes; '' without one."""
    return next((name for name in FILE.findall(text) if name.endswith(suffixes)), "")


def data_for(text: str) -> tuple[str, str, str]:
    """The name, the text and the description of a file with example data."""
    found = _COLUMNS.search(
        re.sub(r"\bwith\s+\d+\s+\w+(?:\s+\w+)?\s*(?=with|having|containing|and their|$)", "", FILE.sub("", text))
    )
    columns = _split(
        re.sub(r"^(?:\d+ )?(?:sample |example )?(?:rows|entries|records)(?: of)?\b", "", found[1]) if found else ""
    )
    rows = _ROWS.search(FILE.sub("", text))
    count = min(int(rows[1]), 500) if rows else 5
    thing = _thing(text, rows[2] if rows else None)
    columns = [column for column in columns if not re.search(r"\d", column)][:8] or ["name", "amount"]
    table = [{column: _value(column, row, thing) for column in columns} for row in range(count)]
    told = f"{count} example {plural(thing)}"
    if re.search(r"\bconfig\w*\b|\bsettings\b", text, re.IGNORECASE):
        return "config.json", f"{json.dumps(table[0], indent=2)}\n", f"example values of {listed(columns)}"
    if re.search(r"\bjson\b", text, re.IGNORECASE):
        return f"{named(plural(thing))}.json", f"{json.dumps(table, indent=2)}\n", told
    lines = [",".join(columns), *(",".join(str(value) for value in row.values()) for row in table)]
    return f"{named(plural(thing))}.csv", "\n".join(lines) + "\n", told


def _readme(topic: str, text: str, files: Sequence[str]) -> str:
    own = [path for path in files if not path.endswith("README.md")]
    title = (
        titled(topic) if topic and not re.search(r"\b(?:it|this|project|script|program)\b", topic) else "This workspace"
    )
    listing = "\n".join(f"- `{path}`" for path in own) or "- nothing yet"
    runs = "\n".join(f"python3 {path}" for path in own if path.endswith(".py") and "test_" not in path)
    usage = f"\n\n## Usage\n\n```\n{runs}\n```" if runs else ""
    more = "".join(f"\n\n## {capitalised(section)}\n\nTo be described." for section in _sections(text))
    return f"# {title}\n\n## Files\n\n{listing}{usage}{more}\n"


def _sections(text: str) -> list[str]:
    found = _PARTS.search(text)
    return _split(found[1]) if found else []


def _split(text: str) -> list[str]:
    parts = re.split(r",\s*(?:and\s+)?|\s+and\s+", text.strip(" ."))
    return [part.strip(" .`'\"") for part in parts if part.strip(" .`'\"") and len(part) < 40]


def _thing(text: str, counted: str | None) -> str:
    of = re.search(r"\b(?:of|about|for)\s+(?:\d+\s+)?([a-z]+)", text, re.IGNORECASE)
    words = [word for word in (counted, of[1] if of else None) if word]
    usable = (word.lower() for word in words if word.lower() not in STOP | {"rows", "entries", "columns", "lines"})
    return singular(next(usable, "row"))


def _value(column: str, row: int, thing: str) -> str | int:
    low = column.lower()
    if re.search(r"\b(?:id|no)\b", low):
        return row + 1
    if "email" in low:
        return f"{_NAMES[row % len(_NAMES)].lower()}{row + 1}@example.org"
    if "date" in low or low == "day":
        return f"2024-{row % 12 + 1:02d}-{(row * 7) % 28 + 1:02d}"
    if _NUMERIC.search(low):
        return 18 + row * 7 % 50 if "age" in low else 10 + row * 37 % 91
    if low == "name" and thing in ("customer", "person", "user", "employee", "student", "client", "row", "friend"):
        return _NAMES[row % len(_NAMES)] + (f" {row // len(_NAMES) + 1}" if row >= len(_NAMES) else "")
    return f"{capitalised(thing)} {row + 1}" if low == "name" else f"{capitalised(column)} {row + 1}"
