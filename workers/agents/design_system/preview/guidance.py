"""The parts in words: principles and voice, accessibility, rules for whole screens, and the tokens as text."""

from collections.abc import Iterable

from workers.agents.design_system.document.guidance import ACCESSIBILITY
from workers.agents.design_system.preview.icons import icon
from workers.agents.design_system.preview.markup import joined, ours, text
from workers.agents.design_system.system import DesignSystem
from workers.agents.visual_identity.css import tokens_css


def part(id: str, title: str, lead: str, *content: str) -> str:
    """A part of the page with its heading; ``lead`` and ``content`` are HTML."""
    return joined(
        f'<section id="{id}" class="part wide" aria-labelledby="{id}-title">',
        f'<header class="part-head"><h2 id="{id}-title">{title}</h2><p class="lead" dir="auto">{lead}</p></header>',
        *content,
        "</section>",
    )


def principles_part(system: DesignSystem) -> str:
    direction = system.direction
    principles = "".join(
        f'<li><h3 dir="auto">{text(rule.title, 80)}</h3><p dir="auto">{text(rule.text)}</p></li>'
        for rule in direction.principles
    )
    wordings = "".join(
        f'<li><p class="say" dir="auto">{icon("check")}<span>{text(one.say, 160)}</span></p>'
        f'<p class="instead" dir="auto">{icon("close")}<s>{text(one.instead_of, 160)}</s></p></li>'
        for one in direction.wordings
    )
    return part(
        "principles",
        "Principles",
        "What decides when two good solutions compete.",
        f'<ol class="principles">{principles}</ol>',
        '<div class="voice"><div><h3>Voice</h3>',
        f'<p dir="auto">{text(direction.voice)}</p></div><ul class="wordings">{wordings}</ul></div>',
    )


def accessibility_part() -> str:
    checks = "".join(f"<li>{icon('check')}<span>{ours(check)}</span></li>" for check in ACCESSIBILITY)
    return part(
        "accessibility",
        "Accessibility",
        "Nobody should have to ask for it. Each of these is checked before anything ships.",
        f'<ul class="checks">{checks}</ul>',
    )


def rules_part(system: DesignSystem) -> str:
    return part(
        "rules",
        "Do and don’t",
        "For whole screens; each component has its own.",
        '<div class="rules">',
        f'<div class="rule do"><h3>{icon("check")}Do</h3><ul>{_items(system.direction.dos)}</ul></div>',
        f'<div class="rule dont"><h3>{icon("close")}Don’t</h3><ul>{_items(system.direction.donts)}</ul></div>',
        "</div>",
    )


def tokens_part(system: DesignSystem) -> str:
    return part(
        "tokens",
        "Tokens",
        "All values as CSS custom properties, light and dark.",
        f'<details class="tokens"><summary>{icon("down")}Show the style sheet</summary>'
        f'<pre tabindex="0"><code>{tokens_css(system.tokens).replace("<", "&lt;")}</code></pre></details>',
    )


def _items(sentences: Iterable[str]) -> str:
    return "".join(f'<li dir="auto">{text(sentence)}</li>' for sentence in sentences)
