"""What clients do with the files of a workspace: each function is one call's work in its sandbox.

Paths are virtual (``file_paths.virtual_path``). They block, as sandboxes do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from app.domain.workspaces.file_paths import is_hidden, matching, virtual_path
from app.errors import BatonError, Forbidden, InvalidRequest, NotFound, NotText
from app.sandboxes.contract import OpenFile, Sandbox

MOST_ENTRIES = 50_000
LARGEST_TEXT = 16 * 1024 * 1024
"""Bytes of a file that ``read_lines`` looks at."""
CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Lines of a text. ``cut``: there are more of them."""

    content: str
    cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """The paths of files that are gone, and for each of the others (path, why not)."""

    deleted: Sequence[str]
    errors: Sequence[tuple[str, str]]


def list_files(sandbox: Sandbox, folder: str, *, pattern: str, include_system: bool) -> list[str]:
    """The virtual paths of the files below ``folder`` that match; of a very full sandbox the first 50,000 entries.

    Raises:
        NotFound: there is no such folder.
        Forbidden: the path leads through a link, or is no folder's.
    """
    try:
        entries = sandbox.list(folder, recursive=True, limit=MOST_ENTRIES)
    except InvalidRequest as error:
        raise Forbidden(error.message) from None
    shown = (
        each.path for each in entries if each.kind == "file" and not is_hidden(each.path, include_system=include_system)
    )
    return matching(shown, pattern=pattern, below=folder)


def open_to_read(sandbox: Sandbox, path: str) -> OpenFile:
    """The file, until it is closed.

    Raises:
        NotFound: there is none.
        Forbidden: the path leads through a link, or is no file's.
    """
    try:
        return sandbox.open_file(path)
    except NotFound:
        raise NotFound(f"File not found: {path}") from None
    except InvalidRequest as error:
        raise Forbidden(error.message) from None


def read_lines(sandbox: Sandbox, path: str, *, offset: int, limit: int) -> Lines:
    """``limit`` lines of a text from line ``offset`` (0 is the first) on, with their ends.

    Raises:
        NotText: the file is no text in UTF-8.
        NotFound, Forbidden: as for ``open_to_read``.
    """
    file = open_to_read(sandbox, path)
    try:
        content = file.content.read(LARGEST_TEXT + 1)
    finally:
        file.close()
    text = _text(content[:LARGEST_TEXT], whole=len(content) <= LARGEST_TEXT)
    lines = StringIO(text, newline="\n").readlines()  # str.splitlines would also split at form feeds
    cut = len(content) > LARGEST_TEXT or len(lines) > offset + limit
    return Lines(content="".join(lines[offset : offset + limit]), cut=cut)


def chunks(file: OpenFile) -> Iterator[bytes]:
    """What is in the file, piece by piece, as much as there was when it was opened."""
    left = file.size
    while left > 0 and (chunk := file.content.read(min(CHUNK, left))):
        left -= len(chunk)
        yield chunk


def write_file(sandbox: Sandbox, path: str, content: bytes) -> None:
    """Put the file in place, whole or not at all.

    Raises:
        Forbidden: the path leads through a link, or is a folder's.
        SandboxFull: there is no room for it.
    """
    try:
        sandbox.write({path: content})
    except InvalidRequest as error:
        raise Forbidden(error.message) from None


def remove_files(sandbox: Sandbox, paths: Sequence[str]) -> Removal:
    """Delete files, links, and folders with all that they hold; ``paths`` are as the client wrote them."""
    deleted, errors = [], []
    for given in paths:
        try:
            path = virtual_path(given)
            _remove(sandbox, path)
        except BatonError as error:
            errors.append((given, error.message))
        else:
            deleted.append(path)
    return Removal(deleted=deleted, errors=errors)


def _remove(sandbox: Sandbox, path: str) -> None:
    if not path:
        raise Forbidden("The workspace itself cannot be deleted here")
    try:
        sandbox.open_file(path).close()
    except NotFound:
        raise NotFound("File not found") from None
    except InvalidRequest:  # a folder or a link, which can be deleted, or a path that cannot
        pass
    sandbox.remove(path)


def _text(content: bytes, *, whole: bool) -> str:
    if b"\0" in content:
        raise NotText("This is a binary file; download it instead")
    # The last character of a file that is longer may have been cut in two.
    ends = range(len(content), max(-1, len(content) - (1 if whole else 4)), -1)
    for end in ends:
        try:
            return content[:end].decode()
        except UnicodeDecodeError:
            continue
    raise NotText("This file is not a text in UTF-8; download it instead")
