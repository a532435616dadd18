"""Changing a file that there is: its real text is read, the change is worked out on it, and put in its place."""

import re
from pathlib import PurePosixPath

from workers.language_models.offline.tool_use.desk import Desk, Work, quiet
from workers.language_models.offline.tool_use.edits.edit import Edit
from workers.language_models.offline.tool_use.edits.python_edits import already, python_edit
from workers.language_models.offline.tool_use.edits.text_edits import text_edit
from workers.language_models.offline.tool_use.folder import plain
from workers.language_models.offline.tool_use.intent import Wish
from workers.language_models.offline.tool_use.referents import file_meant
from workers.language_models.offline.tool_use.work.changing import changed
from workers.language_models.offline.tool_use.work.mending import mend
from workers.language_models.offline.tool_use.work.telling import output_of

_BROKEN = re.compile(
    r"(?:fix|debug|repair|correct)\b(?!.*\b(?:title|text|typo|spelling|colou?r|heading|message|name)\b)", re.IGNORECASE
)


def edit(desk: Desk, wish: Wish) -> Work[str]:
    """One change of one file."""
    if _BROKEN.match(wish.text):
        return (yield from mend(desk, wish))
    path = yield from file_meant(desk, wish.text)
    if path is None:
        return "There is no file here yet that I could change. Tell me what to create first."
    change = yield from changed(desk, path, lambda text: change_of(wish.text, text, path))
    if change is None:
        text = desk.folder.files.get(path) or ""
        there = already(wish.text, text) if path.endswith(".py") else ""
        return f"`{path}` {there} already, so I left it as it is." if there else _unknown(wish.text, path)
    checked = yield from _checked(desk, path)
    return f"I {change.told} in `{path}`.{checked}"


def change_of(wish: str, text: str, path: str) -> Edit | None:
    """The change of a text that a wish asks for; None when no rule does it."""
    if PurePosixPath(path).suffix == ".py" and (change := python_edit(wish, text)):
        return change
    return text_edit(wish, text, path)


def _checked(desk: Desk, path: str) -> Work[str]:
    """A program that ran before is run again, so that the change is known to work."""
    if path not in desk.folder.ran or desk.folder.ran[path].failed or not desk.can_run:
        return ""
    outcome = yield from desk.run(path, text="I'll run it again to check the change.")
    return f" {output_of(plain(path), outcome)}"


def _unknown(wish: str, path: str) -> str:
    return (
        f"I do not know by rule how to do “{quiet(wish, 1, 120)}” in `{path}`, so I left it as it is. What I can do: "
        "error handling, logging, docstrings, type hints, arguments, other texts and numbers, renaming, "
        "functions about numbers, texts and dates, and replacing quoted words."
    )
