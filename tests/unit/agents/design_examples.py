"""A small design system in somebody's words, for tests of what is made of it."""

from workers.agents.design_system.component_catalogue import COMPONENTS
from workers.agents.design_system.outputs import (
    BrandDirection,
    ComponentGuidance,
    ComponentNote,
    Entry,
    Principle,
    Specimens,
    Wording,
)
from workers.agents.design_system.system import DesignSystem, assembled


def direction(word: str = "Habits", mood: str = "calm", primary: str | None = "#336699") -> BrandDirection:
    return BrandDirection(
        product=word,
        summary=word,
        mood=[mood],
        primary=primary,
        principles=[Principle(title=word, text=word)] * 3,
        voice=word,
        wordings=[Wording(say=word, instead_of=word)] * 3,
        dos=[word] * 3,
        donts=[word] * 3,
        note=f"Note: {word}",
    )


def guidance(word: str = "Habits") -> ComponentGuidance:
    words = dict.fromkeys(set(Specimens.model_fields) - {"navigation", "choices", "entries"}, word)
    return ComponentGuidance(
        components=[ComponentNote(component=kind.name, purpose=word, do=word, dont=word) for kind in COMPONENTS],
        specimens=Specimens(
            **words,
            navigation=[word] * 3,
            choices=[word] * 3,
            entries=[Entry(title=word, note=word, status=f"{number} {word}") for number in range(3)],
        ),
        note=f"Note: {word}",
    )


def system(word: str = "Habits", *, mood: str = "calm", name: str | None = None) -> DesignSystem:
    """A design system in which every text is ``word``."""
    return assembled(direction=direction(word, mood), guidance=guidance(word), name=name or word, seed=word)
