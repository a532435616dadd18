"""The entity of an app: what one entry is called, which fields it has, and a few examples."""

from workers.language_models.offline.grammar import capitalised, plural, singular
from workers.language_models.offline.phrasing import Voice
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.shapes import PlannedEntity, PlannedField
from workers.language_models.offline.vocabulary import STOP, UNCOUNTED
from workers.language_models.offline.writers.apps.kinds import Asked, Fit, fitting

_NAME = 60
_MOST_FIELDS = 6
_EXAMPLES = 3
_TITLES = (
    "The first {noun}",
    "{noun} that can wait",
    "{noun} for a slow day",
    "{noun} with somebody else",
    "One more {noun}",
    "{noun} worth a second look",
)
"""Titles of examples that suit every kind."""
_JOINTS = frozenset({"and", "or", "with", "of", "for", "in", "from", "to", "at", "on"})


def planned_entity(reading: Reading, voice: Voice) -> PlannedEntity:
    """What users of this product would enter most often."""
    fit = fitting(reading)
    noun = thing_of(reading, fit)
    asked = _asked(fit, reading)
    titles = [title.format(noun=noun) for title in voice.some("examples", _EXAMPLES, (*fit.kind.titles, *_TITLES))]
    return PlannedEntity(
        singular=_named(noun),
        plural=_named(plural(noun)),
        rhythm=fit.kind.rhythm,
        done_label=fit.kind.done,
        open_label=fit.kind.open,
        fields=[
            _field(Asked(label=_named(noun), type="text"), required=True, hint=f"Such as {titles[0]}"),
            *(_field(one) for one in asked),
        ],
        examples=[
            [_named(title), *(_value(one, voice, f"{place} {one.label}", noun) for one in asked)]
            for place, title in enumerate(titles)
        ],
    )


def thing_of(reading: Reading, fit: Fit) -> str:
    """One of the things that the product is about, in the singular, at most three words."""
    f = reading.facts
    if not f.readable:
        return fit.kind.thing
    words: list[str] = []
    for word in f.topic.replace(",", " and").split():
        if word.lower() in _JOINTS and words:
            break
        if word.lower() not in STOP:
            words.append(word.strip("“”\"'"))
    if len(words) > 1 and words[-1].lower().endswith(("tion", "ment")):
        words.pop()  # what is done with them: people keep the invoices, not the reconciliation
    phrase = " ".join(words[-3:])
    last = words[-1].lower() if words else ""
    if not phrase or last == f.product.rsplit(" ", maxsplit=1)[-1].lower():
        return f"{phrase} {fit.kind.thing}".strip() if phrase and last not in UNCOUNTED else fit.kind.thing
    if last in UNCOUNTED or last.endswith("ing"):
        return f"{phrase} {fit.kind.thing}"
    return singular(phrase)


def _asked(fit: Fit, reading: Reading) -> list[Asked]:
    """The fields of the kind that fits best, then of the next one, each label and each odd type once."""
    chosen = list(fit.kind.fields)
    for other in fit.others[:1]:
        for one in other.fields:
            taken = one.label in {had.label for had in chosen} or one.type in {had.type for had in chosen}
            if not taken and len(chosen) < _MOST_FIELDS - 2:
                chosen.append(one)
    told = " ".join((*reading.facts.features, *reading.facts.keywords)).lower()
    if "remind" in told or "notif" in told or fit.kind.rhythm == "daily":
        chosen.append(Asked(label="Remind me", type="checkbox"))
    return [*chosen[: _MOST_FIELDS - 1], Asked(label="Notes", type="textarea")]


def _field(asked: Asked, *, required: bool = False, hint: str | None = None) -> PlannedField:
    return PlannedField(
        label=asked.label,
        type=asked.type,
        required=required,
        options=list(asked.options),
        unit=asked.unit,
        hint=hint and hint[:_NAME],
    )


def _value(asked: Asked, voice: Voice, place: str, noun: str) -> str:
    number = voice.number(f"example {place}", asked.low, asked.high)
    told = {
        "number": str(number),
        "money": str(number),
        "date": f"{number:+d}",
        "time": f"{8 + number % 11:02d}:{15 * (number % 4):02d}",
        "select": asked.options[number % len(asked.options)] if asked.options else "-",
        "checkbox": "yes" if number % 2 else "no",
        "text": voice.pick(f"example {place}", "To be agreed", "Around the corner", "By message"),
    }
    return told.get(asked.type) or _named(voice.pick(f"example {place}", f"Ask again about the {noun}", "-", "-"))


def _named(text: str) -> str:
    return capitalised(text if len(text) <= _NAME else f"{text[: _NAME - 1].rstrip()}…")
