"""What a cloud's adapter has to provide; everything else is done alike for all of them.

An adapter knows how to make, find and end machines, and of a machine only four things: run a short
command and read what it printed, start a long one, send a file, fetch a file. The contract's promises
are kept above these, by what runs inside (``inside``).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

State = Literal["running", "stopped", "gone"]


class CallFailed(Exception):
    """A cloud did not do what it was asked; ``status`` is what it answered, None when it did not answer."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        self.status = status
        super().__init__(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a port of a machine is reached from outside."""

    url: str
    """May have a path, which then comes before that of each request."""
    headers: Mapping[str, str]
    """Sent with each request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A machine as a list shows it."""

    sandbox_id: UUID
    owner: str
    """The database that it is marked with, or empty."""


class Machine(Protocol):
    """One machine that is running, or was when it was asked for. All its methods raise CallFailed."""

    def execute(self, arguments: Sequence[str], *, seconds: float) -> str:
        """What a command printed. The words hold nothing that a shell would look at."""

    launches: bool
    """Whether the cloud looks after long commands; else they go on in a process of their own."""

    def launch(self, arguments: Sequence[str]) -> None:
        """Start a long command, if ``launches``."""

    def upload(self, path: str, content: bytes) -> None:
        """Put a file at an absolute path."""

    def download(self, path: str) -> AbstractContextManager[Iterator[bytes]]:
        """A file's content."""

    def way_to(self, port: int) -> Way: ...


class Cloud(Protocol):
    """An account at a cloud. All methods raise CallFailed."""

    name: str

    def create(self, sandbox_id: UUID) -> None:
        """Make a machine, unless it is there, and wait until it runs."""

    def machine(self, sandbox_id: UUID) -> Machine:
        """The machine, in whatever state. Raises NotFound when there is none."""

    def state(self, sandbox_id: UUID) -> State: ...

    def wake(self, sandbox_id: UUID) -> None:
        """Have a stopped machine run, and wait for it."""

    def halt(self, sandbox_id: UUID) -> None:
        """Have it cost less while nothing runs in it; its files stay."""

    def delete(self, sandbox_id: UUID) -> None:
        """Delete it with its files. What is not there is no error."""

    def machines(self) -> Sequence[Found]:
        """All of this installation."""

    def mark(self, sandbox_id: UUID, *, owner: str) -> None:
        """Note the database that a machine belongs to."""

    def check(self) -> None:
        """Ask something harmless, to see whether the key opens the account."""
