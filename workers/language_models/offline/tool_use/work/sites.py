"""Building a web page or app: three files that a browser opens as they are."""

import re
from pathlib import PurePosixPath

from workers.language_models.offline.grammar import listed, with_article
from workers.language_models.offline.tool_use.desk import Desk, Work
from workers.language_models.offline.tool_use.intent import Wish
from workers.language_models.offline.tool_use.kinds import FILE
from workers.language_models.offline.tool_use.sites.behaviour import STYLE, app_js
from workers.language_models.offline.tool_use.sites.markup import app_html, page_html
from workers.language_models.offline.tool_use.sites.subject import Subject, subject_of
from workers.language_models.offline.tool_use.work.telling import failure

_GAME = re.compile(
    r"\b(?:game|chat|login|payments?|shop|e-commerce|multiplayer|3d|video|backend|database|api)\b", re.IGNORECASE
)


def build_site(desk: Desk, wish: Wish) -> Work[str]:
    """Writes the files one after the other into the folder of the work."""
    subject = subject_of(wish.text)
    files = _files(wish.text, subject)
    kind = "app" if subject.keeps else "page"
    told = (
        f"I'll build “{subject.title}” as {with_article(kind)} of plain HTML, CSS{' and JavaScript' * subject.keeps}."
    )
    for name, content in files.items():
        outcome = yield from desk.write(
            desk.path(name), content, told if name == next(iter(files)) else f"Now `{name}`."
        )
        if outcome.failed:
            return failure(f"write `{name}`", outcome)
    return _summary(desk, wish.text, subject, list(files))


def _files(text: str, subject: Subject) -> dict[str, str]:
    named = next((name for name in FILE.findall(text) if name.endswith(".html")), "index.html")
    if not subject.keeps:
        return {"style.css": STYLE, named: page_html(subject)}
    beside = PurePosixPath(named)
    return {
        str(beside.with_name("style.css")): STYLE,
        str(beside.with_name("app.js")): app_js(subject),
        named: app_html(subject),
    }


def _summary(desk: Desk, text: str, subject: Subject, names: list[str]) -> str:
    files = listed([f"`{desk.path(name)}`" for name in names])
    does = (
        f"You can add, complete, filter and delete {subject.things}; they are kept in the browser."
        if subject.keeps
        else "The texts in its sections are placeholders for yours."
    )
    frameworks = listed([name.capitalize() for name in subject.frameworks])
    instead = f" It uses no {frameworks}: it is plain HTML, so that it works without a build." if frameworks else ""
    beyond = sorted({found.lower() for found in _GAME.findall(text)})
    missing = f" What it does not have: {listed(beyond)}; my rules cannot build that." if beyond else ""
    return f"I built “{subject.title}” in {files}. {does}{instead}{missing}"
