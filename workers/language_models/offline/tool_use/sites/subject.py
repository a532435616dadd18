"""What a page or an app is about, read from the request by the same rules that read a brief."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_ai.messages import ModelRequest

from workers.language_models.offline.grammar import capitalised, plural, titled
from workers.language_models.offline.phrasing import Voice
from workers.language_models.offline.reading import read
from workers.language_models.offline.tool_use.programs.wording import Wording
from workers.language_models.offline.writers.apps.entity import planned_entity

_WITH = re.compile(
    r"\s+(?:with|using|in)\s+(?:next\.?js|react|vue|svelte|tailwind|typescript|html|css|vanilla|plain)\b.*$",
    re.IGNORECASE,
)
_FRAMEWORK = re.compile(r"\b(next\.?js|react|vue|svelte|angular|tailwind|typescript)\b", re.IGNORECASE)
_ROLE = re.compile(r"\s+(?:trackers?|managers?|lists?|planners?|organi[sz]ers?|logs?)$", re.IGNORECASE)
_PAGE = re.compile(
    r"\b(?:landing page|home ?page|portfolio|about page|page|blog|site|website)\b(?! (?:app|to|that|where))",
    re.IGNORECASE,
)
_APP = re.compile(
    r"\bapps?\b|\b(?:tracker|manager|planner|list|crud|dashboard|todo|to-do)\b|\b(?:to|that|where|which|lets?) \w+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    title: str
    thing: str
    """One entry, in small letters."""
    things: str
    fields: Sequence[Mapping[str, Any]]
    """Of an entry, besides its name: label, type, options."""
    done: str
    """What it is called when an entry is done with."""
    keeps: bool
    """Whether entries are kept at all; otherwise it is a page to read."""
    parts: Sequence[str]
    """Sections that the request names."""
    frameworks: Sequence[str]
    """Those that were asked for and are not used."""


def subject_of(text: str) -> Subject:
    """The subject of a request for a page or an app."""
    wording = Wording(text)
    bare = _WITH.sub("", text)
    reading = read([ModelRequest.user_text_prompt(bare)])
    entity = planned_entity(reading, Voice(reading, "site"))
    thing = _ROLE.sub("", entity["singular"]).lower()
    keeps = bool(_APP.search(bare)) or not _PAGE.search(bare)
    called = re.search(r"\b(?:called|named|titled)\s+([A-Z][\w']*(?:\s+[A-Z][\w']*)*)", text)
    title = (
        wording.quotes[0] if wording.quotes else called[1] if called else _title(bare, titled(reading.facts.product))
    )
    frameworks = dict.fromkeys(found.lower() for found in _FRAMEWORK.findall(text))
    return Subject(
        title=title,
        thing=thing,
        things=plural(thing),
        fields=[_field(field) for field in entity["fields"][1:4]],
        done=capitalised(entity["done_label"]),
        keeps=keeps,
        parts=_parts(text),
        frameworks=list(frameworks),
    )


def _title(text: str, product: str) -> str:
    found = re.search(
        r"\b(?:page|site|website|blog|portfolio)\s+(?:for|about|of)\s+(?:an?\s+|the\s+|my\s+|our\s+)?(.+?)(?:\s+(?:with|called|that|named)\b.*)?$",
        text,
        re.IGNORECASE,
    )
    return titled(found[1].strip(" .")) if found and len(found[1].split()) < 6 else product or "Page"


def _parts(text: str) -> Sequence[str]:
    found = re.search(
        r"\bwith\s+(?:an?\s+|the\s+|some\s+)?(?:sections?\s+(?:for|on|about)\s+)?(.+)$", text, re.IGNORECASE
    )
    parts = (
        re.split(r",\s*(?:and\s+)?|\s+and\s+", found[1].strip(" ."))
        if found and not _FRAMEWORK.search(found[1])
        else []
    )
    named = (re.sub(r"^(?:an?|the|some)\s+|\s+(?:section|page|block)s?$", "", part.strip()) for part in parts)
    return [part for part in named if 1 < len(part) < 40][:6]


def _field(field: Mapping[str, Any]) -> Mapping[str, Any]:
    kinds = {
        "money": "number",
        "number": "number",
        "date": "date",
        "time": "time",
        "select": "select",
        "checkbox": "text",
    }
    return {"label": field["label"], "type": kinds.get(field["type"], "text"), "options": list(field["options"])}
