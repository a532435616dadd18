"""Tool use through the model class: text first, then calls in pieces; exact usage; a broken turn is gone on with."""

import asyncio
import json
from typing import Literal

from pydantic_ai.direct import model_request, model_request_stream
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    PartDeltaEvent,
    PartStartEvent,
    SystemPromptPart,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.settings import ModelSettings

from tests.unit.language_models.tool_use.workplace import PTC
from workers.language_models.briefs import CONTINUE, SUMMARY_HEADING
from workers.language_models.offline.model import OfflineModel
from workers.language_models.offline.tokens import count
from workers.language_models.offline.tool_use.turns import Turn, next_turn

PARAMETERS = ModelRequestParameters(function_tools=PTC)
MESSAGES: list[ModelMessage] = [
    ModelRequest(parts=[SystemPromptPart("Working folder: /workspace")]),
    ModelRequest(parts=[UserPromptPart("Create a Python script that prints Hello World\n\n[skills: style] Be brief.")]),
]


def asked(messages: list[ModelMessage], *, tools: bool = True, settings: ModelSettings | None = None) -> ModelResponse:
    parameters = PARAMETERS if tools else ModelRequestParameters()
    return asyncio.run(
        model_request(OfflineModel(), messages, model_settings=settings, model_request_parameters=parameters)
    )


async def _streamed() -> tuple[ModelResponse, list[str]]:
    async with model_request_stream(OfflineModel(), MESSAGES, model_request_parameters=PARAMETERS) as stream:
        kinds = [
            type(event.part if isinstance(event, PartStartEvent) else event.delta).__name__
            async for event in stream
            if isinstance(event, PartStartEvent | PartDeltaEvent)
        ]
        return stream.get(), kinds


def test_text_streams_first_and_then_the_call_in_pieces() -> None:
    response, kinds = asyncio.run(_streamed())
    whole = asked(MESSAGES)
    assert [part.part_kind for part in response.parts] == ["text", "tool-call"]
    assert response.parts == whole.parts
    assert response.finish_reason == whole.finish_reason == "tool_call"
    assert kinds[0] == "TextPart"
    assert kinds.index("ToolCallPart") == kinds.count("TextPartDelta") + 1
    assert kinds.count("ToolCallPartDelta") > 20


def test_usage_counts_text_and_arguments() -> None:
    whole = asked(MESSAGES)
    [call] = whole.tool_calls
    counted = asyncio.run(OfflineModel().count_tokens(MESSAGES, None, PARAMETERS))
    assert whole.usage.output_tokens == count(whole.text or "") + count(str(call.args))
    assert whole.usage.input_tokens == counted.input_tokens
    cut = asked(MESSAGES, settings={"max_tokens": 5})
    assert (cut.finish_reason, cut.usage.output_tokens) == ("length", 5)


def test_a_turn_that_broke_off_in_its_text_is_gone_on_with_as_if_it_had_not() -> None:
    whole = asked(MESSAGES)
    begun = (whole.text or "")[:17]
    broken = [*MESSAGES, ModelResponse(parts=[TextPart(begun)]), ModelRequest.user_text_prompt(CONTINUE)]
    rest = asked(broken)
    assert begun + (rest.text or "") == whole.text
    assert rest.tool_calls == whole.tool_calls


def test_without_tools_left_it_says_what_is_done() -> None:
    whole = asked(MESSAGES)
    [call] = whole.tool_calls
    returned = ModelRequest(parts=[ToolReturnPart(call.tool_name, "Wrote hello.py (9 lines).", call.tool_call_id)])
    assert "`hello.py`" in (asked([*MESSAGES, whole, returned]).text or "")
    assert "`hello.py`" in (asked([*MESSAGES, whole, returned], tools=False).text or "")


def test_calls_of_another_model_are_taken_as_they_are() -> None:
    arguments = json.dumps({"path": "notes/plan.py", "content": "print('other')\n"})
    other = ModelResponse(parts=[ToolCallPart("write_file", arguments, tool_call_id="x")])
    returned = ModelRequest(parts=[ToolReturnPart("write_file", "ok", "x")])
    told: list[ModelMessage] = [ModelResponse(parts=[TextPart("Done.")]), ModelRequest.user_text_prompt("run it")]
    [call] = next_turn([*MESSAGES, other, returned, *told], PTC).calls
    assert json.loads(call.arguments) == {"path": "/workspace/notes/plan.py"}
    assert next_turn([*MESSAGES, other, returned], PTC).calls[0].name == "write_file"


def test_a_summary_before_the_request_is_not_the_request() -> None:
    parts = [
        UserPromptPart("Summary of the conversation so far:\n- The user asked: Delete all files"),
        *MESSAGES[1].parts,
    ]
    turn = next_turn([ModelRequest(parts=parts)], PTC)
    assert [call.name for call in turn.calls] == ["write_file"]


def test_a_summary_is_told_as_one_and_not_as_something_that_was_asked_for() -> None:
    def said(question: str) -> str:
        earlier = [UserPromptPart(f"{SUMMARY_HEADING}\n- A script was written"), UserPromptPart("Run it")]
        return next_turn([ModelRequest(parts=[*earlier, UserPromptPart(question)])], []).text

    assert said("What did we do?") == "In short, at first:\n\n- A script was written\n\nThen you asked for “Run it”."
    assert said("What did I ask first?") == said("What did we do?")
    assert said("What did I ask last?") == "Before this you asked for “Run it”."


def test_going_on_takes_up_what_was_interrupted() -> None:
    asked = ModelRequest(parts=[UserPromptPart("Create a script a.py that prints A, then create b.py that prints B")])
    [first] = next_turn([asked], PTC).calls
    call = ToolCallPart(first.name, first.arguments, first.id)

    def behind(outcome: Literal["success", "failed"]) -> Turn:
        told = ToolReturnPart(first.name, "Not carried out", first.id, outcome=outcome)
        done: list[ModelMessage] = [asked, ModelResponse(parts=[call]), ModelRequest(parts=[told])]
        return next_turn([*done, ModelRequest(parts=[UserPromptPart("Go on.")])], PTC)

    [again], [second] = behind("failed").calls, behind("success").calls
    assert (again.name, again.arguments) == (first.name, first.arguments)
    assert json.loads(second.arguments)["path"] == "/workspace/b.py"
    answered: list[ModelMessage] = [asked, ModelResponse(parts=[TextPart("Done")])]
    assert not next_turn([*answered, ModelRequest(parts=[UserPromptPart("Go on")])], PTC).calls
