"""Requests about files. The same file tools answer them that serve local sandboxes."""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.errors import InvalidRequest, SandboxFull
from app.sandboxes.local.files import Folder
from app.sandboxes.local.tree import measure
from app.sandboxes.remote.inside.places import WORKSPACE

_BLOCK = 4096


def write(*, bundle: str, files: Sequence[tuple[str, int]], max_bytes: int, max_files: int, **_: Any) -> None:
    """Put files in place out of a bundle, in which they lie one after the other, and remove it."""
    try:
        held, count = measure(WORKSPACE, most=max_files + 1)
        more = sum(-(-size // _BLOCK) * _BLOCK for _path, size in files)
        if held + more > max_bytes or count + len(files) > max_files:
            raise SandboxFull
        folder = _folder()
        with open(bundle, "rb") as content:
            for path, size in files:
                folder.write(path, content.read(size))
    finally:
        os.unlink(bundle)


def stat(*, path: str, limit: int | None, **_: Any) -> Mapping[str, Any]:
    """What is known of a file without reading it."""
    with _folder().opened_file(path) as descriptor:
        found = os.fstat(descriptor)
    if limit is not None and found.st_size > limit:
        raise InvalidRequest(f"This file is larger than {limit} bytes")
    version = f"{found.st_ino:x}-{found.st_mtime_ns:x}-{found.st_size:x}"
    return {"size": found.st_size, "modified": found.st_mtime, "version": version}


def entries(*, folder: str, recursive: bool, limit: int, **_: Any) -> Sequence[tuple[str, str, int]]:
    found = _folder().entries(folder, recursive=recursive, limit=limit)
    return [(entry.path, entry.kind, entry.size) for entry in found]


def remove(*, path: str, **_: Any) -> None:
    _folder().remove(path)


def usage(*, max_files: int, **_: Any) -> tuple[int, int]:
    """Bytes and files; it stops counting after one file more than there may be."""
    return measure(WORKSPACE, most=max_files + 1)


def _folder() -> Folder:
    from pathlib import Path

    return Folder(Path(WORKSPACE))


REQUESTS: dict[str, Callable[..., Any]] = {
    "write": write,
    "stat": stat,
    "entries": entries,
    "remove": remove,
    "usage": usage,
}
