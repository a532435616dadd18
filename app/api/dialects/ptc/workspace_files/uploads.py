"""Files that come as multipart forms. The parser keeps larger ones in a file of its own, not in memory."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from flask import Request

from app.api.dialects.ptc.workspace_files.schemas import LONGEST_PATH
from app.errors import InvalidRequest, TooLarge

LARGEST_UPLOAD = 50 * 1024 * 1024
MULTIPART_ROOM = 64 * 1024
"""For what stands around the file in the body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that came with the request; ``path`` is where the client wants it."""

    name: str
    path: str
    size: int
    stream: IO[bytes]

    def content(self) -> bytes:
        self.stream.seek(0)
        return self.stream.read()


@contextmanager
def uploaded(request: Request) -> Iterator[Upload]:
    """The form's ``file``, and the ``path`` of the form or the query.

    Raises:
        InvalidRequest: there is no file, or nothing to call it by.
        TooLarge: it has more than 50 MiB.
    """
    request.environ["wsgi.input"] = _Courteous(request.environ["wsgi.input"])
    file = request.files.get("file")
    if file is None:
        raise InvalidRequest("file: Missing data for required field.")
    with file.stream as stream:
        name = (file.filename or "").replace("\\", "/").rsplit("/", 1)[-1]
        size = stream.seek(0, os.SEEK_END)
        if size > LARGEST_UPLOAD:
            raise TooLarge(f"A file may have {LARGEST_UPLOAD} bytes at most")
        yield Upload(name=name, path=_path(request, name), size=size, stream=stream)


class _Courteous:
    """A body that lets other requests have their turn at each piece: a fast sender would else hold them all up."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        time.sleep(0)  # of gevent, where requests are its greenlets
        return self._stream.read(size)


def _path(request: Request, name: str) -> str:
    asked = request.form.get("path") or request.args.get("path") or ""
    path = f"{asked}{name}" if asked.endswith("/") else asked or name
    if not path or path.endswith("/") or len(path) > LONGEST_PATH:
        raise InvalidRequest(f"path: Must name a file, in at most {LONGEST_PATH} characters.")
    return path
