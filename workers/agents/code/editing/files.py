"""Edits of single files: only inside the app, only where nothing breaks how it is installed and built."""

from collections.abc import Mapping

from workers.agents.code.app_spec import SPEC_FILE
from workers.agents.code.editing.refusal import ChangeRefused
from workers.agents.code.edits import DeleteFile, ReplaceText, WriteFile
from workers.agents.code.present_app import SOURCES
from workers.agents.code.project.template import CONFIGURATION

LONGEST_PATH = 200
_KEPT = frozenset({*CONFIGURATION, SPEC_FILE, "package-lock.json"})
_TYPES = (".ts", ".tsx", ".css", ".json", ".md", ".svg", ".txt")


def edited(files: Mapping[str, str], change: ReplaceText | WriteFile | DeleteFile) -> tuple[str, str | None]:
    """The path of a change and the file's new content, None if it goes.

    Raises:
        ChangeRefused: the path may not be changed, or the text to replace does not stand there exactly once.
    """
    path = checked_path(change.path)
    if isinstance(change, WriteFile):
        return path, change.content
    if path not in files:
        raise ChangeRefused(f"There is no file {path}")
    if isinstance(change, DeleteFile):
        return path, None
    found = files[path].count(change.find)
    if found != 1:
        told = "does not stand" if not found else f"stands {found} times"
        raise ChangeRefused(f"In {path} the text to replace {told}; it has to stand there exactly once")
    return path, files[path].replace(change.find, change.replace)


def checked_path(path: str) -> str:
    """``path``, if an edit may write it.

    Raises:
        ChangeRefused: it leads elsewhere, is hidden, of another kind, or decides how the app is built.
    """
    parts = path.split("/")
    plain = path.isprintable() and path.isascii() and "\\" not in path and len(path) <= LONGEST_PATH
    if not plain or path.startswith("/") or any(not part or part.startswith(".") for part in parts):
        raise ChangeRefused(f"{path!r} is no path of a file in the app")
    if path in _KEPT:
        raise ChangeRefused(f"{path} decides how the app is installed and built, and stays as it is")
    if not (path.startswith(SOURCES) or path == "README.md") or "node_modules" in parts:
        raise ChangeRefused(f"{path} is outside of {', '.join(SOURCES)}")
    if not path.endswith(_TYPES):
        raise ChangeRefused(f"{path} is of a kind that edits do not write: {', '.join(_TYPES)}")
    return path
