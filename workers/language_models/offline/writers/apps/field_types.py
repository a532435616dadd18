"""What kind of input a field needs, from the words that it is asked for with."""

import re

from workers.language_models.offline.shapes import PlannedField
from workers.language_models.offline.vocabulary import word_set

_TYPES: tuple[tuple[str, frozenset[str]], ...] = (
    ("date", word_set("date day deadline due birthday start end until expires expiry")),
    ("time", word_set("time hour clock o'clock")),
    ("money", word_set("price cost amount fee budget money euro euros dollar dollars salary rent")),
    (
        "number",
        word_set("number count minutes hours quantity weight size score points rating age distance portions km kg"),
    ),
    ("checkbox", word_set("done flag favourite favorite starred important private archived yes checkbox switch")),
    ("textarea", word_set("notes note description comment comments details text remarks")),
)
_UNITS = {"minutes": "min", "hours": "h", "km": "km", "kg": "kg", "distance": "km", "weight": "kg"}
_PRIORITY = ("High", "Normal", "Low")


def field_called(label: str, said: str) -> PlannedField:
    """A field for ``label``; ``said`` is the whole wish, which may name its options."""
    words = re.findall(r"[a-z']+", label.lower())
    options = _options(said) or (list(_PRIORITY) if {"priority", "urgency", "importance"} & set(words) else [])
    kind = "select" if options else next((kind for kind, known in _TYPES if known & set(words)), "text")
    unit = next((_UNITS[word] for word in words if word in _UNITS), None)
    return PlannedField(
        label=label,
        type=kind,
        required=bool(re.search(r"\b(?:required|mandatory)\b", said, re.IGNORECASE)),
        options=options,
        unit="€" if kind == "money" else unit if kind == "number" else None,
        hint=None,
    )


def _options(said: str) -> list[str]:
    """The choices that a wish lists: "with the options low, medium and high"."""
    found = re.search(r"\b(?:options?|choices|values)\b[:\s]+(.+)$", said, re.IGNORECASE)
    parts = re.split(r",\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+|/", found[1]) if found else []
    return [option for part in parts if (option := part.strip(" .\"'“”")[:60])][:8]
