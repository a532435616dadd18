"""Model outputs under the names that ProductOS's clients read: ``user_stories`` is ``userStories``."""

from typing import Any

from pydantic import BaseModel
from pydantic.alias_generators import to_camel


def camel_cased(output: BaseModel) -> dict[str, Any]:
    """``output`` as a JSON object, every key at every depth in camelCase."""
    renamed: dict[str, Any] = _renamed(output.model_dump(mode="json"))
    return renamed


def _renamed(value: Any) -> Any:
    if isinstance(value, dict):
        return {to_camel(key): _renamed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner) for inner in value]
    return value
