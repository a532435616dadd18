"""What is known of the files in the workspace, from the calls that touched them."""

import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from workers.language_models.offline.tool_use import toolbox
from workers.language_models.offline.tool_use.transcript import Made, Outcome

_HOME = str(PurePosixPath("/", "home", "workspace"))
"""The workspace as clients of older installations know it."""
_ROOTS = (f"{_HOME}/", "/workspace/", "./", "/")
_NUMBERED = re.compile(r"^\s*\d+(?:\t|→|\s*[|:]\s?)")
_CUT = re.compile(r"\btruncated\b|\bcut off\b|… .*\bleft out\b", re.IGNORECASE)
_RUN = re.compile(r"\bpython3?\s+(\S+\.py)")
_LASTING = frozenset({".py", ".js", ".css", ".html", ".md"})
"""Kinds of files that a program which runs does not usually write."""


def plain(path: str) -> str:
    """A path as it is seen from the workspace, without a leading slash."""
    if path.rstrip("/") in ("/workspace", _HOME, "."):
        return ""
    root = next((root for root in _ROOTS if path.startswith(root)), "")
    return path.removeprefix(root).strip()


@dataclass(slots=True)
class Folder:
    """Files by path: their text where it is known, None where only the file is."""

    files: dict[str, str | None] = field(default_factory=dict)
    touched: list[str] = field(default_factory=list)
    """Paths in the order of their last use."""
    ran: dict[str, Outcome] = field(default_factory=dict)

    def note(self, ability: str, values: dict[str, Any], outcome: Outcome) -> None:
        """Takes up what a call did."""
        path = plain(str(values.get("path") or ""))
        if ability == toolbox.PYTHON and path:
            self._note_run(path, outcome)
        elif ability == toolbox.SHELL:
            self._note_shell(str(values.get("command") or ""), outcome)
        elif outcome.failed:
            if ability in (toolbox.READ, toolbox.EDIT) and path in self.files:
                self.files[path] = None
        elif ability == toolbox.WRITE:
            self._keep(path, str(values.get("content") or ""))
        elif ability == toolbox.EDIT:
            text = self.files.get(path)
            self._keep(path, None if text is None else text.replace(str(values["old"]), str(values["new"]), 1))
        elif ability == toolbox.READ:
            self._keep(path, None if _CUT.search(outcome.text) else unnumbered(outcome.text))

    def take_up(self, made: Made) -> None:
        """The same for a call of an earlier turn."""
        ability = toolbox.ability_of(made.tool)
        if ability:
            self.note(ability, toolbox.values_of(ability, made.arguments), made.outcome)

    def last(self, *suffixes: str) -> str | None:
        """The file that was used last, of those with the suffixes (all when none is given)."""
        fitting = (path for path in reversed(self.touched) if path in self.files)
        return next((path for path in fitting if not suffixes or PurePosixPath(path).suffix in suffixes), None)

    def named(self, name: str) -> str | None:
        """The known file that is called so, with or without its folder and suffix."""
        wanted = plain(name).lower()
        ends = [path for path in reversed(self.touched) if path in self.files]
        for read in (str.lower, lambda path: path.rsplit("/", 1)[-1].lower(), lambda path: PurePosixPath(path).stem):
            if found := next((path for path in ends if read(path) == wanted), None):
                return found
        return None

    def _note_run(self, path: str, outcome: Outcome) -> None:
        self.ran[path] = outcome
        self._touch(path)
        self.files.setdefault(path, None)
        for name in self.files:
            if PurePosixPath(name).suffix not in _LASTING:
                self.files[name] = None

    def _note_shell(self, command: str, outcome: Outcome) -> None:
        if found := _RUN.search(command):
            base = re.search(r"\bcd\s+(\S+)", command)
            inside = found[1] if found[1].startswith("/") or not base else f"{base[1].rstrip('/')}/{found[1]}"
            self._note_run(plain(inside), outcome)
        for removed in re.findall(r"\brm\s+(?:-\w+\s+)*(?:--\s+)?(\S+)", command):
            self.files.pop(plain(removed.strip("'\"")), None)

        for kind, old, new in re.findall(r"\b(mv|cp) -- (\S+) (\S+)", command) if not outcome.failed else ():
            self._keep(plain(new), self.files.get(plain(old)))
            if kind == "mv":
                self.files.pop(plain(old), None)

    def _keep(self, path: str, text: str | None) -> None:
        self.files[path] = text
        self._touch(path)

    def _touch(self, path: str) -> None:
        if path in self.touched:
            self.touched.remove(path)
        self.touched.append(path)


def unnumbered(text: str) -> str:
    """A file's text without the line numbers that some tools show it with."""
    lines = text.splitlines(keepends=True)
    if lines and all(_NUMBERED.match(line) for line in lines):
        return "".join(_NUMBERED.sub("", line) for line in lines)
    return text
