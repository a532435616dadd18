"""Abilities with files: write, read, edit. Paths in events stay as the model wrote them."""

from typing import Any

from pydantic_ai import RunContext

from app.errors import BatonError, InvalidRequest, NotFound
from workers.agents.chat.abilities.ability import REFUSALS, Outcome, Workbench, bounded

LARGEST_TEXT = 1_000_000
"""Characters of a file that can be read or edited."""
MOST_LINES = 2_000

_Bench = RunContext[Workbench]


async def write_file(bench: _Bench, path: str, content: str) -> Outcome:
    """Create a file or replace its content.

    Args:
        path: the file, relative to the working folder or absolute below /workspace
        content: the whole content of the file
    """
    payload = {"operation": "write_file", "file_path": path, "line_count": _lines(content), "content": content}
    try:
        await bench.deps.sandbox.write({bench.deps.path(path): content})
    except REFUSALS as error:
        return _not_done(error, payload)
    return Outcome(f"Wrote {path} ({_lines(content)} lines).", artifact=("file_operation", payload))


async def read_file(bench: _Bench, path: str, offset: int = 0, limit: int = MOST_LINES) -> Outcome:
    """Read a text file.

    Args:
        path: the file
        offset: lines to skip
        limit: lines to read at most
    """
    try:
        text = await text_of(bench.deps, path)
    except REFUSALS as error:
        return Outcome(error.message, failed=True)
    lines = text.splitlines(keepends=True)
    first, last = max(0, offset), max(0, offset) + max(1, min(limit, MOST_LINES))
    shown = bounded("".join(lines[first:last]))
    if last < len(lines):
        shown += f"\n… lines {last + 1} to {len(lines)} are left out; read on with offset {last} …"
    return Outcome(shown)


async def edit_file(bench: _Bench, path: str, old_string: str, new_string: str, replace_all: bool = False) -> Outcome:
    """Replace a piece of text in a file. The old text must occur exactly once unless all are replaced.

    Args:
        path: the file
        old_string: the text to replace, exactly as the file has it
        new_string: the text to put there
        replace_all: replace every occurrence
    """
    payload = {
        "operation": "edit_file",
        "file_path": path,
        "line_count": _lines(new_string),
        "old_string": old_string,
        "new_string": new_string,
    }
    try:
        before = await text_of(bench.deps, path)
        after = _edited(before, path, old_string, new_string, replace_all)
    except REFUSALS as error:
        return _not_done(error, payload)
    payload["line_count"] = _lines(after)
    return Outcome(f"Edited {path}.", artifact=("file_operation", payload), writes={bench.deps.path(path): after})


async def text_of(bench: Workbench, path: str) -> str:
    """The content of a text file.

    Raises:
        InvalidRequest: it is outside of the workspace, no file, too large, or no text.
        NotFound: there is no such file.
    """
    try:
        content = await bench.sandbox.read(bench.path(path))
    except NotFound:
        raise NotFound(f"There is no file {path}") from None
    if len(content) > LARGEST_TEXT:
        raise InvalidRequest(f"{path} has {len(content)} bytes, more than can be read at once")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise InvalidRequest(f"{path} is not a text file") from None


def _edited(text: str, path: str, old: str, new: str, replace_all: bool) -> str:
    found = text.count(old) if old else 0
    if not found:
        raise InvalidRequest(f"old_string does not occur in {path}")
    if found > 1 and not replace_all:
        raise InvalidRequest(f"old_string occurs {found} times in {path}: give more of the text around it")
    return text.replace(old, new)


def _lines(text: str) -> int:
    return len(text.splitlines())


def _not_done(error: BatonError, payload: dict[str, Any]) -> Outcome:
    return Outcome(error.message, failed=True, artifact=("file_operation", {**payload, "error": error.message}))
