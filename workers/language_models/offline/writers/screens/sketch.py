"""What a screen is written from: the idea's facts, the screen asked for, and the screens around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workers.language_models.offline.extraction import printable
from workers.language_models.offline.facts import Facts
from workers.language_models.offline.grammar import capitalised, is_plural_phrase, plural, singular, titled
from workers.language_models.offline.phrasing import Voice
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.shapes import Action
from workers.language_models.offline.vocabulary import MODIFIERS
from workers.language_models.offline.writers.screens.request import Wanted

LINE, TEXT = 160, 600
"""The longest label and the longest text that a section takes, in characters."""
_NAME_WORDS, _QUOTED_WORDS, _TOPIC_WORDS = 3, 4, 2
_HEADING, _CARD_TITLE = 44, 36
_UNTOLD_TOPIC, _UNTOLD_PURPOSE = "plans", "keep plans in view"
_BETWEEN = frozenset({"of", "for", "in", "with", "from", "and", "or", "to", "on", "at"})
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """One screen before its sections are written."""

    reading: Reading
    voice: Voice
    id: str
    name: str
    type: str
    description: str
    product: str
    others: Sequence[Mapping[str, str]]
    """The screens that actions may lead to: {id, name, type}."""

    @property
    def facts(self) -> Facts:
        """The idea's facts, with a topic that is short enough for labels, and with one where the idea tells none."""
        facts = self.reading.facts
        if not facts.readable:
            return replace(facts, product="product", topic=_UNTOLD_TOPIC, purpose=_UNTOLD_PURPOSE)
        words = facts.topic.split()
        compound = len(words) > _TOPIC_WORDS and not _BETWEEN & set(words)
        return replace(facts, topic=" ".join(words[-_TOPIC_WORDS:])) if compound else facts

    def heading(self, place: str, *options: str) -> str:
        """One of the options, of the short ones if there are any."""
        short = [option for option in options if len(option) <= _HEADING]
        return line(self.voice.pick(place, *(short or [min(options, key=len)])))

    def action(self, label: str, *types: str) -> Action:
        """A button that leads to the first screen of one of the types, else to any other one."""
        away = [other for other in self.others if other["id"] != self.id]
        fit = [other for type in types for other in away if other["type"] == type]
        target = (fit or away or [{"id": self.id}])[0]["id"]
        return Action(label=line(label), target=target)


def sketch_of(reading: Reading) -> Sketch:
    """The screen that the material asks for; a landing page when it asks for none."""
    asked = _mapping(reading.material.get("screen"))
    product = _mapping(reading.material.get("product"))
    description = printable(str(asked.get("description") or ""))
    type = str(asked.get("type") or "landing")
    return Sketch(
        reading=reading,
        voice=Voice(reading, f"screen {type} {asked.get('id')} {description}"),
        id=str(asked.get("id") or "landing"),
        name=_printed(asked.get("name")) or "Landing page",
        type=type,
        description=description,
        product=_printed(product.get("name")) or product_name(reading),
        others=_others(reading.material.get("screens")),
    )


def product_name(reading: Reading) -> str:
    """What to call the product: its noun phrase without what every product claims to be."""
    f = reading.facts
    if not f.readable:
        return line(" ".join(f.quote.split()[:_QUOTED_WORDS])) or "New product"
    words = [word for word in f.product.split() if not _says_nothing(word)] or f.product.split()
    return line(titled(" ".join(words[-_NAME_WORDS:])))


def line(text: str) -> str:
    """``text`` as a label."""
    return _cut(capitalised(text), LINE)


def prose(text: str) -> str:
    """``text`` as one paragraph."""
    return _cut(capitalised(text), TEXT)


def noun(wanted: Wanted, facts: Facts) -> str:
    """One of the things that a section is about, in the singular: what was asked for, else the idea's topic."""
    return singular(wanted.subject.lower()) if wanted.subject else facts.topic_noun


def things(wanted: Wanted, facts: Facts) -> str:
    """The things that a section is about."""
    return plural(wanted.subject.lower()) if wanted.subject else facts.topic


def is_counted(wanted: Wanted, facts: Facts) -> bool:
    """Whether there can be one of the things: a habit, but no demand."""
    return bool(wanted.subject) or is_plural_phrase(facts.topic)


def days(voice: Voice, place: str) -> list[str]:
    """Seven days, ending with one that is the same for the same screen."""
    first = voice.number(f"{place} day", 0, 6)
    return [_DAYS[(first + step) % 7] for step in range(7)]


def features(reading: Reading) -> list[tuple[str, str]]:
    """What the PRD has the product do: titles and descriptions, the musts first."""
    rows = _mapping(reading.material.get("prd")).get("features")
    told = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    told = sorted(told, key=lambda row: row.get("priority") != "must")
    pairs = [(_printed(row.get("title")), _printed(row.get("description"))) for row in told]
    return [(title, text) for title, text in pairs if 0 < len(title) <= _CARD_TITLE and text]


def about(sketch: Sketch, subject: str) -> str:
    """A sentence about something that a section is to speak of."""
    f = sketch.facts
    return sketch.voice.pick(
        f"about {subject}",
        f"{capitalised(subject)} where {f.crowd} need it: right beside {f.topic}, never in a menu of its own.",
        f"Part of {f.doing} from the first day, so that nobody has to look for {subject.lower()} elsewhere.",
        f"{capitalised(subject)} that knows {f.topic}, and stays out of the way until it helps.",
    )


def begin(sketch: Sketch) -> str:
    """What a button says that leads into the product."""
    f = sketch.facts
    return sketch.voice.pick("begin", f"Start with {f.topic}", f"Add the first {f.topic_noun}", f"Try {sketch.product}")


def _says_nothing(word: str) -> bool:
    return word.lower() in MODIFIERS or word.lower().endswith(("-powered", "-driven", "-based"))


def _others(value: Any) -> list[Mapping[str, str]]:
    rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    return [{key: _printed(row.get(key)) for key in ("id", "name", "type")} for row in rows if row.get("id")]


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _printed(value: Any) -> str:
    return printable(value)[:TEXT] if isinstance(value, str) else ""


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
