"""Changing a file on its real text: by small replacements where they are sure, else as a whole.

What the conversation knows of a file may be old, since people and programs write files too. A
replacement that does not find its place, and a file that is to be rewritten as a whole, are worked
out anew on the text as it is read then: nobody's changes are lost.
"""

from collections.abc import Callable, Sequence

from workers.language_models.offline.tool_use import toolbox
from workers.language_models.offline.tool_use.desk import Declined, Desk, Wanted, Work, whole
from workers.language_models.offline.tool_use.edits.deltas import replacements
from workers.language_models.offline.tool_use.edits.edit import Edit
from workers.language_models.offline.tool_use.work.telling import failure

Change = Callable[[str], Edit | None]


def changed(desk: Desk, path: str, change: Change) -> Work[Edit | None]:
    """The change that was made of the file; None when there is none to make.

    Raises:
        Declined: the file cannot be read or written.
    """
    text = yield from _read(desk, path, f"I'll read `{path}` first.")
    edit = change(text)
    pairs = replacements(text, edit.text) if edit and desk.toolbox.can(toolbox.EDIT) else ()
    if edit and pairs and (yield from _replaced(desk, path, pairs)):
        return edit
    if edit and desk.toolbox.can(toolbox.READ):
        desk.folder.files[path] = None
        edit = change((yield from _read(desk, path, "")))
    if edit is None:
        return None
    outcome = yield from desk.write(path, edit.text, f"I'll change `{path}`.")
    if outcome.failed:
        raise Declined(failure(f"change `{path}`", outcome))
    return edit


def _read(desk: Desk, path: str, saying: str) -> Work[str]:
    text = yield from desk.text_of(path, saying)
    if text is None:
        raise Declined(f"I could not read all of `{path}`, so I changed nothing.")
    return text


def _replaced(desk: Desk, path: str, pairs: Sequence[tuple[str, str]]) -> Work[bool]:
    """Whether every replacement found its place."""
    for number, (old, new) in enumerate(pairs):
        call = Wanted(toolbox.EDIT, {"path": whole(path), "old": old, "new": new})
        outcome = (yield from desk.act("" if number else f"I'll change `{path}`.", call))[0]
        if outcome.failed:
            return False
    return True
