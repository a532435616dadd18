"""What the shapes of several dialects' answers have in common."""

from typing import Any

from marshmallow import fields


def nullable(kind: type[fields.Field[Any]], **options: Any) -> fields.Field[Any]:
    """A field that is always there, and may be null."""
    return kind(required=True, allow_none=True, **options)
