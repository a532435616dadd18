"""The desk at which a request is worked on: what is known, and the few actions that all work is made of.

An action is a generator: it yields a ``Move`` (a sentence and calls), is sent their outcomes and
returns what the work goes on with. So work reads as if it called its tools itself.
"""

import re
import shlex
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from workers.language_models.offline.tool_use import toolbox
from workers.language_models.offline.tool_use.folder import Folder, plain, unnumbered
from workers.language_models.offline.tool_use.toolbox import Toolbox
from workers.language_models.offline.tool_use.transcript import LOST, Exchange, Outcome

T = TypeVar("T")
_PLACES = (
    re.compile(r"^working (?:folder|directory):\s*(\S+)\s*$", re.IGNORECASE | re.MULTILINE),
    re.compile(r"\b(?:work|build|cwd)\b[^.\n/]{0,40}[\s`'\"](/(?:home/)?workspace(?:/[\w.-]+)*)", re.IGNORECASE),
)
_LISTING = re.compile(r"^(?:[-*]\s+)?(?:\S+\s+)?([\w./@-]+\.\w+)(?:\s.*)?$")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A call to make: an ability and its values under the abilities' own names."""

    ability: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Move:
    """The next turn: what is said first, and what is called."""

    text: str
    calls: tuple[Wanted, ...]


class Unable(Exception):
    """A call is wanted for which there is no tool."""


class Declined(Exception):
    """A part of a request cannot be done, so that what builds on it cannot be done either; the reason as a text."""


Work = Generator[Move, Sequence[Outcome], T]


@dataclass(slots=True)
class Desk:
    toolbox: Toolbox
    folder: Folder
    system: str = ""
    earlier: Sequence[Exchange] = ()
    notes: list[str] = field(default_factory=list)
    """What the closing words have to mention."""

    @property
    def place(self) -> str:
        """The folder to work in, as the system prompt names it."""
        found = next((match[1] for place in _PLACES if (match := place.search(self.system))), "/workspace")
        return f"/workspace/{plain(found)}".rstrip("/.")

    def path(self, name: str) -> str:
        """The path that a new file called ``name`` gets, from the workspace: "hello.py", "app/hello.py"."""
        inside = plain(f"{self.place}/")
        return name if name.startswith("/") or name.startswith(inside) else f"{inside}{name}"

    def act(self, text: str, *calls: Wanted) -> Work[Sequence[Outcome]]:
        """Makes the calls and takes up what they did.

        Raises:
            Unable: there is no tool for one of them.
        """
        for call in calls:
            if not self.toolbox.can(call.ability):
                raise Unable(call.ability)
        outcomes = yield Move(text, calls)
        both = [*outcomes, *[LOST] * (len(calls) - len(outcomes))]
        for call, outcome in zip(calls, both, strict=False):
            self.folder.note(call.ability, dict(call.values), outcome)
        return both[: len(calls)]

    def write(self, path: str, content: str, text: str = "") -> Work[Outcome]:
        values = {"path": whole(path), "content": content}
        return (yield from self.act(text, Wanted(toolbox.WRITE, values)))[0]

    def text_of(self, path: str, text: str = "") -> Work[str | None]:
        """A file's current text, read when it is not known; None when it cannot be."""
        known = self.folder.files.get(plain(path))
        if known is not None:
            return known
        if not self.toolbox.can(toolbox.READ):
            return None
        outcome = (yield from self.act(text, Wanted(toolbox.READ, {"path": whole(path)})))[0]
        return None if outcome.failed else self.folder.files.get(plain(path))

    def run(self, path: str, arguments: Sequence[str] = (), text: str = "") -> Work[Outcome]:
        """Runs a Python file, with whichever tool can."""
        if self.toolbox.can(toolbox.PYTHON):
            values: dict[str, Any] = {"path": whole(path)}
            if arguments:
                values["arguments"] = list(arguments)
            return (yield from self.act(text, Wanted(toolbox.PYTHON, values)))[0]
        inside = path.removeprefix(plain(f"{self.place}/"))
        return (yield from self.shell(shlex.join(["python3", inside, *arguments]), text))

    def shell(self, command: str, text: str = "") -> Work[Outcome]:
        """A command in the folder of the work."""
        line = command if self.place == "/workspace" else f"cd {shlex.quote(self.place)} && {command}"
        return (yield from self.act(text, Wanted(toolbox.SHELL, {"command": line})))[0]

    def names(self, text: str = "") -> Work[list[str]]:
        """The files that there are, listed by a tool."""
        if self.toolbox.can(toolbox.LIST):
            values = {"pattern": "**/*"} if "pattern" in _required(self.toolbox, toolbox.LIST) else {}
            outcome = (yield from self.act(text, Wanted(toolbox.LIST, values)))[0]
        elif self.toolbox.can(toolbox.SHELL):
            outcome = yield from self.shell("find . -type f -not -path '*/.*'", text)
        else:
            return [path for path in self.folder.touched if path in self.folder.files]
        return [] if outcome.failed else [self.path(name) for name in _listed(outcome.printed)]

    @property
    def can_run(self) -> bool:
        return self.toolbox.can(toolbox.PYTHON) or self.toolbox.can(toolbox.SHELL)

    @property
    def has_files(self) -> bool:
        return self.toolbox.can(toolbox.WRITE)


def whole(path: str) -> str:
    """A path as tools are given it."""
    return f"/workspace/{plain(path)}"


def quiet(text: str, most_lines: int = 60, most: int = 4000) -> str:
    """A program's output, bounded."""
    lines = unnumbered(text).strip("\n").splitlines()
    kept = "\n".join(lines[:most_lines])[:most]
    return kept if len(lines) <= most_lines and len(kept) < most else f"{kept}\n…"


def _required(tools: Toolbox, ability: str) -> frozenset[str]:
    return frozenset(tools.tools[ability].parameters_json_schema.get("required", ()))


def _listed(text: str) -> list[str]:
    found = []
    for line in text.splitlines():
        if match := _LISTING.match(line.strip()):
            found.append(plain(match[1]))
    return list(dict.fromkeys(name for name in found if not name.startswith(".")))
