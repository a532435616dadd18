"""Counting what one piece of work needs of a model, beside the budget's own books."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from pydantic_ai import RunContext
from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import Model, ModelRequestParameters, StreamedResponse
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings


@dataclass(init=False)
class CountingModel(WrapperModel):
    """``wrapped``; ``tokens`` are those of its answers and what they answered, ``calls`` how many there were."""

    tokens: int
    calls: int

    def __init__(self, wrapped: Model) -> None:
        super().__init__(wrapped)
        self.tokens = self.calls = 0

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        answered = await self.wrapped.request(messages, model_settings, model_request_parameters)
        self._count(answered)
        return answered

    @asynccontextmanager
    async def request_stream(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
        run_context: RunContext[Any] | None = None,
    ) -> AsyncGenerator[StreamedResponse]:
        async with self.wrapped.request_stream(
            messages, model_settings, model_request_parameters, run_context
        ) as stream:
            yield stream
        self._count(stream.get())

    def _count(self, answered: ModelResponse) -> None:
        self.tokens += answered.usage.input_tokens + answered.usage.output_tokens
        self.calls += 1
