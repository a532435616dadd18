"""What the schemas of several of PTC's resources are made of."""

from typing import Any

import orjson
from marshmallow import INCLUDE, Schema, ValidationError, fields, validate

LONGEST_SYMBOL = 50
LONGEST_NOTES = 10_000
LARGEST_OBJECT = 16 * 1024


class SymbolField(fields.String):
    """The name of an instrument, in upper case."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        symbol = super()._deserialize(value, attr, data, **kwargs).strip()
        if not 0 < len(symbol) <= LONGEST_SYMBOL or not (symbol.isascii() and symbol.isprintable()):
            raise ValidationError(f"Must be 1 to {LONGEST_SYMBOL} printable ASCII characters.")
        return symbol.upper()


def check_size(value: dict[str, Any]) -> None:
    """Refuse what is too much to keep.

    Raises:
        ValidationError: it is.
    """
    if len(orjson.dumps(value)) > LARGEST_OBJECT:
        raise ValidationError(f"Must be at most {LARGEST_OBJECT} bytes of JSON.")


def text(longest: int, *, shortest: int = 0, **options: Any) -> fields.String:
    """Of so many characters."""
    return fields.String(validate=validate.Length(shortest, longest), **options)


def free_object(**options: Any) -> fields.Dict:
    """Whatever clients like to keep, up to a size."""
    return fields.Dict(keys=fields.String(), validate=check_size, **options)


class OpenObject(Schema):
    """An object that clients add words of their own to."""

    class Meta:
        unknown = INCLUDE
