"""The shapes of the answers about files, for the OpenAPI document."""

from typing import Any

from marshmallow import Schema, fields

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
