"""DESIGN.md's sections of words: principles, voice, accessibility, rules for whole screens."""

from workers.agents.design_system.document.markdown import items, section, text
from workers.agents.design_system.system import DesignSystem

ACCESSIBILITY = (
    "WCAG 2.2 AA is the floor: text 4.5 : 1, large text and the edges of controls 3 : 1. The palettes keep it in "
    "both themes; the tables above are computed from their values.",
    "Colour never carries meaning alone: a word, an icon or a shape says the same.",
    "Everything works with a keyboard, in the order in which it is read; the focus ring is never removed.",
    "Targets measure at least 44 by 44 px on touch screens, with 8 px between them.",
    "Pages work at 200 % zoom and at 320 px width without scrolling sideways; tables scroll in a box of their own.",
    "Every field has a visible label; hints and errors are tied to it, errors say how to put it right.",
    "Landmarks, one `<h1>`, headings without gaps, a skip link, a language on `<html>`.",
    "Motion stops where the system asks for less of it; nothing flashes, nothing moves by itself for over 5 s.",
    "Pictures have a text alternative, decoration has an empty one.",
)
"""What every product with this system keeps to."""


def principles_section(system: DesignSystem) -> str:
    rules = system.direction.principles
    return section(
        "Principles",
        "\n".join(
            f"{number}. **{text(rule.title).rstrip('.')}.** {text(rule.text)}"
            for number, rule in enumerate(rules, start=1)
        ),
    )


def voice_section(system: DesignSystem) -> str:
    wordings = (f"Say “{text(one.say)}”, not “{text(one.instead_of)}”." for one in system.direction.wordings)
    return section(
        "Voice",
        text(system.direction.voice),
        items(wordings),
        "Sentence case everywhere, no full stop on labels, numbers as figures, dates as people say them.",
    )


def accessibility_section() -> str:
    return section("Accessibility", items(ACCESSIBILITY))


def rules_section(system: DesignSystem) -> str:
    return section(
        "Do and don’t",
        section("Do", items(map(text, system.direction.dos)), level=3),
        section("Don’t", items(map(text, system.direction.donts)), level=3),
    )
