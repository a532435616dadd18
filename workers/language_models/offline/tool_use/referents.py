"""Which file a request speaks of: the one it names, else the one that was used last, else one that is found."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from workers.language_models.offline.tool_use.desk import Desk, Work
from workers.language_models.offline.tool_use.folder import plain
from workers.language_models.offline.tool_use.kinds import FILE

PYTHON = (".py",)
_KINDS: Sequence[tuple[str, tuple[str, ...]]] = (
    (r"\b(?:script|program|function|code|module|class)\b", PYTHON),
    (r"\b(?:page|site|website|html)\b", (".html",)),
    (r"\b(?:styles?|stylesheet|css|colou?rs?|background)\b", (".css", ".html")),
    (r"\b(?:readme|document|notes?|markdown|report)\b", (".md", ".txt")),
    (r"\b(?:data|csv|table)\b", (".csv", ".json")),
    (r"\bjson\b", (".json",)),
)


def file_meant(desk: Desk, text: str, *, of: Sequence[str] = (), saying: str = "") -> Work[str | None]:
    """The path of the file meant, from the workspace; the workspace is listed when the conversation knows none.

    ``of`` are the suffixes that the work can deal with; ``saying`` is said before the listing.
    """
    known = _known(desk, text, of)
    if known:
        return known
    names = yield from desk.names(saying or "I'll look at which files there are.")
    wanted = _suffixes(text, of)
    fitting = [name for name in names if not wanted or PurePosixPath(name).suffix in wanted]
    named = [name for name in fitting if PurePosixPath(name).stem.lower() in re.findall(r"[a-z0-9_]+", text.lower())]
    main = [name for name in fitting if PurePosixPath(name).stem in ("main", "app", "index")]
    return next(iter([*named, *main, *sorted(fitting)]), None)


def _known(desk: Desk, text: str, of: Sequence[str]) -> str | None:
    for name in FILE.findall(text):
        if not of or PurePosixPath(name).suffix in of:
            return desk.folder.named(name) or (plain(name) if name.startswith("/") else desk.path(name))
    words = set(re.findall(r"[a-z0-9_]+", text.lower()))
    wanted = _suffixes(text, of)
    for path in reversed(desk.folder.touched):
        stem = PurePosixPath(path).stem.lower()
        told = {stem, *stem.split("_")} - {"", "test"}
        if path in desk.folder.files and told & words and (not wanted or PurePosixPath(path).suffix in wanted):
            return path
    programs = [path for path in reversed(desk.folder.touched) if not PurePosixPath(path).name.startswith("test_")]
    ready = (path for path in programs if path in desk.folder.files)
    fitting = [path for path in ready if not wanted or PurePosixPath(path).suffix in wanted]
    return min(fitting, key=lambda path: _rank(path, wanted), default=None)


def _rank(path: str, wanted: Sequence[str]) -> int:
    """How far down a file's kind stands among those that would do."""
    return wanted.index(PurePosixPath(path).suffix) if wanted else 0


def _suffixes(text: str, of: Sequence[str]) -> Sequence[str]:
    said = next((kinds for pattern, kinds in _KINDS if re.search(pattern, text, re.IGNORECASE)), ())
    if not of:
        return said
    return [kind for kind in said if kind in of] or of
