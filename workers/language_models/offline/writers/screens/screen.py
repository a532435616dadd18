"""Screen: the sections that were asked for, in their order, else those that a screen of its type needs."""

from collections.abc import Callable, Mapping

from workers.language_models.offline.phrasing import covering
from workers.language_models.offline.reading import Reading
from workers.language_models.offline.shapes import Screen, Section
from workers.language_models.offline.writers.screens import assurance, marketing, product
from workers.language_models.offline.writers.screens.forms import form
from workers.language_models.offline.writers.screens.request import Wanted, wanted_sections
from workers.language_models.offline.writers.screens.sketch import Sketch, line, prose, sketch_of

_USUAL: Mapping[str, tuple[str, ...]] = {
    "landing": ("hero", "features", "steps", "pricing", "faq", "call_to_action", "footer"),
    "dashboard": ("stats", "entries", "chart", "table"),
    "list": ("entries", "stats", "chart"),
    "detail": ("stats", "prose", "chart", "entries"),
    "form": ("form", "steps"),
    "onboarding": ("hero", "steps", "form"),
    "settings": ("form", "form", "prose"),
    "pricing": ("pricing", "table", "faq", "footer"),
    "other": ("hero", "entries", "features", "footer"),
}
_WRITERS: Mapping[str, Callable[[Sketch, Wanted], Section]] = {
    "hero": marketing.hero,
    "features": marketing.features_section,
    "steps": marketing.steps,
    "pricing": assurance.pricing,
    "faq": assurance.faq,
    "voices": assurance.voices,
    "call_to_action": marketing.call_to_action,
    "footer": marketing.footer,
    "prose": product.prose_section,
    "stats": product.stats,
    "entries": product.entries,
    "chart": product.chart,
    "table": product.table,
    "form": form,
}
_CLOSING = frozenset({"call_to_action", "footer"})


def screen(reading: Reading) -> Screen:
    """The screen that the material asks for."""
    sketch = sketch_of(reading)
    f = reading.facts
    sections = [_WRITERS[wanted.kind](sketch, wanted) for wanted in _wanted(sketch)]
    note = f"This screen of {f.the_product} was written offline, by rule; its numbers and entries are examples."
    rest = covering(reading, note, str(sections))
    return Screen(title=line(sketch.name), sections=sections, note=prose(f"{note} {rest}".strip()))


def _wanted(sketch: Sketch) -> list[Wanted]:
    """What a description lists is all there is; a single wish is added to what the type needs anyway."""
    asked = wanted_sections(sketch.description)
    if len(asked) > 1:
        return asked
    usual = [Wanted(kind=kind, subject=_settled(sketch, place)) for place, kind in enumerate(_kinds(sketch))]
    if not asked:
        return usual
    (wish,) = asked
    place = next((n for n, wanted in enumerate(usual) if wanted.kind == wish.kind), None)
    if place is not None:
        return [*usual[:place], wish, *usual[place + 1 :]]
    end = next((n for n, wanted in enumerate(usual) if wanted.kind in _CLOSING), len(usual))
    return [*usual[:end], wish, *usual[end:]]


def _kinds(sketch: Sketch) -> tuple[str, ...]:
    return _USUAL.get(sketch.type, _USUAL["other"])


def _settled(sketch: Sketch, place: int) -> str:
    """Settings come in parts, each about something of its own."""
    return ("profile", "reminder", "privacy")[place] if sketch.type == "settings" else ""
