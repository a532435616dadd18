"""The offline model through pydantic-ai: deltas, structured output, usage and limits as with any other model."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic_ai import Agent, NativeOutput, ToolOutput
from pydantic_ai.direct import model_request, model_request_stream
from pydantic_ai.exceptions import UnexpectedModelBehavior
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.settings import ModelSettings

from tests.unit.language_models.varied_ideas import OUTPUT_TYPES
from workers.agents.research.outputs import Opportunities
from workers.language_models.briefs import render_brief
from workers.language_models.offline.model import OfflineModel
from workers.language_models.offline.tokens import count, pieces

PROMPT = render_brief("Pressure-test this idea.", {"idea": "AI-powered habit tracker for remote workers"})
MESSAGES: list[ModelMessage] = [ModelRequest.user_text_prompt(PROMPT)]


def asked(settings: ModelSettings | None = None) -> ModelResponse:
    return asyncio.run(model_request(OfflineModel(), MESSAGES, model_settings=settings))


async def _streamed() -> tuple[ModelResponse, int]:
    async with model_request_stream(OfflineModel(), MESSAGES) as stream:
        events = [event async for event in stream]
        return stream.get(), len(events)


def test_a_stream_brings_the_text_of_a_request_word_by_word() -> None:
    response, events = asyncio.run(_streamed())
    whole = asked()
    assert response.text == whole.text
    assert response.usage == whole.usage
    assert response.finish_reason == whole.finish_reason == "stop"
    assert events > 200


def test_usage_is_counted_with_the_model_s_own_counter() -> None:
    whole = asked()
    counted = asyncio.run(OfflineModel().count_tokens(MESSAGES, None, ModelRequestParameters()))
    assert whole.usage.output_tokens == count(whole.text or "")
    assert whole.usage.input_tokens == counted.input_tokens == count(PROMPT)


@pytest.mark.parametrize("limit", [1, 7, 100])
def test_max_tokens_cuts_by_length(limit: int) -> None:
    cut, whole = asked({"max_tokens": limit}), asked()
    assert cut.finish_reason == "length"
    assert cut.usage.output_tokens == limit
    assert (whole.text or "").startswith(cut.text or "-")


def test_a_limit_that_is_not_reached_changes_nothing() -> None:
    whole = asked()
    same = asked({"max_tokens": whole.usage.output_tokens})
    assert (same.text, same.finish_reason) == (whole.text, "stop")


@pytest.mark.parametrize("output_type", OUTPUT_TYPES)
@pytest.mark.parametrize("mode", [ToolOutput, NativeOutput, lambda output_type: output_type])
def test_structured_output_comes_in_every_mode(output_type: type[BaseModel], mode: Any) -> None:
    result = asyncio.run(Agent(OfflineModel(), output_type=mode(output_type)).run(PROMPT))
    assert isinstance(result.output, output_type)
    assert result.usage.requests == 1


async def _streamed_output() -> tuple[Opportunities, Opportunities]:
    agent = Agent(OfflineModel(), output_type=Opportunities)
    async with agent.run_stream(PROMPT) as streamed:
        output = await streamed.get_output()
    return output, (await agent.run(PROMPT)).output


def test_structured_output_streams_to_the_same_value() -> None:
    streamed, at_once = asyncio.run(_streamed_output())
    assert streamed == at_once


def test_a_type_without_a_writer_is_a_clear_error() -> None:
    class Unknown(BaseModel):
        nobody_writes_this: str

    with pytest.raises(UnexpectedModelBehavior, match="no writer for the fields nobody_writes_this"):
        asyncio.run(Agent(OfflineModel(), output_type=Unknown).run(PROMPT))


def test_a_plain_prompt_without_material_is_read_as_the_idea() -> None:
    response = asyncio.run(
        model_request(OfflineModel(), [ModelRequest.user_text_prompt("A chess coaching platform for kids")])
    )
    assert "chess coaching platform" in (response.text or "")


@given(st.text(max_size=500))
def test_tokens_are_a_partition_of_any_text(text: str) -> None:
    assert "".join(pieces(text)) == text
    assert all(pieces(text))
