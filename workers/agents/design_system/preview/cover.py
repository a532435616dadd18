"""The opening: what the system is called, what it wants, and a glimpse of the product made with it."""

from workers.agents.design_system.preview.icons import icon
from workers.agents.design_system.preview.markup import joined, text
from workers.agents.design_system.preview.specimens import badge, entry_rows
from workers.agents.design_system.system import DesignSystem
from workers.agents.visual_identity.choices import number

_DAYS = "MTWTFSS"


def cover_part(system: DesignSystem) -> str:
    """Title, mood and a small screen of the product."""
    moods = "".join(f'<li class="tag" dir="auto">{text(word, 30)}</li>' for word in system.direction.mood)
    return joined(
        '<section class="cover wide">',
        '<div class="cover-words">',
        '<p class="eyebrow">Design system</p>',
        f'<h1 dir="auto">{text(system.tokens.name)}</h1>',
        f'<p class="lead" dir="auto">{text(system.direction.summary)}</p>',
        f'<ul class="tags" aria-label="Mood">{moods}</ul>',
        '<p class="actions"><a class="button primary" href="#components">See the components</a>'
        '<a class="button secondary" href="#colour">Colours and contrast</a></p>',
        "</div>",
        _glimpse(system),
        "</section>",
    )


def _glimpse(system: DesignSystem) -> str:
    words = system.specimens
    places = "".join(
        f"<li{' class=here' if place == 0 else ''}>{text(label, 16)}</li>"
        for place, label in enumerate(words.navigation[:3])
    )
    return joined(
        '<div class="stage-brand"><div class="screen" role="img" aria-label="A screen made with this system">',
        '<div aria-hidden="true" inert>',
        f'<ul class="screen-places">{places}</ul>',
        f'<p class="screen-title" dir="auto">{text(words.headline, 60)}</p>',
        _week(system.product),
        f'<ul class="rows">{entry_rows(words.entries[:3])}</ul>',
        f'<span class="button primary full">{icon("add")}{text(words.action, 40)}</span>',
        "</div></div>",
        f'<div class="screen-note">{badge("success", "check")}<span dir="auto">{text(words.success, 60)}</span></div>',
        "</div>",
    )


def _week(seed: str) -> str:
    """Seven bars, as high as chance has it, the fifth one marked as today."""
    bars = "".join(
        f'<li{" class=today" if place == 4 else ""}><i style="height: {30 + number(seed, str(place), 66)}%"></i>'
        f"{day}</li>"
        for place, day in enumerate(_DAYS)
    )
    return f'<ul class="week">{bars}</ul>'
