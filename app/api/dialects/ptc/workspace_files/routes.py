"""Files of a workspace: list, read, download, upload, write, delete (rows 002-23a to 002-23d and the two later ones).

Whose files: `X-User-Id` must name the workspace's user. A stopped workspace is started again by every call but
two: the list tells by `sandbox_ready` that it is stopped, so that a client which asks for it again and again does
not keep it running, and starts it only with `wait_for_sandbox`; a write is refused, as its row says. A path that
leads out of the workspace, or through a link, is 403.
"""

import mimetypes
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from flask import Response, request

from app.api.dialects.ptc.blueprint import PtcBlueprint
from app.api.dialects.ptc.dialect import PREFIX
from app.api.dialects.ptc.identity import PTC_KEY
from app.api.dialects.ptc.workspace_files.schemas import (
    UPLOAD,
    DeletedFilesAnswer,
    FileQuery,
    FilesAnswer,
    FilesQuery,
    FileTextAnswer,
    PathsBody,
    ReadQuery,
    UploadedFileAnswer,
    WriteBody,
    WrittenFileAnswer,
)
from app.api.dialects.ptc.workspace_files.uploads import LARGEST_UPLOAD, MULTIPART_ROOM, uploaded
from app.api.dialects.ptc.workspaces.own_workspace import own_workspace, used
from app.api.http.file_downloads import attachment
from app.api.http.json_bodies import json_response
from app.api.native_threads import NativeThreads
from app.api.services import in_sandboxes, services
from app.domain.workspaces import files
from app.domain.workspaces.file_paths import virtual_path
from app.domain.workspaces.queries import WorkspaceRecord
from app.errors import Conflict, NotFound, TooLarge, Unavailable
from app.sandboxes.contract import OpenFile, Sandbox

LARGEST_TEXT = 10 * 1024 * 1024
LARGEST_TEXT_BODY = 4 * LARGEST_TEXT
"""In JSON some characters take more room than in the file."""
NOT_READY_SECONDS = 5

Result = TypeVar("Result")

workspace_files = PtcBlueprint(
    "ptc-files", __name__, url_prefix=f"{PREFIX}/workspaces/<workspace_id>/files", description="PTC: files"
)
_FAILURES = ("FORBIDDEN", "NOT_FOUND", "UNPROCESSABLE_ENTITY")


@workspace_files.route("", credentials=PTC_KEY)
@workspace_files.takes(FilesQuery, location="query")
@workspace_files.answers(200, FilesAnswer, description="Paths from the workspace's folder, sorted")
@workspace_files.fails(*_FAILURES)
def list_(query: dict[str, Any], workspace_id: str) -> Response:
    """List files (002-23a). Of a workspace that is not running, none, unless `wait_for_sandbox` starts it."""
    own = _own(workspace_id)
    folder = virtual_path(query["path"])
    ready = own.status == "running" or query["wait_for_sandbox"]
    found = (
        _in_sandbox(
            used(_startable(own)) if query["wait_for_sandbox"] else own,
            lambda sandbox: files.list_files(
                sandbox, folder, pattern=query["pattern"], include_system=query["include_system"]
            ),
        )
        if ready
        else []
    )
    return json_response({"workspace_id": str(own.id), "path": folder or ".", "files": found, "sandbox_ready": ready})


@workspace_files.route("/read", credentials=PTC_KEY)
@workspace_files.takes(ReadQuery, location="query")
@workspace_files.answers(200, FileTextAnswer, description="Lines of the text")
@workspace_files.fails(*_FAILURES, "UNSUPPORTED_MEDIA_TYPE")
def read(query: dict[str, Any], workspace_id: str) -> Response:
    """Read lines of a text (002-23b); 415 for a file that is none."""
    own, path = _own(workspace_id), virtual_path(query["path"])
    span = {"offset": query["offset"], "limit": query["limit"]}
    lines = _in_sandbox(used(_startable(own)), lambda sandbox: files.read_lines(sandbox, path, **span))
    return json_response(
        {
            "workspace_id": str(own.id),
            "path": path,
            **span,
            "content": lines.content,
            "mime": _type_of(path, otherwise="text/plain"),
            "truncated": lines.cut,
        }
    )


@workspace_files.route("/download", credentials=PTC_KEY)
@workspace_files.takes(FileQuery, location="query")
@workspace_files.answers(
    200, {"type": "string", "format": "binary"}, media="*/*", description="The file, of the type that its name says"
)
@workspace_files.fails(*_FAILURES)
def download(query: dict[str, Any], workspace_id: str) -> Response:
    """Download a file (002-23c)."""
    own, path = _own(workspace_id), virtual_path(query["path"])
    file = _in_sandbox(used(_startable(own)), lambda sandbox: files.open_to_read(sandbox, path))
    response = Response(_piece_by_piece(file, services().sandbox_threads), mimetype=_type_of(path))
    response.call_on_close(file.close)
    response.content_length = file.size
    response.headers["Content-Disposition"] = attachment(path.rsplit("/", 1)[-1])
    return response


@workspace_files.route("/upload", method="POST", credentials=PTC_KEY)
@workspace_files.takes_form(UPLOAD)
@workspace_files.answers(200, UploadedFileAnswer, description="The file is there")
@workspace_files.fails("BAD_REQUEST", "CONFLICT", *_FAILURES)
@workspace_files.takes_up_to(LARGEST_UPLOAD + MULTIPART_ROOM)
def upload(workspace_id: str) -> Response:
    """Upload a file of at most 50 MiB (002-23d) to `path`, a form field or in the query; 409 if it does not fit.

    A `path` that ends with `/` is the folder for a file of that name.
    """
    own = _startable(_own(workspace_id))
    with uploaded(request) as file:
        path = virtual_path(file.path)
        _in_sandbox(used(own), lambda sandbox: files.write_file(sandbox, path, file.content()))
    return json_response({"workspace_id": str(own.id), "path": path, "size": file.size, "filename": file.name})


@workspace_files.route("/write", method="PUT", credentials=PTC_KEY)
@workspace_files.takes_up_to(LARGEST_TEXT_BODY)
@workspace_files.takes(WriteBody, example={"content": "print('Hello World')\n"})
@workspace_files.takes(FileQuery, location="query")
@workspace_files.answers(200, WrittenFileAnswer, description="The file is there")
@workspace_files.fails("BAD_REQUEST", "CONFLICT", *_FAILURES)
def write(body: dict[str, Any], query: dict[str, Any], workspace_id: str) -> Response:
    """Write a text of at most 10 MiB (later row). 409 while the workspace is stopped, and if it does not fit."""
    own, path = _startable(_own(workspace_id)), virtual_path(query["path"])
    content = body["content"].encode()
    if len(content) > LARGEST_TEXT:
        raise TooLarge(f"A file's content may have {LARGEST_TEXT} bytes at most")
    if own.status != "running":
        raise Conflict(f"The workspace is {own.status}; start it first")
    _in_sandbox(used(own), lambda sandbox: files.write_file(sandbox, path, content))
    return json_response({"workspace_id": str(own.id), "path": path, "size": len(content)})


@workspace_files.route("", method="DELETE", credentials=PTC_KEY)
@workspace_files.takes(PathsBody, example={"paths": ["results/x.txt"]})
@workspace_files.answers(200, DeletedFilesAnswer, description="What is gone, and why the rest is not")
@workspace_files.fails("BAD_REQUEST", *_FAILURES)
def delete(body: dict[str, Any], workspace_id: str) -> Response:
    """Delete up to 100 files, or folders with all that they hold (later row)."""
    own = _startable(_own(workspace_id))
    removal = _in_sandbox(used(own), lambda sandbox: files.remove_files(sandbox, body["paths"]))
    errors = [{"path": path, "detail": detail} for path, detail in removal.errors]
    return json_response({"deleted": removal.deleted, "errors": errors})


def _own(workspace_id: str) -> WorkspaceRecord:
    return own_workspace(workspace_id, forbids=True, needs_user=True)


def _startable(workspace: WorkspaceRecord) -> WorkspaceRecord:
    """The workspace, if its sandbox was made."""
    if workspace.sandbox_id is None or workspace.status == "flash":
        raise NotFound("This workspace has no sandbox")
    if workspace.status in ("creating", "error"):
        raise Unavailable("The workspace's sandbox is not ready", retry_after=NOT_READY_SECONDS)
    return workspace


def _in_sandbox(workspace: WorkspaceRecord, work: Callable[[Sandbox], Result]) -> Result:
    sandbox_id = workspace.sandbox_id
    if sandbox_id is None:
        raise NotFound("This workspace has no sandbox")
    return in_sandboxes(lambda provider: work(provider.open(sandbox_id)))


def _piece_by_piece(file: OpenFile, threads: NativeThreads) -> Iterator[bytes]:
    pieces = files.chunks(file)
    while (piece := threads.computed(lambda: next(pieces, None))) is not None:
        yield piece


def _type_of(path: str, *, otherwise: str = "application/octet-stream") -> str:
    return mimetypes.guess_type(path)[0] or otherwise
