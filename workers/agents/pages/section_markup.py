"""Sections as HTML. Every text of a section is escaped here; what is left over is markup of our own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workers.agents.pages import sections as kinds
from workers.agents.pages.form_markup import form
from workers.agents.pages.hero_art import hero_art
from workers.agents.pages.icons import drawn, icon
from workers.agents.pages.markup import element, paragraph, safe


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where on a screen a section stands."""

    number: int
    """1 for the first section."""
    last: bool
    links: Mapping[str, str]
    """Addresses by the ids of screens."""
    top: bool
    """Whether the section holds the screen's one ``h1``."""
    neighbours: Sequence[Any]
    """All sections of the screen."""
    wide: bool = True
    """Whether it has the whole width of the screen where others stand in pairs."""

    @property
    def name(self) -> str:
        return f"part-{self.number}"

    def address(self, action: kinds.Action) -> str:
        """Where an action leads: to its screen, else on to the next section."""
        return safe(self.links.get(action.target) or ("#top" if self.last else f"#part-{self.number + 1}"))


def section_markup(section: Any, spot: Spot) -> str:
    """One section as an element of its own."""
    tag = {"footer": "footer", "hero": "header"}.get(section.kind, "section")
    labelled = "" if section.kind == "footer" or not safe(_heading_of(section)) else f"{spot.name}-heading"
    content = element("div", _DRAWN[section.kind](section, spot), class_="inner")
    return element(
        tag,
        content,
        class_=f"part {section.kind.replace('_', '-')}{' wide' if spot.wide else ''}",
        id=spot.name,
        aria_labelledby=labelled,
        dir="auto",
    )


def _heading_of(section: Any) -> str:
    return str(getattr(section, "headline", "") or getattr(section, "heading", ""))


def _heading(section: Any, spot: Spot) -> str:
    return element("h1" if spot.top else "h2", safe(_heading_of(section)), id=f"{spot.name}-heading")


def _button(action: kinds.Action | None, spot: Spot, kind: str = "primary") -> str:
    if action is None:
        return ""
    return element("a", safe(action.label), class_=f"button {kind}", href=spot.address(action))


def _each(tag: str, items: Iterable[str], *, kind: str = "", around: str = "ul") -> str:
    return element(around, "".join(element(tag, item) for item in items), class_=kind)


def _hero(section: kinds.Hero, spot: Spot) -> str:
    actions = _button(section.primary, spot) + _button(section.secondary, spot, "quiet")
    words = (
        paragraph(section.eyebrow, "eyebrow")
        + _heading(section, spot)
        + paragraph(section.text, "lead")
        + element("div", actions, class_="actions")
    )
    return element("div", words, class_="words") + hero_art(section, spot.neighbours)


def _features(section: kinds.Features, spot: Spot) -> str:
    cards = (
        element("span", icon(item.title, place), class_="badge")
        + element("h3", safe(item.title))
        + paragraph(item.text)
        for place, item in enumerate(section.items)
    )
    return _heading(section, spot) + _each("li", cards, kind=f"cards of-{len(section.items)}")


def _steps(section: kinds.Steps, spot: Spot) -> str:
    items = (element("h3", safe(item.title)) + paragraph(item.text) for item in section.items)
    return _heading(section, spot) + _each("li", items, kind=f"path of-{len(section.items)}", around="ol")


def _pricing(section: kinds.Pricing, spot: Spot) -> str:
    tiers = "".join(_tier(tier, spot) for tier in section.tiers)
    return _heading(section, spot) + element("ul", tiers, class_=f"tiers of-{len(section.tiers)}")


def _tier(tier: kinds.Tier, spot: Spot) -> str:
    points = _each("li", (drawn("check") + element("span", safe(point)) for point in tier.points), kind="points")
    told = (
        element("h3", safe(tier.name))
        + paragraph(tier.price, "price")
        + paragraph(tier.text, "muted")
        + points
        + _button(tier.action, spot, "primary" if tier.featured else "quiet")
    )
    return element("li", told, class_="tier featured" if tier.featured else "tier")


def _faq(section: kinds.Faq, spot: Spot) -> str:
    questions = (
        element(
            "details", element("summary", safe(item.question)) + paragraph(item.answer), open="open" if not n else ""
        )
        for n, item in enumerate(section.items)
    )
    return _heading(section, spot) + element("div", "".join(questions), class_="questions")


def _stats(section: kinds.Stats, spot: Spot) -> str:
    items = (element("dt", safe(stat.label)) + element("dd", safe(stat.value)) for stat in section.items)
    heading = _heading(section, spot) if section.heading else ""
    return heading + _each("div", items, kind=f"figures of-{len(section.items)}", around="dl")


def _entries(section: kinds.Entries, spot: Spot) -> str:
    items = (_entry(entry) for entry in section.items)
    return element("div", _heading(section, spot) + _button(section.action, spot, "small"), class_="bar") + _each(
        "li", items, kind="entries-list"
    )


def _entry(entry: kinds.Entry) -> str:
    words = element("strong", safe(entry.title)) + element("small", safe(entry.note))
    box = f'<input type="checkbox"{" checked" if entry.done else ""}>'
    return element("label", box + element("span", words, class_="words")) + element(
        "span", safe(entry.status), class_="pill"
    )


def _chart(section: kinds.Chart, spot: Spot) -> str:
    bars = "".join(_bar(bar) for bar in section.bars)
    return _heading(section, spot) + paragraph(section.caption, "muted") + element("ol", bars, class_="bars")


def _bar(bar: kinds.Bar) -> str:
    told = (
        element("span", str(bar.value), class_="value")
        + '<span class="column" aria-hidden="true"></span>'
        + element("span", safe(bar.label), class_="label")
    )
    return element("li", told, style=f"--share:{bar.value}")


def _form(section: kinds.Form, spot: Spot) -> str:
    return (
        _heading(section, spot)
        + paragraph(section.text, "muted")
        + form(section, name=spot.name, address=safe(spot.links.get(section.action.target, "")))
    )


def _prose(section: kinds.Prose, spot: Spot) -> str:
    return _heading(section, spot) + element("div", "".join(map(paragraph, section.paragraphs)), class_="prose-text")


def _call_to_action(section: kinds.CallToAction, spot: Spot) -> str:
    return _heading(section, spot) + paragraph(section.text, "lead") + _button(section.action, spot)


def _voices(section: kinds.Voices, spot: Spot) -> str:
    items = (
        element("figure", element("blockquote", paragraph(voice.text)) + element("figcaption", safe(voice.who)))
        for voice in section.items
    )
    return _heading(section, spot) + _each("li", items, kind=f"cards of-{len(section.items)}")


def _table(section: kinds.Table, spot: Spot) -> str:
    head = "".join(element("th", safe(column) or "–", scope="col") for column in section.columns)
    rows = "".join(element("tr", _cells(row, section.columns)) for row in section.rows)
    table = element("table", element("thead", element("tr", head)) + element("tbody", rows))
    return (
        _heading(section, spot)
        + f'<div class="scroll" tabindex="0" role="region" aria-labelledby="{spot.name}-heading">{table}</div>'
    )


def _cells(row: Sequence[str], columns: Sequence[str]) -> str:
    cells = [*row, *("" for _ in columns)][: len(columns)]
    return "".join(
        f'<td data-label="{safe(column)}">{safe(cell) or "–"}</td>' for column, cell in zip(columns, cells, strict=True)
    )


def _footer(section: kinds.Footer, spot: Spot) -> str:
    links = _each("li", (element("a", safe(link.label), href=spot.address(link)) for link in section.links))
    return paragraph(section.text) + links


_DRAWN: Mapping[str, Callable[[Any, Spot], str]] = {
    "hero": _hero,
    "features": _features,
    "steps": _steps,
    "pricing": _pricing,
    "faq": _faq,
    "stats": _stats,
    "entries": _entries,
    "chart": _chart,
    "form": _form,
    "prose": _prose,
    "call_to_action": _call_to_action,
    "voices": _voices,
    "table": _table,
    "footer": _footer,
}
