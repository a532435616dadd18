"""Putting a changed text in the place of the old one: by small replacements where they are sure, else as a whole."""

from workers.language_models.offline.tool_use import toolbox
from workers.language_models.offline.tool_use.desk import Desk, Wanted, Work, whole
from workers.language_models.offline.tool_use.edits.deltas import replacements
from workers.language_models.offline.tool_use.edits.edit import Edit
from workers.language_models.offline.tool_use.work.telling import failure


def applied(desk: Desk, path: str, before: str, change: Edit, saying: str) -> Work[str]:
    """'' when the file has the new text, else what went wrong."""
    pairs = replacements(before, change.text) if desk.toolbox.can(toolbox.EDIT) else ()
    for number, (old, new) in enumerate(pairs):
        call = Wanted(toolbox.EDIT, {"path": whole(path), "old": old, "new": new})
        outcome = (yield from desk.act("" if number else saying, call))[0]
        if outcome.failed:
            break
    else:
        if pairs:
            return ""
    outcome = yield from desk.write(path, change.text, "" if pairs else saying)
    return failure(f"change `{path}`", outcome) if outcome.failed else ""
