"""Asking for text and for values: continuation at every point, and errors that say nothing they should not."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from pydantic_ai.exceptions import ModelHTTPError, ModelRequestTimeout, UnexpectedModelBehavior, UserError
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models import Model
from pydantic_ai.models.function import AgentInfo, FunctionModel

from app.errors import AgentFailed, BudgetExceeded, FenceLost
from workers.agents.ideation.outputs import IdeaBrief
from workers.language_models.briefs import CONTINUE, render_brief
from workers.language_models.offline.model import OfflineModel
from workers.language_models.texts import stream_text, write

PROMPT = render_brief("Pressure-test this idea.", {"idea": "AI-powered habit tracker for remote workers"})
SECRET = "sk-live-0123456789"


async def text_of(model: Model, **arguments: Any) -> str:
    asked = {"system": "You help.", "prompt": PROMPT} | arguments
    return "".join([delta async for delta in stream_text(model=model, **asked)])


async def _continued_everywhere() -> list[int]:
    whole = await text_of(OfflineModel())
    broken = []
    for cut in range(len(whole) + 1):
        partial = whole[:cut]
        if partial + await text_of(OfflineModel(), partial=partial) != whole:
            broken.append(cut)
    return broken


def test_a_continued_text_equals_the_undisturbed_one_wherever_it_broke_off() -> None:
    assert asyncio.run(_continued_everywhere()) == []


async def _continued_dialogue() -> tuple[str, str]:
    history = [{"role": "user", "content": "A habit tracker"}, {"role": "assistant", "content": "Who is it for?"}]
    prompt = render_brief("Answer.", {"phase": "conversation", "messages": [{"role": "user", "content": "Nurses"}]})
    whole = await text_of(OfflineModel(), prompt=prompt, history=history)
    partial = whole[: len(whole) // 2]
    return whole, partial + await text_of(OfflineModel(), prompt=prompt, history=history, partial=partial)


def test_a_dialogue_with_history_continues_exactly_too() -> None:
    whole, continued = asyncio.run(_continued_dialogue())
    assert whole == continued


def test_another_model_gets_its_partial_answer_back_with_the_instruction_to_continue() -> None:
    seen: list[list[ModelMessage]] = []

    async def answer(messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[str]:
        seen.append(messages)
        yield "world"

    assert asyncio.run(text_of(FunctionModel(stream_function=answer), partial="Hello ")) == "world"
    parts = [part for message in seen[0] for part in message.parts]
    assert [getattr(part, "content", None) for part in parts] == ["You help.", PROMPT, "Hello ", CONTINUE]


def _failing(error: Exception) -> tuple[Model, Model]:
    async def stream(messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[str]:
        yield "begun"
        raise error

    def request(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        raise error

    return FunctionModel(stream_function=stream), FunctionModel(request)


def _ask_for_text(streaming: Model, requesting: Model) -> Any:
    return text_of(streaming)


def _ask_for_value(streaming: Model, requesting: Model) -> Any:
    return write(model=requesting, output_type=IdeaBrief, system="You help.", prompt=PROMPT)


both = pytest.mark.parametrize("ask", [_ask_for_text, _ask_for_value])


@both
@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ModelHTTPError(401, "gpt-x", {"error": f"bad key {SECRET}"}), "answered with status 401"),
        (UnexpectedModelBehavior(SECRET, SECRET), "no answer of the kind that was asked for"),
        (ConnectionError(SECRET), "could not be reached"),
        (ModelRequestTimeout(SECRET, 3.0), "did not answer in time"),
        (UserError(SECRET), "could not be asked"),
    ],
)
def test_what_a_provider_raises_becomes_a_message_of_our_own(
    ask: Callable[[Model, Model], Any], error: Exception, told: str
) -> None:
    with pytest.raises(AgentFailed, match=told) as failure:
        asyncio.run(ask(*_failing(error)))
    assert SECRET not in f"{failure.value.message} {failure.value.details}"
    assert failure.value.__suppress_context__


@both
@pytest.mark.parametrize("error", [BudgetExceeded("Nothing is left."), FenceLost()])
def test_our_own_errors_pass_unchanged(ask: Callable[[Model, Model], Any], error: Exception) -> None:
    with pytest.raises(type(error)) as failure:
        asyncio.run(ask(*_failing(error)))
    assert failure.value is error


def test_an_empty_answer_is_a_failure() -> None:
    async def nothing(messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[str]:
        yield ""

    with pytest.raises(AgentFailed, match="answered with no text"):
        asyncio.run(text_of(FunctionModel(stream_function=nothing)))


def test_a_value_of_the_wrong_shape_is_asked_for_again() -> None:
    answers: list[dict[str, Any]] = [
        {"summary": 1},
        {"summary": "s", "audience": "a", "problem": "p", "solution": "s", "assumptions": []},
    ]

    def request(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, answers.pop(0))])

    model = FunctionModel(request)
    assert asyncio.run(write(model=model, output_type=IdeaBrief, system="", prompt=PROMPT)).summary == "s"
    assert answers == []


def test_a_model_that_never_gives_the_shape_fails_clearly() -> None:
    model = FunctionModel(lambda messages, info: ModelResponse(parts=[TextPart("no")]))
    with pytest.raises(AgentFailed, match="no answer of the kind"):
        asyncio.run(write(model=model, output_type=IdeaBrief, system="", prompt=PROMPT))
