"""AppEdit: the changes of an app that a request asks for in the usual words; what is not understood becomes a note.

Each rule knows a way of asking, never an app: a word for the change, and the words around it as its object.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from workers.language_models.offline.extraction import printable
from workers.language_models.offline.grammar import capitalised
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.shapes import AppEdit
from workers.language_models.offline.vocabulary import word_set
from workers.language_models.offline.writers.apps.clauses import Clause, clauses
from workers.language_models.offline.writers.apps.field_types import field_called

Change = Mapping[str, Any]
_LINE, _TEXT, _NAME = 160, 600, 60
_Q = r"(\x1a\d+\x1a|[^\x1a]+?)"
_REASONS = (
    "The offline rules do not know how to do this in the app.",
    "A language model could: name one with modelId, or ask in other words.",
)
_SECTIONS: tuple[tuple[str, str], ...] = (
    ("faq", r"faqs?|frequently asked questions|questions(?: and answers)?|q&a"),
    ("pricing", r"pric(?:e|es|ing)(?: tiers?| table)?|tiers?|plans"),
    ("voices", r"testimonials?|quotes?|reviews|voices"),
    ("hero", r"hero|banner|intro(?:duction)?"),
    ("steps", r"steps|how[- ]it[- ]works|walkthrough"),
    ("features", r"features?(?: cards?| list)?|benefits|cards"),
    ("stats", r"stats?|statistics|numbers|figures|metrics"),
    ("chart", r"charts?|graphs?"),
    ("table", r"tables?|comparison"),
    ("form", r"(?:contact|sign[- ]?up|newsletter|feedback)?\s*forms?|newsletter|contact"),
    ("call_to_action", r"ctas?|calls? to action|call-to-action"),
    ("entries", r"lists?|checklists?"),
    ("prose", r"about(?: us)?|mission|story|texts?|imprint|terms"),
)
_COLOURS = word_set(
    "amber aqua black blue bronze brown burgundy charcoal cobalt copper coral crimson cyan emerald forest fuchsia gold "
    "gray green grey indigo lavender lilac lime magenta maroon mint mustard navy olive orange peach pink plum purple "
    "red rose ruby rust sage salmon sand sapphire scarlet silver sky slate teal terracotta turquoise violet white wine "
    "yellow"
)
_WISH = re.compile(
    r"^(?:please\s+)?(?:add|put|create|write|give)\s+"
    r"|\s+(?:to|on|onto)\s+(?:the|our|my)\s+(?:\S+\s+){1,3}(?:page|screen)\b.*$",
    re.IGNORECASE,
)
"""What surrounds the thing itself in a wish: "add … to the pricing page"."""
_HEX = re.compile(r"#[0-9a-f]{6}\b|#[0-9a-f]{3}\b", re.IGNORECASE)


def app_edit(reading: Reading) -> AppEdit:
    """One change for each wish that is understood; after a failed try, what failed is noted."""
    request = _text(reading.material.get("request"))
    problems = [text for one in _list(reading.material.get("problems")) if (text := _text(one))]
    found: list[Change] = []
    for clause in clauses(request):
        change = next((change for rule in _RULES if (change := rule(clause, reading))), None)
        found.append(change or _note(clause.words, " ".join(_REASONS)))
    if problems:
        found = _without_failures(reading, found, problems)
    changes = _unique(found)[:12] or [_note(request or "An empty request", "Nothing was asked for.")]
    return AppEdit(summary=f"Understood offline, by rule: {_kinds(changes)}"[:_LINE], changes=changes)


def _rename(clause: Clause, _: Reading) -> Change | None:
    patterns = (
        rf"\brename\b(?:.*?)\b(?:to|as|into)\s+{_Q}$",
        rf"\bcall\s+(?:it|the (?:app|product|site|website))\s+{_Q}$",
        rf"\b(?:change|set)\s+(?:the\s+|its\s+)?(?:(?:product|app)(?:'?s)?\s+)?name\s+(?:to|into)\s+{_Q}$",
    )
    name = _first(clause, patterns)
    return {"kind": "rename", "name": name[:_NAME]} if name else None


def _replace(clause: Clause, _: Reading) -> Change | None:
    pair = re.search(r"\x1a(\d+)\x1a\s+(?:to|with|by|into|for)\s+\x1a(\d+)\x1a", clause.text)
    if pair is None or not re.search(
        r"\b(?:change|replace|swap|turn|make|edit|update|set|put|say)\b", clause.text, re.I
    ):
        return None
    find, replace = (clause.quotes[int(number)] for number in pair.groups())
    return {"kind": "replace_words", "find": find[:_TEXT], "replace": replace[:_TEXT]}


def _theme(clause: Clause, _: Reading) -> Change | None:
    found = re.search(r"\b(dark|light|black|night|auto(?:matic)?|system)\b", clause.text, re.IGNORECASE)
    about = re.search(
        r"\bdefault\b|\bmode\b|\btheme\b|\bscheme\b|^(?:make|turn|switch)\b.*\b(?:dark|light)$", clause.text, re.I
    )
    if not (found and about) or re.search(r"\btoggle|\bbutton", clause.text, re.IGNORECASE):
        return None
    word = found[1].lower()
    theme = "dark" if word in ("dark", "black", "night") else "light" if word == "light" else "auto"
    return {"kind": "set_theme", "theme": theme}


def _recolour(clause: Clause, reading: Reading) -> Change | None:
    wishes = reading.material.get("wishes")
    told: Mapping[str, Any] = wishes if isinstance(wishes, Mapping) else {}
    words = re.findall(r"[a-z]+", clause.words.lower())
    hexes = _HEX.findall(clause.words)
    named = [word for word in words if word in _COLOURS]
    mood = [word for word in _strings(told.get("words")) if word in words]
    about = re.search(
        r"\bcolou?rs?\b|\blook\b|\bmood\b|\bstyle\b|\bpalette\b|\baccent\b|\bprimary\b|\bfeel\b", clause.text, re.I
    )
    asked = about or re.search(
        r"^(?:make|turn|paint)\s+(?:it|everything|the (?:app|site|page|buttons?|whole))", clause.text, re.I
    )
    if not asked or not (hexes or named or mood):
        return None
    primary = hexes[0] if hexes else _text(told.get("colour")) or (named[-1] if named else "")
    return {"kind": "recolour", "primary": primary[:_NAME] or None, "mood": ", ".join(mood)[:_LINE] or None}


def _fix(clause: Clause, _: Reading) -> Change | None:
    broken = r"\b(?:build(?:ing|s)?|errors?|compil\w+|tailwind|postcss|broken|crash\w*|config\w*|npm)\b"
    asked = r"\b(?:fix|repair|solve|check|resolve|debug|does not|fails?)\b|\bdoesn't\b"
    return {"kind": "check_configuration"} if _says(asked, clause) and _says(broken, clause) else None


def _remove_field(clause: Clause, _: Reading) -> Change | None:
    label = _first(clause, (rf"\b(?:remove|delete|drop)\s+(?:the\s+|a\s+)?(?:field|column)\s+{_Q}(?:\s+from\b.*)?$",
                            rf"\b(?:remove|delete|drop)\s+(?:the\s+)?{_Q}\s+(?:field|column|input)\b"))  # fmt: skip
    return {"kind": "remove_field", "label": capitalised(label)[:_NAME]} if label else None


def _add_field(clause: Clause, _: Reading) -> Change | None:
    noun = r"(?:field|column|input)"
    named = r"(?:for\s+|called\s+|named\s+)?(?:the\s+|an?\s+)?"
    label = _first(
        clause,
        (
            rf"\badd\s+(?:an?\s+|the\s+)?(?:\w+\s+)?{noun}\s+{named}{_Q}(?:\s+(?:to|with)\b.*)?$",
            rf"\badd\s+(?:an?\s+|the\s+)?{_Q}\s+{noun}\b",
        ),
    )
    return {"kind": "add_field", "field": field_called(capitalised(label)[:_NAME], clause.words)} if label else None


def _remove_section(clause: Clause, reading: Reading) -> Change | None:
    if not re.search(r"\b(?:remove|delete|drop|hide)\b", clause.text, re.IGNORECASE):
        return None
    section = _first(clause, (rf"\b(?:remove|delete|drop|hide)\s+(?:the\s+)?{_Q}\s+(?:section|part|block)\b",))
    kind = _section_in(clause.text)
    if not section and not (kind and not re.search(r"\b(?:page|screen|route)\s*$", clause.text, re.IGNORECASE)):
        return None
    wanted = section or kind.replace("_", "-")
    return {"kind": "remove_section", "page": _page_in(clause, reading), "section": wanted[:_NAME]}


def _remove_page(clause: Clause, _: Reading) -> Change | None:
    page = _first(clause, (rf"\b(?:remove|delete|drop)\s+(?:the\s+)?{_Q}\s+(?:page|screen|route)\b",
                           rf"\b(?:remove|delete|drop)\s+(?:the\s+)?(?:page|screen|route)\s+{_Q}$"))  # fmt: skip
    return {"kind": "remove_page", "page": page[:_NAME]} if page else None


def _add_page(clause: Clause, _: Reading) -> Change | None:
    found = re.search(
        r"\b(?:add|create|make|write|build)\s+(?:me\s+)?(?:an?\s+|another\s+|the\s+|new\s+)*"
        rf"(?:(?:page|screen|route)\s+(?:called\s+|named\s+|for\s+|about\s+)?{_Q}|{_Q}\s+(?:page|screen|route))"
        r"(?P<rest>\s+(?:with|about|that|showing|for|on which|where)\b.*)?$",
        clause.text,
        re.IGNORECASE | re.DOTALL,
    )
    if not found or _section_to_page(clause):
        return None
    name = capitalised(_clean(clause.plain(found[1] or found[2])))
    rest = clause.plain(found["rest"] or "").strip()
    sections = rest if rest else f"with {_usual(name)}"
    return {"kind": "add_page", "name": name[:_NAME], "description": f"{name} {sections}"[:_TEXT]} if name else None


def _add_section(clause: Clause, reading: Reading) -> Change | None:
    kind = _section_in(re.split(r"\b(?:to|on|onto)\s+the\b", clause.text)[0])
    named = re.search(r"\b(?:section|part|block)\b", clause.text, re.IGNORECASE)
    if not re.search(r"\b(?:add|put|create|write|give)\b", clause.text, re.IGNORECASE) or not (kind or named):
        return None
    return {
        "kind": "add_section",
        "page": _page_in(clause, reading),
        "section": kind or "prose",
        "description": capitalised(_WISH.sub("", clause.words))[:_TEXT],
    }


def _section_to_page(clause: Clause) -> bool:
    """Whether it is something on a page that is asked for: "add a faq to the pricing page"."""
    return _says(r"\b(?:to|on|onto|into)\s+(?:the\s+|our\s+|my\s+)?\S+(?:\s+\S+)?\s+(?:page|screen)\b", clause)


def _section_in(text: str) -> str:
    """The kind of section that a text names first; '' for none."""
    places = ((re.search(rf"\b(?:{signs})\b", text, re.IGNORECASE), kind) for kind, signs in _SECTIONS)
    return min(((match.start(), kind) for match, kind in places if match), default=(0, ""))[1]


def _says(pattern: str, clause: Clause) -> bool:
    return re.search(pattern, clause.text, re.IGNORECASE) is not None


def _page_in(clause: Clause, reading: Reading) -> str:
    """The page that a wish is about: one of the app's that it names, else the start page."""
    said = clause.words.lower()
    app = reading.material.get("app")
    pages = _list(app.get("pages")) if isinstance(app, Mapping) else []
    named = [page for page in pages if isinstance(page, Mapping)]
    place = re.search(r"\b(?:from|to|on|onto|in|of)\s+(?:the\s+|our\s+|my\s+)?(.+)$", said)
    around = place[1] if place else ""
    for page in named:
        if any(name and re.search(rf"\b{re.escape(name)}\b", around) for name in _names(page)):
            return (_text(page.get("name")) or "start")[:_NAME]
    return "start"


def _names(page: Mapping[str, Any]) -> list[str]:
    return [_text(page.get("path")).lower().replace("-", " "), _text(page.get("name")).lower()]


def _usual(name: str) -> str:
    kind = _section_in(name)
    known = {"pricing": "pricing tiers and questions", "faq": "questions and a call to action", "form": "a form"}
    return known.get(kind, f"hero, text about {name.lower()} and a call to action")


def _without_failures(reading: Reading, found: Sequence[Change], problems: Sequence[str]) -> list[Change]:
    """The changes that worked before, and a note for each that did not: they are known by what was to be changed."""
    told = " ".join(problems)
    kept = [change for change in found if not any(value in told for value in _objects(change))]
    notes = [_note(_text(reading.material.get("request")), problem) for problem in problems]
    return [*kept, *notes]


def _objects(change: Change) -> list[str]:
    field = change.get("field")
    values = [change.get(key) for key in ("find", "page", "name", "section", "label", "primary")]
    values.append(field.get("label") if isinstance(field, Mapping) else None)
    return [f"“{value}”" for value in values if isinstance(value, str) and value]


def _note(title: str, reason: str) -> Change:
    return {"kind": "note", "title": capitalised(title)[:_LINE] or "A request", "reason": reason[:_TEXT]}


def _first(clause: Clause, patterns: Sequence[str]) -> str:
    for pattern in patterns:
        if match := re.search(pattern, clause.text, re.IGNORECASE):
            return _clean(clause.plain(match[1]))
    return ""


def _clean(text: str) -> str:
    return " ".join(text.split()).strip(" .,:;!“”\"'")


def _kinds(changes: Sequence[Change]) -> str:
    return ", ".join(dict.fromkeys(str(change["kind"]).replace("_", " ") for change in changes))


def _unique(changes: Sequence[Change]) -> list[Change]:
    return [change for place, change in enumerate(changes) if change not in changes[:place]]


def _text(value: Any) -> str:
    return printable(value) if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _strings(value: Any) -> list[str]:
    return [one for one in _list(value) if isinstance(one, str)]


_RULES: Sequence[Callable[[Clause, Reading], Change | None]] = (
    _replace,
    _rename,
    _fix,
    _remove_field,
    _add_field,
    _theme,
    _recolour,
    _remove_section,
    _remove_page,
    _add_page,
    _add_section,
)
