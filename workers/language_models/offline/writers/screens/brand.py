"""Brand: the mood that the user asks for, else one that suits the field, else one of the idea's own."""

from collections.abc import Mapping
from typing import Any

from workers.language_models.offline.phrasing import Voice, covering
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.shapes import Brand
from workers.language_models.offline.writers.screens.sketch import prose

_BY_FIELD: Mapping[str, str] = {
    "healthcare": "calm, trustworthy", "wellness": "calm, friendly", "education": "playful, friendly",
    "finance": "trustworthy, minimal", "insurance": "trustworthy", "agriculture": "natural, warm",
    "food": "warm, friendly",
    "travel": "vivid, airy", "property": "elegant, airy", "housekeeping": "natural, friendly",
    "energy": "technical, vivid",
    "climate action": "natural, minimal", "music": "bold, vivid", "media": "editorial", "gaming": "playful, vivid",
    "sports": "bold, energetic", "legal": "editorial, trustworthy", "office work": "minimal, friendly",
    "logistics": "technical, compact", "mobility": "modern, vivid", "pet care": "playful, warm", "fashion": "elegant",
    "events": "elegant, warm", "software": "technical", "security": "technical, trustworthy",
    "construction": "bold, compact", "trades": "bold, friendly", "arts": "editorial, elegant",
    "family life": "friendly, warm", "charity work": "warm, friendly", "manufacturing": "technical, bold",
}  # fmt: skip
_OTHERS = (
    "calm, minimal",
    "bold",
    "editorial, warm",
    "friendly",
    "technical, minimal",
    "elegant",
    "retro, warm",
    "vivid",
)


def brand(reading: Reading) -> Brand:
    """The direction of the look, with its reason."""
    f, asked, colour = reading.facts, reading.look, reading.colour or None
    found = reading.material.get("currentBrand")
    current: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
    mood = ", ".join(asked) or current.get("mood") or _own(reading)
    why = (
        f"The request asks for it, and {f.crowd} see at once that it was heard."
        if asked or colour
        else f"It lets {f.crowd} {f.purpose} without the look getting in the way of {f.topic}."
    )
    note = f"This direction for {f.the_product} and {f.crowd} was chosen offline, by rule."
    return Brand(
        mood=str(mood)[:160],
        primary=colour or current.get("primary"),
        reason=prose(" ".join(part for part in (note, why, covering(reading, note, why)) if part)),
    )


def _own(reading: Reading) -> str:
    field = next((name for name in reading.industries if name in _BY_FIELD), "")
    return _BY_FIELD.get(field) or Voice(reading, "brand").pick("mood", *_OTHERS)
