"""A language model's messages as checkpoints and turns keep them.

The moments at which messages were made are left out: no step may depend on them, and a run that was
disturbed must leave the very same messages as one that was not.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from pydantic_ai.messages import ModelMessage, ModelMessagesTypeAdapter

MessageJson: TypeAlias = dict[str, Any]


def stored(messages: Sequence[ModelMessage]) -> list[MessageJson]:
    """The messages as JSON."""
    return [_lean(message) for message in ModelMessagesTypeAdapter.dump_python(list(messages), mode="json")]


def loaded(messages: Iterable[Mapping[str, Any]]) -> list[ModelMessage]:
    """The messages that :func:`stored` has written."""
    return ModelMessagesTypeAdapter.validate_python(list(messages))


def _lean(message: Mapping[str, Any]) -> MessageJson:
    kept = _without_moments(message)
    kept["parts"] = [_without_moments(part) for part in message["parts"]]
    return kept


def _without_moments(fields: Mapping[str, Any]) -> MessageJson:
    return {name: value for name, value in fields.items() if name != "timestamp" and value is not None}
