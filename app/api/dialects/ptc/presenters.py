"""Records of the domain as the JSON of several of PTC's resources."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.api.http.json_bodies import moment


def shown(values: Mapping[str, Any], *, id_as: str = "id") -> dict[str, Any]:
    """A record's values as JSON has them; its ``id`` goes out as ``id_as``."""
    return {id_as if name == "id" else name: _written(value) for name, value in values.items()}


def _written(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")  # never with an exponent
    if isinstance(value, datetime):
        return moment(value)
    return str(value) if isinstance(value, UUID) else value
