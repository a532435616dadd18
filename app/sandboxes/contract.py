"""What a provider of sandboxes promises. One suite of tests holds every provider to it.

A sandbox is a folder of files and the right to run programs in it, confined: they see a read-only
system, the folder as ``/workspace``, no network, and nothing else of the machine. Files can be read
and written where nothing can be run; running is refused where it cannot be confined.

Paths are relative to the folder, with ``/`` between their parts. Calls block; ``workers`` wraps them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Literal, Protocol
from uuid import UUID

from app.sandboxes.profiles import Profile

Ended = Literal["exited", "stopped", "time", "output", "memory", "disk"]
"""How a command ended: by itself, by ``stop``, or at the limit named."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file, a folder or a symbolic link in a sandbox."""

    path: str
    kind: Literal["file", "folder", "link"]
    size: int
    """Bytes; 0 unless it is a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFile:
    """A file that is open for reading, until ``close``."""

    content: BinaryIO
    size: int
    """Bytes when it was opened."""
    modified: float
    """Seconds since the epoch."""
    version: str
    """Letters, digits and dashes; others for any other content of the file."""

    def close(self) -> None:
        self.content.close()


@dataclass(frozen=True, slots=True)
class Usage:
    """What a sandbox holds, and may hold at most."""

    bytes: int
    files: int
    max_bytes: int
    max_files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A program to run, with its arguments; no shell looks at them."""

    arguments: Sequence[str]
    profile: Profile
    folder: str = ""
    """Working directory inside the sandbox."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """Added to the few variables that the sandbox sets itself; nothing is inherited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandResult:
    """How a command ended and what it printed."""

    ended: Ended
    exit_code: int | None
    """None unless it exited by itself; minus the signal's number when a signal ended it."""
    output: str
    """Standard output and error as they came, at most the profile's ``output_bytes``."""
    seconds: float

    @property
    def succeeded(self) -> bool:
        return self.ended == "exited" and self.exit_code == 0


class RunningCommand(Protocol):
    """A command that was started."""

    def wait(self, timeout: float | None = None) -> CommandResult:
        """Its end. When this returns, nothing that the command started is left.

        Raises:
            TimeoutError: it has not ended within ``timeout`` seconds (and goes on).
        """

    def stop(self) -> None:
        """End it and all that it started, at once. Harmless when it has ended."""


class RunningServer(Protocol):
    """A program that listens inside the sandbox, with a way to it from outside."""

    @property
    def address(self) -> Path:
        """A Unix socket; each connection to it becomes one to the program's port.

        At a cloud a connection carries one HTTP request, or what that was upgraded to.
        """

    @property
    def alive(self) -> bool: ...

    def output(self) -> str:
        """The last 64 KiB that the program printed."""

    def stop(self) -> None:
        """End it and all that it started. Harmless when it has ended."""


class Sandbox(Protocol):
    """One sandbox.

    Every method that takes a path raises ``InvalidRequest`` for one that is not relative and inside,
    or that leads through a symbolic link, and ``NotFound`` where there is nothing.
    """

    id: UUID

    def write(self, files: Mapping[str, bytes]) -> None:
        """Put files in place, with the folders they need; each appears whole or not at all.

        Raises:
            SandboxFull: they would not fit; then none of them is written.
        """

    def read(self, path: str, *, limit: int = 16 * 1024 * 1024) -> bytes:
        """The content of a file. Raises ``InvalidRequest`` when it is no file or larger than ``limit`` bytes."""

    def list(self, folder: str = "", *, recursive: bool = False, limit: int = 10_000) -> Sequence[FileEntry]:
        """What a folder holds, sorted by path, at most ``limit`` entries; links are never followed."""

    def remove(self, path: str) -> None:
        """Delete a file, a link, or a folder with all that it holds. What is not there is no error."""

    def start(self, command: Command, *, on_output: Callable[[bytes], None] | None = None) -> RunningCommand:
        """Run a program, confined. ``on_output`` gets what it prints, from another thread.

        Raises:
            SandboxRefused: programs cannot be confined on this machine.
        """

    def serve(self, command: Command, *, port: int) -> RunningServer:
        """Run a program that listens on ``port`` of its own loopback (also given to it as ``PORT``).

        Connections can be made at once. Each waits a few seconds for the program to listen, then is closed.

        Raises:
            SandboxRefused: programs cannot be confined on this machine.
        """

    def usage(self) -> Usage: ...

    def open_file(self, path: str) -> OpenFile:
        """A file, open for reading piece by piece; never a link, a device or a pipe. Raises as ``read`` does."""


class SandboxProvider(Protocol):
    """Makes, finds and destroys sandboxes by their ids."""

    name: str

    def create(self, sandbox_id: UUID) -> Sandbox:
        """The sandbox, made unless it is there."""

    def open(self, sandbox_id: UUID) -> Sandbox:
        """The sandbox. Raises ``NotFound`` when it was never made or is destroyed."""

    def stop(self, sandbox_id: UUID) -> None:
        """End what runs in it. Its files stay, and the next program that is started there finds them.

        What is not there is no error. Raises ``OSError`` when something still runs; call it again.
        """

    def destroy(self, sandbox_id: UUID) -> None:
        """End what runs in it and delete its files. What is not there is no error."""

    def existing(self) -> Iterable[UUID]:
        """All sandboxes that there are, wanted or not."""

    def belongs_to(self, database: str) -> bool:
        """Whether sandboxes are within reach here and are those of ``database``; the first to ask has them."""

    def check(self) -> None:
        """Raises ``SandboxRefused``, with the reason, where programs cannot be run."""
