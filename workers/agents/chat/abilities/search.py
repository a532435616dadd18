"""Abilities to look around in the workspace: which files there are, and where a text occurs in them.

Nothing is run for them, so they work where programs cannot be confined. What a search may cost is
bounded in entries, files and bytes, and a pattern that takes too long is given up.
"""

from collections.abc import AsyncGenerator, Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

import regex
from pydantic_ai import RunContext

from app.sandboxes.contract import FileEntry
from workers.agents.chat.abilities.ability import REFUSALS, Outcome, Workbench, bounded

MOST_FILES = 500
MOST_MATCHES = 200
LONGEST_LINE = 300
LARGEST_SEARCHED = 1_000_000
SEARCHED_BYTES = 20_000_000
PATTERN_SECONDS = 0.5
"""For one file. The search itself goes on without the files that take longer."""

LONGEST_PATTERN = 1_000

HIDDEN = frozenset({"__pycache__", "node_modules", ".git", ".venv"})

_Bench = RunContext[Workbench]


async def list_files(bench: _Bench, path: str = ".", pattern: str = "**/*") -> Outcome:
    """List the files of a folder and of all folders below it.

    Args:
        path: the folder
        pattern: which of them, e.g. *.py or data/**/*.csv
    """
    try:
        files = await files_below(bench.deps, path)
    except REFUSALS as error:
        return Outcome(error.message, failed=True)
    found = [entry for entry in files if matches(_relative(entry.path, bench.deps.path(path)), pattern)]
    if not found:
        return Outcome("There are no such files.")
    lines = [f"{_relative(entry.path, bench.deps.folder)} ({entry.size} bytes)" for entry in found[:MOST_FILES]]
    if len(found) > MOST_FILES:
        lines.append(f"… and {len(found) - MOST_FILES} more")
    return Outcome(bounded("\n".join(lines)))


async def grep(bench: _Bench, pattern: str, path: str = ".") -> Outcome:
    """Find the lines of text files that match a regular expression.

    Args:
        pattern: the regular expression
        path: the file, or the folder with all that is below it
    """
    try:
        compiled = regex.compile(pattern[:LONGEST_PATTERN])
    except regex.error as error:
        return Outcome(f"The pattern is not a regular expression: {error}", failed=True)
    try:
        files = await files_below(bench.deps, path)
        matches = [match async for match in _search(bench.deps, files, compiled)]
    except REFUSALS as error:
        return Outcome(error.message, failed=True)
    except TimeoutError:
        return Outcome("The pattern takes too long. Use a simpler one.", failed=True)
    return Outcome(bounded("\n".join(matches)) or "Nothing matches.")


async def files_below(bench: Workbench, path: str) -> list[FileEntry]:
    """The files in the folder ``path`` and below, sorted; the file itself if it is one.

    Raises:
        InvalidRequest: the path leads outside.
        NotFound: there is nothing.
    """
    inside = bench.path(path)
    above = str(PurePosixPath(inside).parent) if inside else ""
    if inside:
        beside = await bench.sandbox.list("" if above == "." else above)
        one = [entry for entry in beside if entry.path == inside and entry.kind == "file"]
        if one:
            return one
    entries = await bench.sandbox.list(inside, recursive=True)
    return [entry for entry in entries if entry.kind == "file" and _is_shown(entry.path)]


def matches(path: str, pattern: str) -> bool:
    """Whether a relative path fits a glob pattern: ``**`` is any folders, ``*`` is within one name.

    A pattern without a slash is about the name alone, wherever the file is.
    """
    if "/" not in pattern:
        return fnmatchcase(PurePosixPath(path).name, pattern)
    return _fits(path.split("/"), pattern.removeprefix("./").split("/"))


async def _search(bench: Workbench, files: Iterable[FileEntry], pattern: "regex.Pattern[str]") -> AsyncGenerator[str]:
    found, searched = 0, 0
    for entry in files:
        if entry.size > LARGEST_SEARCHED:
            continue
        if found >= MOST_MATCHES or searched > SEARCHED_BYTES:
            yield "… the search ends here: there is more …"
            return
        content = await bench.sandbox.read(entry.path)
        searched += len(content)
        for line in _matching(content, pattern)[: MOST_MATCHES - found]:
            found += 1
            yield f"{_relative(entry.path, bench.folder)}:{line}"


def _matching(content: bytes, pattern: "regex.Pattern[str]") -> list[str]:
    if b"\0" in content[:8_000]:
        return []
    lines = content.decode(errors="replace").splitlines()
    return [
        f"{number}: {line[:LONGEST_LINE]}"
        for number, line in enumerate(lines, start=1)
        if pattern.search(line[:10_000], timeout=PATTERN_SECONDS)
    ]


def _fits(names: Sequence[str], patterns: Sequence[str]) -> bool:
    if not patterns:
        return not names
    if patterns[0] == "**":
        return any(_fits(names[skipped:], patterns[1:]) for skipped in range(len(names) + 1))
    return bool(names) and fnmatchcase(names[0], patterns[0]) and _fits(names[1:], patterns[1:])


def _relative(path: str, folder: str) -> str:
    return path.removeprefix(f"{folder}/") if folder else path


def _is_shown(path: str) -> bool:
    return HIDDEN.isdisjoint(path.split("/"))
