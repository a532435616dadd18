"""Paths of a workspace's files: as clients and agents write them, as the sandbox takes them, and which are hidden.

A path is virtual (``results/a.txt``) or absolute below one of the names that the workspace's folder has had.
What comes back is always virtual. What is elsewhere, ``/tmp`` included, is no part of a workspace: programs have
a ``/tmp`` of their own only as long as they run.
"""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase

from app.errors import Forbidden

ROOTS = ("/workspace", "/home/workspace", "/home/daytona")
SYSTEM_FOLDERS = ("code", "tools", "mcp_servers", "skills", ".agent", "_internal")

_ALWAYS_HIDDEN = ("__pycache__", "*.pyc", "__init__.py")


def virtual_path(path: str) -> str:
    """The path relative to the workspace's folder, with single slashes; '' for the folder itself.

    Raises:
        Forbidden: it leads, or may lead, out of the workspace.
    """
    inner = _inner(path)
    parts = [part for part in inner.split("/") if part not in ("", ".")]
    if ".." in parts or "\0" in inner:
        raise Forbidden("Access denied: the path is outside of the workspace")
    return "/".join(parts)


def is_hidden(path: str, *, include_system: bool) -> bool:
    """Whether a virtual path is left out of lists."""
    first, *_ = parts = path.split("/")
    if first in SYSTEM_FOLDERS and not include_system:
        return True
    return any(fnmatchcase(part, pattern) for part in parts for pattern in _ALWAYS_HIDDEN)


def matching(paths: Iterable[str], *, pattern: str, below: str = "") -> list[str]:
    """Those of the virtual paths that lie below the folder ``below`` and, seen from there, match ``pattern``.

    ``*``, ``?`` and ``[…]`` stand for parts of one name, ``**`` for any number of folders.
    """
    parts = [part for part in pattern.split("/") if part]
    wanted = [part for part, before in zip(parts, ["", *parts], strict=False) if not part == before == "**"]
    skipped = len(below) + 1 if below else 0
    return [path for path in paths if _matches(tuple(path[skipped:].split("/")), wanted)]


def _inner(path: str) -> str:
    if not path.startswith("/"):
        return path
    for root in ROOTS:
        if path == root or path.startswith(f"{root}/"):
            return path[len(root) :]
    raise Forbidden("Access denied: the path is outside of the workspace")


def _matches(parts: tuple[str, ...], wanted: Sequence[str]) -> bool:
    """Follows all ways to read the pattern at once: no pattern takes longer than both lengths multiplied."""
    reached = _with_skipped({0}, wanted)
    for part in parts:
        stays = {at for at in reached if at < len(wanted) and wanted[at] == "**"}
        goes_on = {at + 1 for at in reached - stays if at < len(wanted) and fnmatchcase(part, wanted[at])}
        reached = _with_skipped(stays | goes_on, wanted)
    return len(wanted) in reached


def _with_skipped(reached: set[int], wanted: Sequence[str]) -> set[int]:
    """``**`` also stands for no folder at all."""
    return reached | {at + 1 for at in reached if at < len(wanted) and wanted[at] == "**"}
