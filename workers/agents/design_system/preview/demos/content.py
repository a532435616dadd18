"""What people look at and move between: cards, lists, tables, places."""

from collections.abc import Sequence

from workers.agents.design_system.outputs import Specimens
from workers.agents.design_system.preview.icons import icon
from workers.agents.design_system.preview.markup import joined, text
from workers.agents.design_system.preview.specimens import badge, entry_rows, statuses, table_rows

_PLACE_ICONS = ("calendar", "spark", "person", "settings")


def cards(words: Specimens) -> str:
    tones = statuses(words.entries)
    shown = "".join(
        f'<article class="card{extra}"><p class="card-top">{badge(tones[entry.status], label=entry.status)}</p>'
        f'<h4 dir="auto"><a href="#card">{text(entry.title, 60)}</a></h4><p dir="auto">{text(entry.note, 120)}</p>'
        "</article>"
        for entry, extra in zip(words.entries[:3], ("", " is-hover", " is-selected"), strict=True)
    )
    return f'<div class="cards">{shown}</div>'


def lists(words: Specimens) -> str:
    return f'<ul class="rows framed">{entry_rows(words.entries, selected=1)}</ul>'


def tables(words: Specimens) -> str:
    return joined(
        '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table class="table">',
        f'<caption dir="auto">{text(words.headline, 80)}</caption>',
        "<thead><tr><th scope=col>Title</th><th scope=col>Note</th><th scope=col>Status</th></tr></thead>",
        f"<tbody>{''.join(table_rows(words.entries))}</tbody></table></div>",
    )


def navigation(words: Specimens) -> str:
    return joined(
        f'<nav class="places" aria-label="Wide">{_places(words.navigation, drawn=False)}</nav>',
        f'<nav class="places bottom" aria-label="Phone">{_places(words.navigation, drawn=True)}</nav>',
    )


def tabs(words: Specimens) -> str:
    labels = [entry.status for entry in words.entries][:3]
    choices = "".join(
        f'<label><input type="radio" name="tabs"{" checked" if place == 0 else ""}>'
        f'<span dir="auto">{text(label, 24)}</span></label>'
        for place, label in enumerate(labels)
    )
    panels = "".join(f'<ul class="rows panel">{entry_rows([entry])}</ul>' for entry in words.entries[: len(labels)])
    return f'<div class="tabs"><div class="tab-labels" role="group" aria-label="Views">{choices}</div>{panels}</div>'


def _places(labels: Sequence[str], *, drawn: bool) -> str:
    links = "".join(
        f'<li><a href="#navigation"{" aria-current=page" if place == 0 else ""}>'
        f"{icon(_PLACE_ICONS[place % len(_PLACE_ICONS)]) if drawn else ''}"
        f'<span dir="auto">{text(label, 20)}</span></a></li>'
        for place, label in enumerate(labels)
    )
    return f"<ul>{links}</ul>"
