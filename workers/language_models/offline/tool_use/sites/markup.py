"""The HTML of a page or an app."""

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from workers.language_models.offline.grammar import capitalised
from workers.language_models.offline.tool_use.sites.subject import Subject

_USUAL = ("About", "What we offer", "Contact")


def app_html(subject: Subject) -> str:
    """A form, filters and a list; what they do is in app.js."""
    inputs = "\n".join(_input(field) for field in subject.fields)
    return _document(
        subject.title,
        f"""\
    <form id="new-entry">
      <label for="name">New {escape(subject.thing)}</label>
      <input id="name" name="name" required maxlength="200" autocomplete="off">
{inputs}
      <button type="submit">Add</button>
    </form>
    <div class="filters" role="group" aria-label="Filter">
      <button type="button" data-filter="all" aria-pressed="true">All</button>
      <button type="button" data-filter="open" aria-pressed="false">Open</button>
      <button type="button" data-filter="done" aria-pressed="false">{escape(subject.done)}</button>
    </div>
    <p id="count" role="status"></p>
    <ul id="entries"></ul>""",
        script='\n  <script src="app.js"></script>',
    )


def page_html(subject: Subject) -> str:
    """A page with one section for each part; what only the owner knows is marked as such."""
    parts = list(subject.parts) or list(_USUAL)
    links = " ".join(f'<a href="#{_anchor(part)}">{escape(capitalised(part))}</a>' for part in parts)
    sections = "\n".join(
        f'    <section id="{_anchor(part)}">\n      <h2>{escape(capitalised(part))}</h2>\n'
        f"      <p>Text about {escape(part.lower())} of {escape(subject.title)} goes here.</p>\n    </section>"
        for part in parts
    )
    return _document(subject.title, f"    <nav>{links}</nav>\n{sections}", script="")


def _document(title: str, body: str, *, script: str) -> str:
    return f"""\
<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>{escape(title)}</title>
  <link rel="stylesheet" href="style.css">
</head>
<body>
  <main>
    <h1>{escape(title)}</h1>
{body}
  </main>{script}
</body>
</html>
"""


def _input(field: Mapping[str, Any]) -> str:
    label, name = escape(str(field["label"])), _anchor(str(field["label"]))
    head = f'      <label for="{name}">{label}</label>\n'
    if field["type"] == "select":
        return f'{head}      <select id="{name}" name="{name}">{_options(field["options"])}</select>'
    step = ' step="any"' if field["type"] == "number" else ""
    return f'{head}      <input id="{name}" name="{name}" type="{field["type"]}"{step}>'


def _options(options: Sequence[str]) -> str:
    return "".join(f"<option>{escape(option)}</option>" for option in options)


def _anchor(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "part"
