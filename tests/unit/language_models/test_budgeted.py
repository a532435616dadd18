"""Calls that are paid for in advance: never over the budget, and accounted for however they end."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
from pydantic_ai import Agent
from pydantic_ai.direct import model_request
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.function import AgentInfo, FunctionModel
from pydantic_ai.usage import RequestUsage

from app.errors import AgentFailed, BudgetExceeded
from tests.unit.language_models.fake_purse import Asked, FakePurse
from workers.agents.ideation.outputs import IdeaBrief
from workers.agents.research.outputs import Opportunities
from workers.language_models.briefs import render_brief
from workers.language_models.budgeted import BudgetedModel
from workers.language_models.input_bounds import input_bound
from workers.language_models.offline.model import OfflineModel
from workers.language_models.texts import stream_text, write

PROMPT = render_brief("Pressure-test this idea.", {"idea": "AI-powered habit tracker for remote workers"})


class Priced(FunctionModel):
    """A function that poses as a model with a list price."""

    @property
    def system(self) -> str:
        return "anthropic"


def priced(function: Any = None, **arguments: Any) -> Priced:
    return Priced(function, model_name="claude-sonnet-4-6", **arguments)


async def text_of(model: Model, **arguments: Any) -> str:
    return "".join([d async for d in stream_text(model=model, system="You help.", prompt=PROMPT, **arguments)])


def _input() -> int:
    """The input tokens of one call of ``text_of`` to the offline model."""
    purse = FakePurse()
    asyncio.run(text_of(offline(purse), max_tokens=10))
    return purse.settled[0][0]


def offline(purse: FakePurse, **arguments: Any) -> BudgetedModel:
    return BudgetedModel(OfflineModel(), purse=purse, free=True, **arguments)


async def _all(calls: list[Any]) -> list[Any]:
    return await asyncio.gather(*calls, return_exceptions=True)


def test_twenty_parallel_calls_never_exceed_the_budget() -> None:
    one = FakePurse()
    asyncio.run(text_of(offline(one, output_tokens=600)))
    purse = FakePurse(max_tokens=one.tokens * 6)
    results = asyncio.run(_all([text_of(offline(purse, output_tokens=600)) for _ in range(20)]))
    assert purse.tokens <= purse.max_tokens
    assert sum(used_in + used_out for used_in, used_out, _ in purse.settled) == purse.tokens
    assert {type(result) for result in results} == {str, BudgetExceeded}
    assert purse.holds == {}


def test_twenty_parallel_priced_calls_never_exceed_the_money() -> None:
    async def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        await asyncio.sleep(0)
        limit = (info.model_settings or {})["max_tokens"]
        return ModelResponse(
            parts=[TextPart("ok")], usage=RequestUsage(input_tokens=50, output_tokens=limit), finish_reason="length"
        )

    purse = FakePurse(max_cost=Decimal("0.02"))
    model = BudgetedModel(priced(answer), purse=purse, output_tokens=200, least_output_tokens=50)
    messages: list[ModelMessage] = [ModelRequest.user_text_prompt("Hello")]
    results = asyncio.run(_all([model_request(model, messages) for _ in range(20)]))
    assert 0 < purse.cost <= purse.max_cost
    assert any(isinstance(result, BudgetExceeded) for result in results)
    assert purse.peak > 1


def test_a_call_is_settled_with_its_real_usage_at_the_list_price() -> None:
    def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        usage = RequestUsage(input_tokens=1_000, cache_read_tokens=600, output_tokens=100)
        return ModelResponse(parts=[TextPart("ok")], usage=usage)

    purse = FakePurse()
    model = BudgetedModel(priced(answer), purse=purse)
    asyncio.run(model_request(model, [ModelRequest.user_text_prompt("Hello")]))
    # 3 USD per million of input, 0.30 of it when cached, 15 of output.
    assert purse.settled == [(1_000, 100, Decimal("0.00288"))]


def test_the_offline_model_reserves_exactly_its_input_and_costs_nothing() -> None:
    purse = FakePurse()
    asyncio.run(text_of(offline(purse)))
    [(used_input, used_output, cost)] = purse.settled
    assert purse.asked == [Asked("offline", used_input, 4096, 64)]
    assert used_output > 100
    assert cost == 0


def test_a_call_declares_the_least_output_it_can_live_with() -> None:
    purse = FakePurse(max_tokens=_input() + 150)
    with pytest.raises(BudgetExceeded):
        asyncio.run(text_of(offline(purse), least_output_tokens=200))
    assert purse.asked[0].least_output == 200
    assert purse.tokens == 0


def test_the_granted_output_limits_the_call_and_a_cut_answer_is_over_budget() -> None:
    purse = FakePurse(max_tokens=_input() + 100)
    delivered: list[str] = []

    async def read() -> None:
        async for delta in stream_text(model=offline(purse), system="You help.", prompt=PROMPT):
            delivered.append(delta)

    with pytest.raises(BudgetExceeded, match="cut the model's answer short"):
        asyncio.run(read())
    assert purse.tokens == purse.max_tokens
    assert len(delivered) == purse.settled[0][1]


def test_a_cut_value_is_over_budget_and_not_a_failed_agent() -> None:
    purse = FakePurse(max_tokens=800)
    with pytest.raises(BudgetExceeded, match="cut the model's answer short"):
        asyncio.run(write(model=offline(purse), output_type=Opportunities, system="You help.", prompt=PROMPT))
    assert purse.tokens <= 800


def test_an_answer_that_its_own_limit_cuts_is_not_over_budget() -> None:
    purse = FakePurse()
    assert asyncio.run(text_of(offline(purse), max_tokens=10))
    assert purse.settled[0][1] == 10


def test_a_failed_call_is_given_back_as_failed() -> None:
    def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        raise ConnectionError

    purse = FakePurse()
    model = BudgetedModel(priced(answer), purse=purse)
    with pytest.raises(ConnectionError):
        asyncio.run(model_request(model, [ModelRequest.user_text_prompt("Hello")]))
    assert len(purse.failed) == 1
    assert purse.cost > 0


def test_an_answer_without_usage_is_booked_in_full() -> None:
    def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        return ModelResponse(parts=[TextPart("ok")], usage=RequestUsage(unmeasured_requests=1))

    purse = FakePurse()
    asyncio.run(model_request(BudgetedModel(priced(answer), purse=purse), [ModelRequest.user_text_prompt("Hello")]))
    assert len(purse.failed) == 1


async def _cancelled_after(model: Model, deltas: int) -> None:
    reached = asyncio.Event()

    async def read() -> None:
        seen = 0
        async for _ in stream_text(model=model, system="You help.", prompt=PROMPT):
            seen += 1
            if seen == deltas:
                reached.set()
                await asyncio.Event().wait()

    task = asyncio.create_task(read())
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.get_running_loop().shutdown_asyncgens()


def test_a_cancelled_stream_of_the_offline_model_is_settled_with_what_it_wrote() -> None:
    purse = FakePurse()
    asyncio.run(_cancelled_after(offline(purse), 5))
    assert purse.holds == {}
    assert purse.settled[0][1] == 5


def test_a_cancelled_stream_of_a_provider_is_booked_in_full() -> None:
    async def answer(messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[str]:
        for word in ("one ", "two ", "three "):
            yield word

    purse = FakePurse()
    asyncio.run(_cancelled_after(BudgetedModel(priced(stream_function=answer), purse=purse), 2))
    assert purse.holds == {}
    assert len(purse.failed) == 1


def test_each_repetition_of_a_misshapen_answer_is_reserved_anew() -> None:
    answers: list[dict[str, Any]] = [
        {"summary": 1},
        {"summary": "s", "audience": "a", "problem": "p", "solution": "s", "assumptions": []},
    ]

    def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        usage = RequestUsage(input_tokens=10, output_tokens=5)
        return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, answers.pop(0))], usage=usage)

    purse = FakePurse()
    model = BudgetedModel(priced(answer), purse=purse)
    asyncio.run(write(model=model, output_type=IdeaBrief, system="", prompt=PROMPT))
    assert len(purse.asked) == len(purse.settled) == 2


def test_a_model_without_a_price_is_refused_before_it_is_asked() -> None:
    def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        raise AssertionError("must not be asked")

    purse = FakePurse()
    model = BudgetedModel(Priced(answer, model_name="nobody-sells-this"), purse=purse)
    with pytest.raises(BudgetExceeded, match="no list price") as refusal:
        asyncio.run(model_request(model, [ModelRequest.user_text_prompt("Hello")]))
    assert refusal.value.details["reason"] == "no_list_price"
    assert purse.asked == []


def test_a_model_declared_free_costs_nothing_and_its_tokens_count() -> None:
    model = FunctionModel(lambda messages, info: ModelResponse(parts=[TextPart("ok")]), model_name="nobody-sells-this")
    purse = FakePurse()
    asyncio.run(model_request(BudgetedModel(model, purse=purse, free=True), [ModelRequest.user_text_prompt("Hello")]))
    assert purse.tokens > 0
    assert purse.cost == 0


def test_the_bound_of_the_input_covers_text_tools_and_schemas() -> None:
    text = "né 漢字 😀 " * 50
    messages: list[ModelMessage] = [ModelRequest.user_text_prompt(text)]
    bare = asyncio.run(input_bound(priced(lambda m, i: None), messages, None, ModelRequestParameters()))
    assert bare > len(text.encode())
    bounds: list[int] = []

    class Watched(BudgetedModel):
        async def request(self, messages: Any, settings: Any, parameters: Any) -> ModelResponse:
            bounds.append(await input_bound(self.wrapped, messages, settings, parameters))
            return await super().request(messages, settings, parameters)

    def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        raise AgentFailed

    agent = Agent(Watched(priced(answer), purse=FakePurse()), output_type=Opportunities, instructions="i" * 500)
    with pytest.raises(AgentFailed):
        asyncio.run(agent.run(text))
    assert bounds[0] > bare + 500 + len(str(Opportunities.model_json_schema())) / 2
