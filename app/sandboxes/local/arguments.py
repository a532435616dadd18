"""The command line of bubblewrap as it grows, with what has to be ready before it is run.

A private folder lies where the sandbox's own user cannot go. As root it is mounted at a place of its
own first (``root_entry``); as an ordinary user it is named by descriptor, so that what was opened is
what gets mounted, whatever happens to the path meanwhile.
"""

import os
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType


class Arguments:
    """Arguments, open descriptors and folders to mount; leave its ``with`` once the program has been started."""

    def __init__(self, *, mounted_at: Path | None) -> None:
        """``mounted_at``: below which root will have mounted the private folders, by their numbers."""
        self.words: list[str] = []
        self.descriptors: list[int] = []
        self.mounted: list[Path] = []
        self._mounted_at = mounted_at
        self._open = ExitStack()

    def __enter__(self) -> "Arguments":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def add(self, *words: str) -> None:
        self.words += words

    def keep(self, descriptor: int) -> str:
        """Hand on a descriptor that somebody else closes."""
        self.descriptors.append(descriptor)
        return str(descriptor)

    def show(self, path: Path) -> None:
        """Mount a folder or a file that everybody on this machine may read, in its own place."""
        self.add("--ro-bind", str(path), str(path))

    def show_private(self, folder: Path, at: str, *, writable: bool = False) -> None:
        """Mount a folder wherever it lies, read-only unless said otherwise."""
        if self._mounted_at is not None:
            self.add("--bind" if writable else "--ro-bind", str(self._mounted_at / str(len(self.mounted))), at)
            self.mounted.append(folder)
            return
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        self._open.callback(os.close, descriptor)
        self.add("--bind-fd" if writable else "--ro-bind-fd", self.keep(descriptor), at)

    def memory(self, at: str, *, size: int, mode: str = "0755") -> None:
        """An empty folder that lies in memory, of ``size`` bytes at most."""
        self.add("--perms", mode, "--size", str(size), "--tmpfs", at)

    def file(self, at: str, content: bytes, *, mode: str = "0444") -> None:
        """A file with this content, read-only."""
        self.add("--perms", mode, "--ro-bind-data", self.data(content), at)

    def data(self, content: bytes) -> str:
        """A descriptor to read ``content`` from; at most 64 KiB, which a pipe holds."""
        reading, writing = os.pipe()
        self._open.callback(os.close, reading)
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(content)
        return self.keep(reading)
