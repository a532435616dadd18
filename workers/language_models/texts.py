"""The two ways in which an agent asks a language model: for text as it is written, and for a typed value.

Both take a model from the step's context and let every ``BatonError`` through unchanged, so that
``BudgetExceeded`` reaches the executor. What providers raise is explained by ``failures``.
"""

import threading
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any, TypeVar, cast

from pydantic_ai import Agent
from pydantic_ai.direct import model_request_stream
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    ModelResponseStreamEvent,
    PartDeltaEvent,
    PartStartEvent,
    SystemPromptPart,
    TextPart,
    TextPartDelta,
    UserPromptPart,
)
from pydantic_ai.models import Model
from pydantic_ai.settings import ModelSettings

from app.errors import AgentFailed
from workers.language_models.briefs import CONTINUE
from workers.language_models.budgeted import LEAST_OUTPUT_SETTING
from workers.language_models.failures import failures_explained, refuse_stopped

T = TypeVar("T")

_MOST_WRITERS = 64


class _Writers(threading.local):
    """The agents of a thread, by their type of output and number of retries."""

    def __init__(self) -> None:
        self.kept: dict[tuple[type, int], Agent[None, Any]] = {}


_writers = _Writers()


async def stream_text(
    *,
    model: Model,
    system: str,
    prompt: str,
    partial: str = "",
    history: Sequence[Mapping[str, str]] = (),
    max_tokens: int | None = None,
    least_output_tokens: int | None = None,
) -> AsyncGenerator[str]:
    """The answer's text as it comes, in pieces that only need to be concatenated.

    ``history`` holds earlier turns, oldest first, as {role: user|assistant, content}. ``partial`` is the
    beginning of this very answer, already delivered: only what comes after it is yielded.

    Raises:
        BudgetExceeded: the call does not fit, or what was left of the budget cut the answer.
        AgentFailed: the model failed, or answered with no text.
    """
    messages = _conversation(system, prompt, partial, history)
    seen = bool(partial)
    with failures_explained(model):
        async with (
            model,
            model_request_stream(
                model, messages, model_settings=request_settings(max_tokens, least_output_tokens)
            ) as stream,
        ):
            async for event in stream:
                if text := _text(event):
                    seen = True
                    yield text
            finished = stream.finish_reason
        refuse_stopped(model, finished)
        if not seen:
            raise AgentFailed(f"The language model {model.model_name} answered with no text.")


async def write(
    *,
    model: Model,
    output_type: type[T],
    system: str,
    prompt: str,
    max_tokens: int | None = None,
    least_output_tokens: int | None = None,
    retries: int = 2,
) -> T:
    """A value of ``output_type`` that the model writes; an answer of another shape is asked for again.

    Raises:
        BudgetExceeded: a call does not fit, or what was left of the budget cut the answer.
        AgentFailed: the model failed, or ``retries`` repetitions brought no valid answer.
    """
    settings = request_settings(max_tokens, least_output_tokens)
    with failures_explained(model):
        async with model:
            agent = _writer_of(output_type, retries)
            result = await agent.run(prompt, model=model, instructions=system, model_settings=settings)
    written: T = result.output
    return written


def _writer_of(output_type: type[T], retries: int) -> Agent[None, T]:
    """The agent for a type of output. It is kept, since making its schema takes longer than an offline model's answer.

    Each thread has its own, as it has its own event loop.
    """
    kept, key = _writers.kept, (output_type, retries)
    if key not in kept:
        if len(kept) >= _MOST_WRITERS:
            kept.clear()  # types that are made for one call alone do not gather
        kept[key] = Agent(output_type=output_type, retries=retries)
    return kept[key]


def request_settings(max_tokens: int | None, least_output_tokens: int | None) -> ModelSettings:
    settings = {"max_tokens": max_tokens, LEAST_OUTPUT_SETTING: least_output_tokens}
    return cast(ModelSettings, {name: value for name, value in settings.items() if value is not None})


def _conversation(system: str, prompt: str, partial: str, history: Sequence[Mapping[str, str]]) -> list[ModelMessage]:
    messages: list[ModelMessage] = [ModelRequest(parts=[SystemPromptPart(system)])]
    for turn in history:
        if turn["role"] == "assistant":
            messages.append(ModelResponse(parts=[TextPart(turn["content"])]))
        else:
            messages.append(ModelRequest(parts=[UserPromptPart(turn["content"])]))
    messages.append(ModelRequest(parts=[UserPromptPart(prompt)]))
    if partial:
        messages.append(ModelResponse(parts=[TextPart(partial)]))
        messages.append(ModelRequest(parts=[UserPromptPart(CONTINUE)]))
    return messages


def _text(event: ModelResponseStreamEvent) -> str:
    if isinstance(event, PartStartEvent) and isinstance(event.part, TextPart):
        return event.part.content
    if isinstance(event, PartDeltaEvent) and isinstance(event.delta, TextPartDelta):
        return event.delta.content_delta
    return ""
