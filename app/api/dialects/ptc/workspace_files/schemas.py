"""What clients send about files. Fields that are not known are let through and ignored; null is absent."""

from typing import Any

from marshmallow import Schema, fields, validate

from app.api.body_schemas import Body
from app.api.run_requests import QueryCount

LONGEST_PATH = 1_024
LONGEST_PATTERN = 256
MOST_LINES = 20_000
MOST_DELETED = 100


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
