"""Counting and deleting folders that a hostile program has filled.

Nothing is followed, everything is reached one part below the other by descriptor, modes that keep
even their owner out are opened up, and no depth uses up descriptors or the stack.
"""

import contextlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
DEEPEST = 64


def enter(name: str | os.PathLike[str], folder: int | None = None) -> int:
    """A folder's descriptor, for reading; opened up first if its owner has been locked out."""
    try:
        descriptor = os.open(name, OPEN_FOLDER, dir_fd=folder)
    except PermissionError:
        _open_up(name, folder)
        descriptor = os.open(name, OPEN_FOLDER, dir_fd=folder)
    found = os.fstat(descriptor)
    if found.st_mode & 0o700 != 0o700 and found.st_uid == os.geteuid():
        os.fchmod(descriptor, stat.S_IMODE(found.st_mode) | 0o700)
    return descriptor


@contextmanager
def entered(name: str | os.PathLike[str], folder: int | None = None) -> Iterator[int]:
    descriptor = enter(name, folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def walk(top: int, *, deep: bool = True) -> Iterator[tuple[tuple[str, ...], os.stat_result]]:
    """What lies below a folder: the parts of each path, and what is there. A folder comes before its contents.

    Below a depth that no honest tree has, nothing is looked at.
    """
    waiting: list[tuple[str, ...]] = [()]
    while waiting:
        parts = waiting.pop()
        for name, found in _entries(top, parts):
            path = (*parts, name)
            yield path, found
            if deep and stat.S_ISDIR(found.st_mode) and len(path) < DEEPEST:
                waiting.append(path)


def measure(root: str | os.PathLike[str], *, most: int) -> tuple[int, int]:
    """Bytes on disk and number of entries below ``root``; a hard link counts once.

    It stops counting at ``most`` entries, and a tree too deep to be looked into counts as that many.
    """
    size, count = 0, 0
    linked: set[int] = set()
    with entered(root) as top:
        for path, found in walk(top):
            count += 1
            if count >= most or len(path) >= DEEPEST:
                return size, most
            if found.st_nlink > 1 and not stat.S_ISDIR(found.st_mode):
                if found.st_ino in linked:
                    continue
                linked.add(found.st_ino)
            size += found.st_blocks * 512
    return size, count


def delete(name: str | os.PathLike[str], folder: int | None = None) -> None:
    """Delete a folder and all that it holds.

    Raises:
        OSError: something was put into it meanwhile, or the system refused.
    """
    with contextlib.suppress(FileNotFoundError):
        with entered(name, folder) as top:
            _empty(top, top, 0)
        os.rmdir(name, dir_fd=folder)


def _entries(top: int, parts: tuple[str, ...]) -> Iterator[tuple[str, os.stat_result]]:
    try:
        descriptor = _descend(top, parts)
    except OSError:  # it went away, or became a link, while we looked
        return
    try:
        with os.scandir(descriptor) as entries:
            for entry in entries:
                with contextlib.suppress(FileNotFoundError):
                    yield entry.name, entry.stat(follow_symlinks=False)
    finally:
        os.close(descriptor)


def _descend(top: int, parts: tuple[str, ...]) -> int:
    descriptor = os.dup(top)
    for part in parts:
        try:
            inner = enter(part, descriptor)
        finally:
            os.close(descriptor)
        descriptor = inner
    return descriptor


def _empty(folder: int, top: int, depth: int) -> None:
    """What lies too deep is moved up to the top under a new name, where it is shallow again."""
    again = True
    while again:
        again = False
        for name in os.listdir(folder):
            try:
                os.unlink(name, dir_fd=folder)
            except FileNotFoundError:
                continue
            except (IsADirectoryError, PermissionError):
                again |= depth == 0
                _delete_inner(name, folder, top, depth)


def _delete_inner(name: str, folder: int, top: int, depth: int) -> None:
    if depth >= DEEPEST:
        os.rename(name, f".deep-{os.urandom(8).hex()}", src_dir_fd=folder, dst_dir_fd=top)
        return
    with entered(name, folder) as inner:
        _empty(inner, top, depth + 1)
    os.rmdir(name, dir_fd=folder)


def _open_up(name: str | os.PathLike[str], folder: int | None) -> None:
    """Give the owner a folder's rights back, without following a link that takes its place."""
    descriptor = os.open(name, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
    try:
        os.chmod(f"/proc/self/fd/{descriptor}", 0o700)
    finally:
        os.close(descriptor)
