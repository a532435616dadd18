"""What the request bodies of several dialects have in common.

Fields that are not known are let through and ignored; null is absent; no word or number is a boolean.
"""

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, pre_load


class Body(Schema):
    """A request body."""

    class Meta:
        unknown = EXCLUDE

    @pre_load
    def without_nulls(self, data: Any, **_: Any) -> Any:
        return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data


class SwitchField(fields.Boolean):
    """``true`` or ``false``; no word or number stands in for them."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **_: Any) -> bool:  # noqa: ARG002
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value
