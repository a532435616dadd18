"""Whatever is asked, there is an answer: no request, result or history makes the rules fail."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.tools import ToolDefinition

from tests.unit.language_models.tool_use.workplace import OPENCOMPUTER, PLANNING, PTC
from workers.language_models.offline.tool_use.turns import next_turn
from workers.language_models.offline.vocabulary import word_set

_WORDS = word_set(
    "create write add run show explain find delete fix rename test a the it script file app page function class data "
    "hello.py data.csv notes.md x.json index.html 'quoted words' \"\" ` 3 0 -1 1e9 9999999999 5% prime factorial sum "
    "average numbers from to with and then that prints reads sort instead of error handling logging times table "
    "AAPL stock in parallel: , . ? ! ; ``` README section title colour green days 2024-01-01 fahrenheit celsius "
    "fibonacci ** ( ) [ { \\ ü 日本 argument twice per region greater than"
)
WORDS = st.sampled_from([*sorted(_WORDS), "\n"])
REQUESTS = st.one_of(st.lists(WORDS, max_size=14).map(" ".join), st.text(max_size=60))
RESULTS = st.sampled_from(
    ["", "ok", "Exit code 1.\nNameError: name 'math' is not defined", "Exit code 0. It printed nothing.", "{", "[1]"]
)
TOOLS = st.sampled_from([PTC, OPENCOMPUTER, PLANNING, [], PTC[1:3], PTC[5:7]])


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(requests=st.lists(REQUESTS, min_size=1, max_size=3), tools=TOOLS, results=st.lists(RESULTS, min_size=1))
def test_every_request_comes_to_an_end_in_words(
    requests: list[str], tools: list[ToolDefinition], results: list[str]
) -> None:
    messages: list[ModelMessage] = []
    answers = 0
    for request in requests:
        messages.append(ModelRequest(parts=[UserPromptPart(request)]))
        for _ in range(45):
            turn = next_turn(messages, tools)
            calls = [ToolCallPart(call.name, call.arguments, tool_call_id=call.id) for call in turn.calls]
            messages.append(ModelResponse(parts=[TextPart(turn.text), *calls]))
            if not calls:
                break
            assert all(isinstance(json.loads(call.arguments), dict) for call in turn.calls)
            returned = [ToolReturnPart(c.tool_name, results[answers % len(results)], c.tool_call_id) for c in calls]
            messages.append(ModelRequest(parts=returned))
            answers += 1
        assert turn.text
        assert not turn.calls
