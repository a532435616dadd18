"""Which screen a request is about: what it names itself, filled in from the words of its description."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, cast, get_args

from workers.agents.conversation import conversation
from workers.agents.pages.sections import ScreenType
from workers.agents.plain_text import one_line, plain

DESCRIPTION_LIMIT = 4_000
NAME_LIMIT = 60
_ID_LIMIT = 40
_RESERVED = frozenset({"index", "screens", "styles"})
_NAMES: Mapping[str, str] = {
    "landing": "Landing page",
    "dashboard": "Dashboard",
    "list": "List",
    "detail": "Detail",
    "form": "Form",
    "onboarding": "Onboarding",
    "settings": "Settings",
    "pricing": "Pricing",
    "other": "Screen",
}
_SIGNS: tuple[tuple[ScreenType, str], ...] = (
    ("landing", r"landing|home ?page|marketing|hero|start page|website"),
    ("onboarding", r"onboarding|welcome (?:flow|screen)|first[- ]run|walkthrough|get(?:ting)? started"),
    ("settings", r"settings?|preferences|account|profile"),
    ("dashboard", r"dashboard|overview|home screen|analytics|statistics|insights|report"),
    ("pricing", r"pricing|plans? page|checkout|upgrade|paywall"),
    ("detail", r"details?|single \w+ (?:page|view|screen)|article|product page"),
    ("form", r"form|sign[- ]?up|sign[- ]?in|log[- ]?in|regist(?:er|ration)|editor|contact"),
    ("list", r"list|feed|inbox|catalogu?e|gallery|library|history|search|results|calendar|board|table"),
)
_NAMED = re.compile(
    r"\b(?:the|an?|our|my)\s+((?:[^\W_][\w'’-]*\s+){0,3}?[^\W_][\w'’-]*)\s+(?:page|screen|view|flow|tab)\b",
    re.IGNORECASE,
)
_NEW = re.compile(r"\b(?:add|create|new)\s+\w", re.IGNORECASE)
_PLAIN_NAMES = frozenset({"main", "first", "new", "next", "same", "single", "other", "whole", "start"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The screen that somebody wants."""

    id: str
    name: str
    type: ScreenType
    description: str
    named: bool
    """Whether the request says which screen it is; otherwise it means the one that is there already."""


def request_of(input: Mapping[str, Any]) -> str:
    """The last thing the user said: the description of a screen; "" if nothing was said."""
    said = [message["content"] for message in conversation(input) if message["role"] == "user"]
    return plain(said[-1], DESCRIPTION_LIMIT) if said else ""


def target_of(input: Mapping[str, Any]) -> Target | None:
    """The screen that a request is about; None if it leaves that open."""
    given = input.get("targetScreen")
    asked: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    said = {key: one_line(asked.get(key), limit) for key, limit in (("id", 80), ("name", NAME_LIMIT), ("type", 40))}
    description = plain(asked.get("description"), DESCRIPTION_LIMIT)
    request = "\n".join(dict.fromkeys(text for text in (description, request_of(input)) if text))
    if not any((*said.values(), request)):
        return None
    type, name = _type_and_name(request, said)
    named = any(said.values()) or bool(name)
    name = said["name"] or _titled(said["id"]) or name or _NAMES[type]
    return Target(id=screen_id(said["id"] or name), name=name, type=type, description=request or name, named=named)


def screen_id(text: str) -> str:
    """``text`` as a slug that can be a file's name; one of its own for a text with no letter that can be in one."""
    bare = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", bare))[:_ID_LIMIT].strip("-").removesuffix("-page")
    slug = slug or f"screen-{blake2b(text.encode(errors='replace'), digest_size=3).hexdigest()}"
    return f"{slug}-screen" if slug in _RESERVED else slug


def screen_type(text: str) -> ScreenType | None:
    """The type that the first telling word of ``text`` stands for, if there is one."""
    found = [(match.start(), type) for type, signs in _SIGNS if (match := re.search(rf"\b(?:{signs})\b", text.lower()))]
    return min(found, key=lambda one: one[0])[1] if found else None


def _type_and_name(request: str, said: Mapping[str, str]) -> tuple[ScreenType, str]:
    """The type, and the name that the words of the request give; "" if they give none."""
    asked = said["type"].lower()
    if asked in get_args(ScreenType):
        return cast(ScreenType, asked), ""
    named = (asked, said["name"], said["id"].replace("-", " ").replace("_", " "))
    if any(named):
        return next((type for text in named if (type := screen_type(text))), _made_in(named)), ""
    match = _NAMED.search(request)
    own = match[1].strip() if match and match[1].lower() not in _PLAIN_NAMES else ""
    if own:
        type = screen_type(own)
        return (type, _NAMES[type]) if type else (screen_type(request) or "other", _titled(own))
    type = screen_type(_head(request))
    return (type, _NAMES[type]) if type else (screen_type(request) or "landing", "")


def _made_in(names: Sequence[str]) -> ScreenType:
    """The type of a screen whose name is all that is known: "New habit" is where one is made."""
    return "form" if any(map(_NEW.match, names)) else "other"


def _head(request: str) -> str:
    """What the first sentence asks for: "Design the dashboard", without what comes with it."""
    return re.split(r"[.!?;:,\n]|\bwith\b|\bthat\b|\bshowing\b", request, maxsplit=1)[0]


def _titled(text: str) -> str:
    words = text.replace("-", " ").replace("_", " ").split()
    return one_line(" ".join([words[0][:1].upper() + words[0][1:], *words[1:]]), NAME_LIMIT) if words else ""
