"""Forms: the fields that were asked for, else those that the screen's purpose needs."""

import re
from typing import Any

from workers.language_models.offline.grammar import capitalised, is_plural_phrase, with_article
from workers.language_models.offline.shapes import Section
from workers.language_models.offline.writers.screens.request import Wanted
from workers.language_models.offline.writers.screens.sketch import Sketch, line, prose

_TYPES: tuple[tuple[str, str, str], ...] = (
    (r"e-?mail", "email", "you@example.org"),
    (r"date|birthday|deadline|due", "date", "Any day"),
    (r"time|hour|moment", "time", "When it suits you"),
    (r"amount|price|number|quantity|age|minutes|count|budget|phone", "number", "A number"),
    (r"notes?|message|description|comments?|text|why|bio|address", "textarea", "A sentence or two"),
    (
        r"toggles?|notifications?|reminders?|newsletter|agree|accept|public|private|dark mode|weekly|sharing",
        "checkbox",
        "On or off",
    ),
    (
        r"language|category|type|kind|country|frequency|rhythm|plan|role|theme|currency|cuisine|status",
        "select",
        "Choose one",
    ),
)
_PLAIN = frozenset({"form", "forms", "input", "inputs", "field", "fields", "editor"})
"""What says no more than that it is a form."""


def form(sketch: Sketch, wanted: Wanted) -> Section:
    """One form about one thing."""
    subject = wanted.subject.lower() or ("" if wanted.word in _PLAIN else wanted.word)
    if wanted.details:
        fields = [_field(sketch, detail) for detail in wanted.details]
        return _form(sketch, subject or sketch.name.lower(), fields)
    if re.search(r"search|filter|find", f"{subject} {sketch.name.lower()}"):
        return _form(sketch, "search", _search_fields(sketch))
    if re.search(r"sign|log|regist|account|profile|contact|newsletter", subject):
        return _form(sketch, subject, _person_fields(sketch, subject))
    if re.search(r"remind|notif|setting|preference|toggle", subject) or sketch.type == "settings":
        return _form(sketch, subject, _reminder_fields(sketch))
    return _form(sketch, subject, _entry_fields(sketch, subject))


def _form(sketch: Sketch, subject: str, fields: list[dict[str, Any]]) -> Section:
    f = sketch.facts
    stays = sketch.type == "settings"
    label = "Save" if stays else "Search" if subject == "search" else f"Go on with {f.topic}"
    back = [sketch.id] if stays else []
    action = {"label": label, "target": back[0]} if back else sketch.action(label, "dashboard", "list", "landing")
    return {
        "kind": "form",
        "heading": line(_heading(sketch, subject)),
        "text": prose(_text(sketch, subject)),
        "fields": fields[:12],
        "action": action,
    }


def _heading(sketch: Sketch, subject: str) -> str:
    f = sketch.facts
    if subject == "search":
        return f"Find {f.topic}"
    if subject in {"profile", "account"}:
        return "About you"
    if sketch.type == "settings":
        return (
            f"{capitalised(subject or 'reminder')}s for {f.topic}"
            if subject != "settings"
            else f"How we handle {f.topic}"
        )
    if subject:
        return f"{capitalised(subject)} for {f.topic}"
    return f"Add {with_article(f.topic_noun)}" if is_plural_phrase(f.topic) else f"Add to {f.topic}"


def _text(sketch: Sketch, subject: str) -> str:
    f = sketch.facts
    if subject == "search":
        return f"Any word that you remember of {f.topic} will do."
    if subject in {"profile", "account"}:
        return f"{sketch.product} needs no more than this to help you {f.purpose}."
    return sketch.voice.pick(
        f"form {subject}",
        f"Only what is needed to {f.purpose}; everything can be changed later.",
        f"A few short answers, then {f.topic_does('is')} taken care of.",
        f"What {f.crowd} decide here holds until they change their mind.",
    )


def _search_fields(sketch: Sketch) -> list[dict[str, Any]]:
    f = sketch.facts
    return [
        _made(f"Words in {f.topic}", "text", f"For example {f.topic_noun}"),
        _made("From", "date", "Any day"),
        _made("State", "select", "Choose one", ["All", "Open", "Done"]),
    ]


def _person_fields(sketch: Sketch, subject: str) -> list[dict[str, Any]]:
    f = sketch.facts
    fields = [_made("Name", "text", "What we may call you"), _made("Email", "email", "you@example.org")]
    if "contact" in subject:
        return [*fields, _made("Message", "textarea", f"What is it about {f.topic}?")]
    if "newsletter" in subject:
        return [fields[1]]
    return [*fields, _made(f"What brings you to {f.topic}", "textarea", f"I want to {f.purpose}")]


def _reminder_fields(sketch: Sketch) -> list[dict[str, Any]]:
    f = sketch.facts
    return [
        _made(f"Remind me of {f.topic}", "checkbox", "One short message, answered in place"),
        _made("At", "time", "When it suits you"),
        _made("How often", "select", "Choose one", ["Every day", "On weekdays", "Once a week"]),
        _made(f"A page about {f.doing} each Friday", "checkbox", "What was done and what waits"),
        _made(f"Let others see {f.topic}", "checkbox", "Nobody does unless you switch it on"),
    ]


def _entry_fields(sketch: Sketch, subject: str) -> list[dict[str, Any]]:
    f = sketch.facts
    thing = subject or f.topic_noun
    kinds = [capitalised(feature) for feature in f.features[:4]] or ["Usual", "Short", "With somebody else"]
    return [
        _made(capitalised(thing), "text", f"What is this {thing} called?"),
        _made("When", "date", "Any day"),
        _made(f"Kind of {thing}", "select", "Choose one", kinds),
        _made("Note", "textarea", f"What matters about this {thing}?"),
        _made(f"Remind me of this {thing}", "checkbox", "One short message, answered in place"),
    ]


def _field(sketch: Sketch, detail: str) -> dict[str, Any]:
    type, hint = next(
        ((type, hint) for signs, type, hint in _TYPES if re.search(rf"\b(?:{signs})\b", detail, re.IGNORECASE)),
        ("text", f"{capitalised(detail)} for {sketch.facts.topic}"),
    )
    options = ["First choice", "Second choice", "Something else"] if type == "select" else []
    return _made(capitalised(detail), type, hint, options)


def _made(label: str, type: str, hint: str, options: list[str] | None = None) -> dict[str, Any]:
    return {
        "label": line(label),
        "type": type,
        "placeholder": hint,
        "options": [line(option) for option in options or []],
    }
