"""A sandbox's files, reached so that no link inside it leads outside.

Every part of a path is opened below the part before it and never through a symbolic link, so that a
program that swaps a folder for a link in between wins nothing.
"""

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import InvalidRequest, NotFound
from app.sandboxes.contract import FileEntry, OpenFile
from app.sandboxes.local.tree import delete, enter, walk

if TYPE_CHECKING:  # these tools also run where nothing else of ours is
    from app.child_process import Account

_LONGEST_PATH = 1024
_LONGEST_PART = 200


def parts_of(path: str) -> list[str]:
    """The parts of a relative path; none for the folder itself.

    Raises:
        InvalidRequest: it is absolute, leads upwards, or is no path.
    """
    parts = [part for part in path.split("/") if part not in {"", "."}]
    if path.startswith("/") or "\0" in path or ".." in parts or len(path) > _LONGEST_PATH:
        raise InvalidRequest("A path must be relative and stay inside the sandbox")
    if any(len(os.fsencode(part)) > _LONGEST_PART for part in parts):
        raise InvalidRequest(f"A part of a path has at most {_LONGEST_PART} bytes")
    return parts


class Folder:
    """The root folder of one sandbox. ``owner`` is the user and group that new files belong to (None: ours)."""

    def __init__(self, root: Path, *, owner: "Account | None" = None) -> None:
        self.root = root
        self._owner = owner

    def write(self, path: str, content: bytes) -> None:
        """Put a file in place: whole or not at all, whatever was there before, unless it is a folder."""
        *folders, name = parts_of(path) or [""]
        if not name:
            raise InvalidRequest("A file needs a name")
        with self._opened(folders, make=True) as folder:
            unfinished = f".{os.urandom(8).hex()}.part"
            try:
                self._write_new(unfinished, content, folder)
                with _told():
                    os.replace(unfinished, name, src_dir_fd=folder, dst_dir_fd=folder)
            except BaseException:
                with _ignoring_missing():
                    os.unlink(unfinished, dir_fd=folder)
                raise

    def read(self, path: str, *, limit: int) -> bytes:
        with self.opened_file(path) as descriptor:
            if os.fstat(descriptor).st_size > limit:
                raise InvalidRequest(f"This file is larger than {limit} bytes")
            with os.fdopen(os.dup(descriptor), "rb") as file:
                return file.read(limit)

    @contextmanager
    def opened_file(self, path: str) -> Iterator[int]:
        """A file's descriptor, open for reading; never that of a device or a pipe."""
        *folders, name = parts_of(path) or [""]
        with self._opened(folders) as folder:
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            with _told():
                descriptor = os.open(name or ".", flags, dir_fd=folder)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise InvalidRequest("This is no file")
            yield descriptor
        finally:
            os.close(descriptor)

    def entries(self, path: str, *, recursive: bool, limit: int) -> list[FileEntry]:
        prefix = parts_of(path)
        with self._opened(prefix) as folder:
            found = islice(walk(folder, deep=recursive), limit)
            return sorted((_entry([*prefix, *parts], each) for parts, each in found), key=lambda entry: entry.path)

    def remove(self, path: str) -> None:
        *folders, name = parts_of(path) or [""]
        if not name:
            raise InvalidRequest("The sandbox itself cannot be removed")
        with _ignoring_missing(), self._opened(folders) as folder:
            if stat.S_ISDIR(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
                delete(name, folder)
            else:
                os.unlink(name, dir_fd=folder)

    @contextmanager
    def _opened(self, folders: list[str], *, make: bool = False) -> Iterator[int]:
        with _told():
            descriptor = enter(self.root)
        try:
            for part in folders:
                inner = self._enter(part, descriptor, make=make)
                os.close(descriptor)
                descriptor = inner
            yield descriptor
        finally:
            os.close(descriptor)

    def _enter(self, part: str, folder: int, *, make: bool) -> int:
        if make:
            try:
                os.mkdir(part, 0o755, dir_fd=folder)
                self._give(part, folder)
            except FileExistsError:
                pass
        with _told():
            return enter(part, folder)

    def _write_new(self, name: str, content: bytes, folder: int) -> None:
        descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644, dir_fd=folder)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            if self._owner is not None:
                os.fchown(file.fileno(), self._owner.user, self._owner.group)

    def _give(self, name: str, folder: int) -> None:
        if self._owner is not None:
            os.chown(name, self._owner.user, self._owner.group, dir_fd=folder, follow_symlinks=False)


def write_all(folder: Folder, files: Mapping[str, bytes]) -> None:
    """Put files in place, one after the other; bad paths are found before the first is written."""
    for path in files:
        parts_of(path)
    for path, content in files.items():
        folder.write(path, content)


def _entry(parts: list[str], found: os.stat_result) -> FileEntry:
    path = "/".join(part.encode(errors="surrogateescape").decode(errors="replace") for part in parts)
    if stat.S_ISDIR(found.st_mode):
        return FileEntry(path, "folder", 0)
    if stat.S_ISREG(found.st_mode):
        return FileEntry(path, "file", found.st_size)
    return FileEntry(path, "link", 0)


@contextmanager
def _ignoring_missing() -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, NotFound):
        return


@contextmanager
def _told() -> Iterator[None]:
    """Tells the system's refusals in our own words."""
    try:
        yield
    except OSError as error:
        if error.errno == errno.ENOENT:
            raise NotFound("There is no such file") from None
        if error.errno in {errno.ENOTDIR, errno.ELOOP, errno.EISDIR, errno.ENXIO, errno.ENAMETOOLONG}:
            raise InvalidRequest("This path leads through something that is no folder") from None
        if error.errno in {errno.EACCES, errno.EPERM}:
            raise InvalidRequest("This file's own rights keep it closed") from None
        raise


def open_in(folder: Folder, path: str) -> OpenFile:
    """A file of ``folder``, for whoever reads it piece by piece."""
    with folder.opened_file(path) as descriptor:
        found = os.fstat(descriptor)
        return OpenFile(
            content=os.fdopen(os.dup(descriptor), "rb"),
            size=found.st_size,
            modified=found.st_mtime,
            # A file that is replaced is another one, also within one tick of the file system's clock.
            version=f"{found.st_ino:x}-{found.st_mtime_ns:x}-{found.st_size:x}",
        )
