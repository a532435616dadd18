"""The third way in which an agent asks a language model: for its next turn of a conversation with tools.

A turn is text, calls of tools, or both. It streams like text does, and may be continued like it.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from pydantic_ai.direct import model_request_stream
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    ModelResponsePart,
    ModelResponseStreamEvent,
    PartDeltaEvent,
    PartStartEvent,
    SystemPromptPart,
    TextPart,
    TextPartDelta,
    ToolCallPart,
    ToolCallPartDelta,
    UserPromptPart,
)
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.tools import ToolDefinition

from app.errors import AgentFailed
from app.storage.json import dumps
from workers.language_models.briefs import CONTINUE
from workers.language_models.failures import failures_explained, refuse_stopped
from workers.language_models.texts import request_settings


@dataclass(frozen=True, slots=True)
class TextPiece:
    """More text of the turn."""

    text: str


@dataclass(frozen=True, slots=True)
class CallPiece:
    """More of a call: a piece of its arguments' JSON. ``index`` counts the turn's calls from 0."""

    call_id: str
    name: str
    arguments: str
    index: int


Piece: TypeAlias = TextPiece | CallPiece | ModelResponse


async def stream_turn(
    *,
    model: Model,
    system: str,
    messages: Sequence[ModelMessage],
    tools: Sequence[ToolDefinition],
    partial: str = "",
    max_tokens: int | None = None,
    least_output_tokens: int | None = None,
) -> AsyncGenerator[Piece]:
    """The turn's pieces as they come, and last the whole turn.

    ``partial`` is the text with which this very turn began, already delivered: only what comes after it is
    yielded, and the whole turn begins with it.

    Raises:
        BudgetExceeded: the call does not fit, or what was left of the budget cut the answer.
        AgentFailed: the model failed, or answered with nothing.
    """
    asked = [ModelRequest(parts=[SystemPromptPart(system)]), *messages, *_begun(partial)]
    calls: dict[int, _Call] = {}
    parameters = ModelRequestParameters(function_tools=list(tools))
    settings = request_settings(max_tokens, least_output_tokens)
    with failures_explained(model):
        async with (
            model,
            model_request_stream(model, asked, model_settings=settings, model_request_parameters=parameters) as stream,
        ):
            async for event in stream:
                for piece in _pieces(event, calls):
                    yield piece
            answered = stream.get()
    refuse_stopped(model, answered.finish_reason)
    whole = replace(answered, parts=_joined(partial, answered.parts))
    if not (whole.text or whole.tool_calls):
        raise AgentFailed(f"The language model {model.model_name} answered with nothing.")
    yield whole


@dataclass(slots=True)
class _Call:
    id: str
    name: str
    index: int


def _begun(partial: str) -> Sequence[ModelMessage]:
    if not partial:
        return ()
    return ModelResponse(parts=[TextPart(partial)]), ModelRequest(parts=[UserPromptPart(CONTINUE)])


def _joined(partial: str, parts: Sequence[ModelResponsePart]) -> list[ModelResponsePart]:
    """The parts with ``partial`` in front of their text."""
    if not partial:
        return list(parts)
    text = partial + "".join(part.content for part in parts if isinstance(part, TextPart))
    return [TextPart(text), *(part for part in parts if not isinstance(part, TextPart))]


def _pieces(event: ModelResponseStreamEvent, calls: dict[int, _Call]) -> Sequence[TextPiece | CallPiece]:
    if isinstance(event, PartStartEvent):
        if isinstance(event.part, TextPart):
            return [TextPiece(event.part.content)] if event.part.content else []
        if isinstance(event.part, ToolCallPart):
            calls[event.index] = call = _Call(event.part.tool_call_id, event.part.tool_name, len(calls))
            return [_piece(call, _text(event.part.args))]
    if isinstance(event, PartDeltaEvent):
        if isinstance(event.delta, TextPartDelta):
            return [TextPiece(event.delta.content_delta)] if event.delta.content_delta else []
        if isinstance(event.delta, ToolCallPartDelta) and isinstance(event.delta.args_delta, str):
            return [_piece(calls[event.index], event.delta.args_delta)] if event.index in calls else []
    return []


def _text(arguments: str | Mapping[str, Any] | None) -> str:
    return arguments if isinstance(arguments, str) else dumps(dict(arguments)).decode() if arguments else ""


def _piece(call: _Call, arguments: str) -> CallPiece:
    return CallPiece(call.id, call.name, arguments, call.index)
