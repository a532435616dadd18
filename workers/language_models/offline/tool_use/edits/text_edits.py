"""Changes of any text file: quoted words replaced, removed or added; a colour, a title, a section."""

import json
import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from workers.language_models.offline.grammar import capitalised
from workers.language_models.offline.tool_use.edits.edit import Edit
from workers.language_models.offline.tool_use.programs.wording import Wording

_PAIR = re.compile(
    r"\b(?:change|replace|swap|turn|rename|update|translate)\b(?P<between>.*)", re.IGNORECASE | re.DOTALL
)
_COLOURS = "red|blue|green|orange|purple|pink|teal|black|white|gray|grey|navy|gold|crimson|indigo|tomato|coral|brown"


def text_edit(wish: str, text: str, path: str) -> Edit | None:
    """The change that a wish asks for, by its quoted words or by what kind of file it is."""
    suffix = PurePosixPath(path).suffix
    for rule in (_replaced, _removed, _titled, _recoloured, _sectioned, _keyed):
        edit = rule(wish, text, suffix)
        if edit and edit.text != text:
            return edit
    return None


def _replaced(wish: str, text: str, _: str) -> Edit | None:
    old, new = _pair(wish)
    place = re.search(re.escape(old), text) or re.search(re.escape(old), text, re.IGNORECASE) if old else None
    if place is None:
        return None
    return Edit(re.sub(re.escape(place[0]), lambda _: new, text), f"replaced “{old}” with “{new}”")


def _pair(wish: str) -> tuple[str, str]:
    if not _PAIR.search(wish):
        return "", ""
    quotes: Sequence[str] = Wording(wish).quotes
    if len(quotes) == 2:
        return quotes[0], quotes[1]
    found = re.search(
        r"\b(?:change|replace|swap|update)\s+(?:the (?:word|text|title|"
        r"name)\s+)?(\S+(?:\s\S+){0,3}?)\s+(?:with|by|to)\s+(\S+(?:\s\S+){0,5})$",
        wish,
        re.I,
    )
    return (found[1].strip("\"'`“”"), found[2].strip("\"'`“”.!")) if found else ("", "")


def _removed(wish: str, text: str, _: str) -> Edit | None:
    quotes = Wording(wish).quotes
    if not re.search(r"\b(?:remove|delete|drop)\b", wish, re.IGNORECASE) or not quotes or quotes[0] not in text:
        return None
    lines = [line for line in text.split("\n") if line.strip() != quotes[0]]
    kept = "\n".join(lines) if len(lines) < text.count("\n") + 1 else text.replace(quotes[0], "")
    return Edit(kept, f"removed “{quotes[0]}”")


def _titled(wish: str, text: str, suffix: str) -> Edit | None:
    found = re.search(
        r"\b(?:title|heading|headline|header)\b.*?\b(?:to|into|as|be|say)\s+(.+?)[.!]?$", wish, re.IGNORECASE
    )
    if not found:
        return None
    new = (Wording(wish).quotes or [found[1]])[-1].strip()
    if suffix == ".md":
        return Edit(
            re.sub(r"^# .*$", lambda _: f"# {new}", text, count=1, flags=re.MULTILINE), f"set the title to “{new}”"
        )
    if suffix == ".html":
        shown = new.replace("&", "&amp;").replace("<", "&lt;")
        changed = re.sub(r"(<title>).*?(</title>)", lambda m: f"{m[1]}{shown}{m[2]}", text, count=1)
        changed = re.sub(r"(<h1[^>]*>).*?(</h1>)", lambda m: f"{m[1]}{shown}{m[2]}", changed, count=1)
        return Edit(changed, f"set the title to “{new}”")
    return None


def _recoloured(wish: str, text: str, suffix: str) -> Edit | None:
    found = re.search(rf"\b({_COLOURS})\b|(#[0-9a-f]{{3,6}})\b", wish, re.IGNORECASE)
    if not found or suffix not in (".css", ".html") or "--accent" not in text:
        return None
    colour = found[0].lower()
    if re.search(r"\bbackground\b", wish, re.IGNORECASE):
        return Edit(re.sub(r"(--ground:\s*)[^;]+", rf"\g<1>{colour}", text), f"made the background {colour}")
    return Edit(re.sub(r"(--accent:\s*)[^;]+", rf"\g<1>{colour}", text), f"made the accent colour {colour}")


def _sectioned(wish: str, text: str, suffix: str) -> Edit | None:
    """A section at the end of a document: "add a section about X", "add 'text' to the file"."""
    if not re.search(r"\b(?:add|append|include|write|put)\b", wish, re.IGNORECASE) or suffix not in (
        ".md",
        ".txt",
        ".csv",
    ):
        return None
    quotes = Wording(wish).quotes
    named = re.search(
        r"\bsection\s+(?:about|on|called|named|for|with)?\s*(.+?)(?:\s+(?:to|in) (?:the|it|that)\b.*)?$",
        wish,
        re.IGNORECASE,
    )
    if suffix == ".md" and named:
        name = (quotes[0] if quotes else named[1]).strip(" .")
        return Edit(
            f"{text.rstrip()}\n\n## {capitalised(name)}\n\nTo be described: {name}.\n", f"added the section “{name}”"
        )
    return Edit(f"{text.rstrip()}\n{quotes[0]}\n", f"added “{quotes[0]}” at the end") if quotes else None


def _keyed(wish: str, text: str, suffix: str) -> Edit | None:
    """A value of a JSON file: "set NAME to VALUE"."""
    found = re.search(
        r"\b(?:set|change|add|update)\s+(?:the\s+)?[\"'`]?([\w-]+)[\"'`]?(?:\s+(?:key|field|"
        r"value))?\s+(?:to|with|=)\s+(.+?)$",
        wish,
        re.I,
    )
    if suffix != ".json" or not found:
        return None
    try:
        data = json.loads(text)
    except ValueError:
        return None
    if not isinstance(data, dict):
        return None
    value = found[2].strip("\"'`“”.")
    data[found[1]] = json.loads(value) if re.fullmatch(r"-?\d+(?:\.\d+)?|true|false|null", value) else value
    return Edit(f"{json.dumps(data, indent=2, ensure_ascii=False)}\n", f"set {found[1]} to {value}")
