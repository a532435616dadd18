"""How many input tokens a call can have at most, known before it is made and without asking anybody.

Providers' own counting endpoints are another request that can fail or be slow, so only a model that
counts by itself (the offline one) is asked. For the rest the UTF-8 bytes of everything that is sent
are the bound: a tokenizer that works on bytes cannot make more tokens than there are bytes.
"""

import json
from collections.abc import Sequence

from pydantic_ai.messages import ModelMessage, ModelMessagesTypeAdapter
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.settings import ModelSettings

TOOL_PREAMBLE = 1024
"""Tokens that a provider itself puts before tool definitions; the documented amounts are below 900."""


async def input_bound(
    model: Model, messages: list[ModelMessage], settings: ModelSettings | None, parameters: ModelRequestParameters
) -> int:
    """The model's own count when it counts exactly, else an upper bound."""
    if counts_exactly(model):
        return (await model.count_tokens(messages, settings, parameters)).input_tokens
    return _bytes_sent(messages, parameters)


def counts_exactly(model: Model) -> bool:
    """Whether the model counts its own tokens without a request, and knows its usage at every moment."""
    return bool(getattr(model, "counts_exactly", False))


def _bytes_sent(messages: Sequence[ModelMessage], parameters: ModelRequestParameters) -> int:
    bound = len(ModelMessagesTypeAdapter.dump_json(list(messages)))
    bound += sum(len(part.content.encode(errors="replace")) for part in parameters.instruction_parts or ())
    if tools := [*parameters.function_tools, *parameters.output_tools]:
        bound += TOOL_PREAMBLE
    for tool in tools:
        bound += len(tool.name) + len((tool.description or "").encode()) + _size(tool.parameters_json_schema)
    if parameters.output_object:
        # Once as the response format, once more where the profile puts the schema into the instructions.
        bound += 2 * _size(parameters.output_object.json_schema)
    return bound


def _size(schema: object) -> int:
    return len(json.dumps(schema).encode())
