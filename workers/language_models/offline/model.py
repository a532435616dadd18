"""The offline model as pydantic-ai sees it: streaming, structured output, usage and limits are the real path.

What it writes depends on the messages, the tools and the shape that is asked for, on nothing else. The
shape picks the writer (see ``writers``); with tools, or in a conversation without a brief, it is the next
turn of work with them (see ``tool_use``); else it is free text. When the last request is the
instruction to continue, the text is written as if it had never broken off, and what comes behind the
partial answer is returned: a continued answer equals an undisturbed one, wherever it was cut.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, ClassVar

from pydantic_ai import RunContext
from pydantic_ai.messages import (
    FinishReason,
    ModelMessage,
    ModelRequest,
    ModelResponse,
    ModelResponseStreamEvent,
    TextPart,
    ToolCallPart,
    UserPromptPart,
)
from pydantic_ai.models import Model, ModelRequestParameters, StreamedResponse
from pydantic_ai.profiles import ModelProfile
from pydantic_ai.settings import ModelSettings
from pydantic_ai.usage import RequestUsage

from workers.language_models.briefs import CONTINUE
from workers.language_models.offline.reading import read
from workers.language_models.offline.tokens import count, pieces
from workers.language_models.offline.tool_use.turns import converses, next_turn
from workers.language_models.offline.writers import written_as, written_freely

NAME = "offline"
NO_CLOCK = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class _Part:
    """A text, or the arguments of a call of ``tool``, in tokens."""

    tokens: Sequence[str]
    tool: str | None = None
    call_id: str = ""

    @property
    def whole(self) -> TextPart | ToolCallPart:
        text = "".join(self.tokens)
        return ToolCallPart(self.tool, text, tool_call_id=self.call_id) if self.tool else TextPart(text)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is sent back."""

    parts: Sequence[_Part]
    input_tokens: int
    finish_reason: FinishReason

    @property
    def usage(self) -> RequestUsage:
        return RequestUsage(input_tokens=self.input_tokens, output_tokens=sum(len(part.tokens) for part in self.parts))


class OfflineModel(Model[None]):
    """Writes every output type that has a writer, and free text."""

    counts_exactly: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__(profile=ModelProfile(supports_json_schema_output=True, supports_json_object_output=True))

    @property
    def provider(self) -> None:
        return None

    @property
    def model_name(self) -> str:
        return NAME

    @property
    def system(self) -> str:
        return NAME

    async def count_tokens(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> RequestUsage:
        """Exactly the input tokens that the same call will report."""
        _, parameters = self.prepare_request(model_settings, model_request_parameters)
        return RequestUsage(input_tokens=_input_tokens(messages, parameters))

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        settings, parameters = self.prepare_request(model_settings, model_request_parameters)
        answer = _answer(messages, settings, parameters)
        return ModelResponse(
            parts=[part.whole for part in answer.parts],
            usage=answer.usage,
            model_name=NAME,
            provider_name=NAME,
            timestamp=NO_CLOCK,
            finish_reason=answer.finish_reason,
        )

    @asynccontextmanager
    async def request_stream(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
        run_context: RunContext[Any] | None = None,  # noqa: ARG002 (part of the method's shape)
    ) -> AsyncGenerator[StreamedResponse]:
        settings, parameters = self.prepare_request(model_settings, model_request_parameters)
        yield _OfflineStream(model_request_parameters=parameters, _answer=_answer(messages, settings, parameters))


@dataclass
class _OfflineStream(StreamedResponse):
    _answer: _Answer
    _timestamp: datetime = field(default=NO_CLOCK)

    def __post_init__(self) -> None:
        self._usage = RequestUsage(input_tokens=self._answer.input_tokens)

    async def _get_event_iterator(self) -> AsyncIterator[ModelResponseStreamEvent]:
        for number, part in enumerate(self._answer.parts):
            for place, token in enumerate(part.tokens):
                self._usage.output_tokens += 1
                for event in self._events(part, token, f"part {number}", first=place == 0):
                    yield event
        self.finish_reason = self._answer.finish_reason

    def _events(self, part: _Part, token: str, name: str, *, first: bool) -> Iterator[ModelResponseStreamEvent]:
        if part.tool is None:
            yield from self._parts_manager.handle_text_delta(vendor_part_id=name, content=token)
        else:
            yield from self._parts_manager.handle_tool_call_delta_events(
                vendor_part_id=name, tool_name=part.tool if first else None, args=token, tool_call_id=part.call_id
            )

    async def close_stream(self) -> None:
        """There is no connection to close."""

    @property
    def model_name(self) -> str:
        return NAME

    @property
    def provider_name(self) -> str:
        return NAME

    @property
    def provider_url(self) -> None:
        return None

    @property
    def timestamp(self) -> datetime:
        return self._timestamp


def _answer(
    messages: list[ModelMessage], settings: ModelSettings | None, parameters: ModelRequestParameters
) -> _Answer:
    parts = _parts(messages, parameters)
    length = sum(len(part.tokens) for part in parts)
    limit = (settings or {}).get("max_tokens") or length
    return _Answer(
        parts=_cut(parts, limit),
        input_tokens=_input_tokens(messages, parameters),
        finish_reason="length" if limit < length else "tool_call" if parts[-1].call_id else "stop",
    )


def _parts(messages: list[ModelMessage], parameters: ModelRequestParameters) -> list[_Part]:
    conversation, partial = _without_continuation(messages)
    tool = parameters.output_tools[0] if parameters.output_tools and not parameters.allow_text_output else None
    if tool:
        written = written_as(tool.parameters_json_schema, read(conversation))
        return [_Part(pieces(written), tool.name, f"offline-{tool.name}")]
    if parameters.output_object:
        return [_Part(pieces(written_as(parameters.output_object.json_schema, read(conversation))))]
    if parameters.function_tools or converses(conversation):
        instructions = "\n".join(part.content for part in parameters.instruction_parts or ())
        turn = next_turn(conversation, parameters.function_tools, instructions)
        calls = [_Part(pieces(call.arguments), call.name, call.id) for call in turn.calls]
        text = _behind(partial, turn.text)
        return [_Part(pieces(text)), *calls] if text or not calls else calls
    return [_Part(pieces(_behind(partial, written_freely(read(conversation)))))]


def _cut(parts: Sequence[_Part], limit: int) -> list[_Part]:
    """As much of the parts as ``limit`` tokens are."""
    kept: list[_Part] = []
    for part in parts:
        left = limit - sum(len(each.tokens) for each in kept)
        if left > 0 or not kept:
            kept.append(replace(part, tokens=part.tokens[:left]))
    return kept


def _without_continuation(messages: list[ModelMessage]) -> tuple[list[ModelMessage], str]:
    """The messages before an answer broke off, and that answer's beginning; all and '' when none did."""
    if len(messages) > 2 and _user_text(messages[-1]) == CONTINUE and isinstance(messages[-2], ModelResponse):
        return messages[:-2], messages[-2].text or ""
    return messages, ""


def _behind(partial: str, text: str) -> str:
    """What is left of a text behind its beginning."""
    # A partial answer that is not this model's own beginning (another model broke off) gets a whole answer behind it.
    return text[len(partial) :] if text.startswith(partial) else f"\n\n{text}"


def _user_text(message: ModelMessage) -> str:
    parts = message.parts if isinstance(message, ModelRequest) else ()
    return "".join(str(part.content) for part in parts if isinstance(part, UserPromptPart))


def _input_tokens(messages: Sequence[ModelMessage], parameters: ModelRequestParameters) -> int:
    total = sum(count(part.content) for part in parameters.instruction_parts or ())
    for tool in [*parameters.function_tools, *parameters.output_tools]:
        total += count(f"{tool.name} {tool.description} {tool.parameters_json_schema}")
    if parameters.output_object:
        total += count(str(parameters.output_object.json_schema))
    for message in messages:
        total += sum(count(str(getattr(part, "content", "") or getattr(part, "args", ""))) for part in message.parts)
    return total
