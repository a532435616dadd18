"""What clients send about files, and what they get. Fields that are not known are ignored; null is absent."""

from typing import Any

from marshmallow import Schema, fields, validate

from app.api.body_schemas import Body
from app.api.run_requests import QueryCount

LONGEST_PATH = 1_024
LONGEST_PATTERN = 256
MOST_LINES = 20_000
MOST_DELETED = 100
UPLOAD: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {
                    "file": {"type": "string", "format": "binary"},
                    "path": {"type": "string", "description": "Where to; the file's own name if left out"},
                },
                "required": ["file"],
            }
        }
    },
}


def _path(**options: Any) -> fields.String:
    return fields.String(
        validate=validate.Length(min=1, max=LONGEST_PATH),
        metadata={"description": "Virtual (`results/a.txt`) or absolute (`/workspace/…`, `/home/workspace/…`)"},
        **options,
    )


class FilesQuery(Schema):
    path = _path(load_default=".")
    pattern = fields.String(
        load_default="**/*",
        validate=validate.Length(1, LONGEST_PATTERN),
        metadata={"description": "Seen from `path`; `**` stands for any number of folders"},
    )
    include_system = fields.Boolean(
        load_default=False,
        metadata={"description": "Show `code`, `tools`, `mcp_servers`, `skills`, `.agent` and `_internal` too"},
    )
    wait_for_sandbox = fields.Boolean(load_default=False, metadata={"description": "Start a stopped workspace first"})


class FileQuery(Schema):
    path = _path(required=True)


class ReadQuery(FileQuery):
    offset = QueryCount(load_default=0, metadata={"description": "The first line, counted from 0"})
    limit = QueryCount(load_default=MOST_LINES, validate=validate.Range(1, MOST_LINES))


class WriteBody(Body):
    content = fields.String(required=True)


class PathsBody(Body):
    paths = fields.List(_path(), required=True, validate=validate.Length(1, MOST_DELETED))


class FilesAnswer(Schema):
    workspace_id = fields.UUID(required=True)
    path = fields.String(required=True)
    files = fields.List(fields.String(), required=True, metadata={"example": ["results/x.txt"]})
    sandbox_ready = fields.Boolean(required=True)


class FileTextAnswer(Schema):
    workspace_id = fields.UUID(required=True)
    path = fields.String(required=True)
    offset = fields.Integer(required=True)
    limit = fields.Integer(required=True)
    content = fields.String(required=True)
    mime = fields.String(required=True)
    truncated = fields.Boolean(required=True, metadata={"description": "Whether lines follow that are not shown"})


class WrittenFileAnswer(Schema):
    workspace_id = fields.UUID(required=True)
    path = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "Bytes"})


class UploadedFileAnswer(WrittenFileAnswer):
    filename = fields.String(required=True)


class FileProblem(Schema):
    path = fields.String(required=True)
    detail = fields.String(required=True)


class DeletedFilesAnswer(Schema):
    deleted = fields.List(fields.String(), required=True)
    errors = fields.List(fields.Nested(FileProblem), required=True)
