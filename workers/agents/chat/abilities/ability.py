"""What every ability works on and gives back.

An ability is an async function of a :class:`Workbench` and of the arguments that the model wrote; its
docstring is what the model reads. It never raises for what a model or a user may do wrong: it answers
with a failed outcome, from which the model goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from app.domain.market_data.quotes import Quotes
from app.errors import Conflict, InvalidRequest, NotFound, Unavailable
from workers.agents.agent import StepSandbox

LARGEST_RESULT = 16_000
"""Characters of a result that the model and the client get."""

REFUSALS = (InvalidRequest, NotFound, Conflict, Unavailable)
"""What sandboxes raise about a request. An ability answers with it; everything else ends the step."""

FOLDER = PurePosixPath("/workspace")
"""The sandbox's folder as programs inside it see it."""
HOME = PurePosixPath("/", "home", "workspace")
"""The same folder as clients of older installations know it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call came to. ``writes`` are files that are yet to be put in place: see :mod:`…chat.tool_turn`."""

    text: str
    failed: bool = False
    artifact: tuple[str, Mapping[str, Any]] | None = None
    """Type and payload of the artifact event that goes with it."""
    writes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Workbench:
    """What abilities work on: the sandbox, and the folder in it that relative paths begin at."""

    sandbox: StepSandbox
    folder: str = ""
    quotes: Quotes | None = None

    def path(self, asked: str) -> str:
        """A path as the model wrote it, relative to the sandbox's folder.

        Raises:
            InvalidRequest: it leads outside.
        """
        return inside(asked, self.folder)


def inside(asked: str, folder: str = "") -> str:
    """``asked`` (relative to ``folder``, or absolute) as a path relative to the sandbox's folder.

    Raises:
        InvalidRequest: it leads outside.
    """
    path = PurePosixPath(asked.strip() or ".")
    if path.is_absolute():
        root = next((root for root in (FOLDER, HOME) if path.is_relative_to(root)), None)
        if root is None:
            raise InvalidRequest(f"{asked} is outside of the workspace {FOLDER}")
        path = path.relative_to(root)
    else:
        path = PurePosixPath(folder) / path
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and not parts:
            raise InvalidRequest(f"{asked} is outside of the workspace {FOLDER}")
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def bounded(text: str, limit: int = LARGEST_RESULT) -> str:
    """``text``, or its beginning and its end with a line between them that says what was left out."""
    if len(text) <= limit:
        return text
    head, tail = limit * 3 // 4, limit // 4
    return f"{text[:head]}\n… {len(text) - head - tail} characters left out …\n{text[-tail:]}"
