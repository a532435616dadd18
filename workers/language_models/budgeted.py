"""A model whose every call is paid for in advance, so that parallel calls cannot overspend together.

Before a request leaves, its worst case is reserved: all of its input and the most output it may have.
The purse may grant less output; that becomes the call's ``max_tokens``. Afterwards the real usage is
settled. A call that ends without its usage (an error, a cancellation, a provider that reports none)
is given back as failed, and the purse books it in full.

A request that pydantic-ai repeats because the answer had the wrong shape comes through here again and
reserves anew; the providers' SDKs must not repeat requests on their own (see ``providers``).
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, cast

from pydantic_ai import RunContext
from pydantic_ai.messages import FinishReason, ModelMessage, ModelResponse
from pydantic_ai.models import Model, ModelRequestParameters, StreamedResponse
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings, merge_model_settings
from pydantic_ai.usage import RequestUsage

from app.errors import BudgetExceeded
from workers.language_models.input_bounds import counts_exactly, input_bound
from workers.language_models.prices import FREE, TokenPrices, cost_of, worst_prices

DEFAULT_OUTPUT_TOKENS = 4096
LEAST_OUTPUT_TOKENS = 64
LEAST_OUTPUT_SETTING = "baton_least_output_tokens"
"""Key in the model settings by which one call declares the least output it can live with."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A reservation that the purse has granted."""

    id: object
    output_tokens: int
    clamped: bool
    """Whether less output was granted than was asked for."""


class Purse(Protocol):
    """Where the money comes from. Prices are USD per token, costs USD."""

    def reserve(
        self,
        *,
        model: str,
        input_tokens: int,
        output_tokens: int,
        least_output: int,
        input_price: Decimal,
        output_price: Decimal,
    ) -> Hold:
        """Set the worst case of a call aside.

        Raises:
            BudgetExceeded: not even ``least_output`` tokens fit.
        """

    def settle(self, hold: Hold, *, input_tokens: int, output_tokens: int, cost: Decimal) -> None:
        """Replace the hold by the real usage, which may be above it."""

    def release_failed(self, hold: Hold) -> None:
        """The call ended without its usage: book the hold in full, or nothing for a free model."""


@dataclass(frozen=True, slots=True)
class _Call:
    hold: Hold
    prices: TokenPrices
    settings: ModelSettings


@dataclass(init=False)
class BudgetedModel(WrapperModel):
    """``wrapped``, with each call reserved from ``purse``.

    ``free`` declares that the model costs nothing (its tokens still count). Output is limited to the
    call's ``max_tokens``, else to ``output_tokens``. ``temperature`` holds for calls that name none.
    """

    def __init__(
        self,
        wrapped: Model,
        *,
        purse: Purse,
        free: bool = False,
        output_tokens: int = DEFAULT_OUTPUT_TOKENS,
        least_output_tokens: int = LEAST_OUTPUT_TOKENS,
        temperature: float | None = None,
    ) -> None:
        super().__init__(wrapped)
        self._purse = purse
        self._free = free
        self._output_tokens = output_tokens
        self._least_output_tokens = least_output_tokens
        self._temperature = temperature

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """One paid request.

        Raises:
            BudgetExceeded: it does not fit, has no known price, or its answer was cut by what was left.
        """
        call = await self._reserve(messages, model_settings, model_request_parameters)
        try:
            response = await self.wrapped.request(messages, call.settings, model_request_parameters)
        except BaseException:
            self._purse.release_failed(call.hold)
            raise
        self._account(call, response.usage)
        _refuse_cut(call.hold, response.finish_reason)
        return response

    @asynccontextmanager
    async def request_stream(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
        run_context: RunContext[Any] | None = None,
    ) -> AsyncGenerator[StreamedResponse]:
        """One paid stream; accounted for when it is left, however it is left.

        Raises:
            BudgetExceeded: as for :meth:`request`; for a cut answer after its last piece.
        """
        call = await self._reserve(messages, model_settings, model_request_parameters)
        stream: StreamedResponse | None = None
        try:
            async with self.wrapped.request_stream(
                messages, call.settings, model_request_parameters, run_context
            ) as stream:
                yield stream
        finally:
            self._account(call, self._usage_known(stream))
        _refuse_cut(call.hold, stream.finish_reason)

    async def _reserve(
        self, messages: list[ModelMessage], settings: ModelSettings | None, parameters: ModelRequestParameters
    ) -> _Call:
        asked = dict(merge_model_settings(self.wrapped.settings, settings) or {})
        if self._temperature is not None:
            asked.setdefault("temperature", self._temperature)
        least = int(cast(int, asked.pop(LEAST_OUTPUT_SETTING, None) or self._least_output_tokens))
        wanted = int(cast(int, asked.get("max_tokens") or self._output_tokens))
        input_tokens = await input_bound(self.wrapped, messages, settings, parameters)
        prices = self._prices(input_tokens, wanted)
        hold = self._purse.reserve(
            model=self.model_name,
            input_tokens=input_tokens,
            output_tokens=wanted,
            least_output=min(least, wanted),
            input_price=prices.input,
            output_price=prices.output,
        )
        return _Call(hold, prices, cast(ModelSettings, asked | {"max_tokens": hold.output_tokens}))

    def _prices(self, input_tokens: int, output_tokens: int) -> TokenPrices:
        if self._free:
            return FREE
        prices = worst_prices(self.wrapped, input_tokens=input_tokens, output_tokens=output_tokens)
        if prices is None:
            raise BudgetExceeded(
                f"The model {self.model_name} has no list price, so its cost cannot be kept inside a budget. "
                "If it costs nothing, name it in BATON_FREE_MODELS.",
                details={"model": self.model_name, "reason": "no_list_price"},
            )
        return prices

    def _usage_known(self, stream: StreamedResponse | None) -> RequestUsage | None:
        if stream is None or not (stream.get().state == "complete" or counts_exactly(self.wrapped)):
            return None  # a provider reports what a stream used only at its end
        return stream.usage

    def _account(self, call: _Call, usage: RequestUsage | None) -> None:
        if usage is None or usage.unmeasured_requests or not usage.has_values():
            self._purse.release_failed(call.hold)
            return
        self._purse.settle(
            call.hold,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            cost=cost_of(self.wrapped, usage, reserved=call.prices),
        )


def _refuse_cut(hold: Hold, finish_reason: FinishReason | None) -> None:
    if hold.clamped and finish_reason == "length":
        raise BudgetExceeded(
            "The budget that was left cut the model's answer short.",
            details={"reason": "answer_cut", "outputTokens": hold.output_tokens},
        )
