"""What clients of workspaces send. Fields that are not known are let through and ignored; null is absent."""

from typing import Any

import orjson
from marshmallow import Schema, ValidationError, fields, validate

from app.api.body_schemas import Body
from app.api.run_requests import QueryCount

LONGEST_NAME = 255
LONGEST_DESCRIPTION = 1_000
LARGEST_CONFIG = 256 * 1024
MOST_OFFSET = 1_000_000
LONGEST_PATH = 1_024
LONGEST_PATTERN = 256
MOST_LINES = 20_000
MOST_DELETED = 100


class NameField(fields.String):
    """A name that says something; blanks around it are taken off."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs).strip()
        if not 1 <= len(text) <= LONGEST_NAME:
            raise ValidationError(f"Must be 1 to {LONGEST_NAME} characters.")
        return text


def _check_config(value: dict[str, Any]) -> None:
    if len(orjson.dumps(value)) > LARGEST_CONFIG:
        raise ValidationError(f"Must be at most {LARGEST_CONFIG} bytes of JSON.")


def _description() -> fields.String:
    return fields.String(validate=validate.Length(max=LONGEST_DESCRIPTION))


def _config() -> fields.Dict:
    return fields.Dict(
        keys=fields.String(),
        validate=_check_config,
        metadata={"description": "Free; refresh puts `skills`, texts by path, into the sandbox's folder `skills`"},
    )


class WorkspaceBody(Body):
    name = NameField(required=True)
    description = _description()
    config = _config()


class WorkspaceChange(Body):
    name = NameField()
    description = _description()
    config = _config()


class WorkspacesQuery(Schema):
    limit = QueryCount(load_default=20, validate=validate.Range(1, 100))
    offset = QueryCount(load_default=0, validate=validate.Range(0, MOST_OFFSET))


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
