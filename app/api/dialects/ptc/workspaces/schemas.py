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
