"""Small components that several parts of the pages show."""

from collections.abc import Iterable, Sequence

from workers.agents.design_system.outputs import Entry
from workers.agents.design_system.preview.icons import icon
from workers.agents.design_system.preview.markup import text

_MEANINGS = (
    ("success", ("done", "saved", "paid", "complete", "finished", "confirmed", "ready", "healthy", "sent", "matched")),
    ("warning", ("due", "wait", "late", "soon", "pending", "review", "missing", "overdue", "low")),
    ("danger", ("fail", "error", "cancel", "reject", "critical", "lost", "blocked")),
)
_OTHERS = ("primary", "neutral")
"""Tones of statuses that sound neither good nor bad, in turn."""


def badge(tone: str, drawing: str = "", label: str = "") -> str:
    """A status in a word; without a word only its drawing."""
    return f'<span class="badge {tone}">{icon(drawing, 14) if drawing else ""}{text(label, 24)}</span>'


def statuses(entries: Sequence[Entry]) -> dict[str, str]:
    """A tone for each status, by what its words mean: the same one wherever it appears."""
    different = dict.fromkeys(entry.status for entry in entries)
    return {status: _meant(status) or _OTHERS[place % 2] for place, status in enumerate(different)}


def entry_rows(entries: Sequence[Entry], *, selected: int | None = None) -> str:
    """Rows of a list."""
    tones = statuses(entries)
    return "".join(_row(entry, tones[entry.status], chosen=place == selected) for place, entry in enumerate(entries))


def table_rows(entries: Sequence[Entry]) -> Iterable[str]:
    """Rows of a table: title, note, status."""
    tones = statuses(entries)
    for entry in entries:
        yield (
            f'<tr><th scope="row" dir="auto">{text(entry.title, 60)}</th><td dir="auto">{text(entry.note, 80)}</td>'
            f"<td>{badge(tones[entry.status], label=entry.status)}</td></tr>"
        )


def _row(entry: Entry, tone: str, *, chosen: bool) -> str:
    return (
        f'<li class="row{" is-selected" if chosen else ""}"><div><strong dir="auto">{text(entry.title, 60)}</strong>'
        f'<span dir="auto">{text(entry.note, 80)}</span></div>{badge(tone, label=entry.status)}</li>'
    )


def _meant(status: str) -> str:
    words = status.lower().split()
    return next((tone for tone, stems in _MEANINGS if any(word.startswith(stems) for word in words)), "")
