"""A model that plays a conversation with tools from a script, and a run that keeps its workspace on disk."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_ai.exceptions import ModelHTTPError
from pydantic_ai.messages import ModelMessage, ModelResponse, ToolCallPart
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel

SUMMARY = "They talked for long."


@dataclass(frozen=True)
class Calls:
    """A turn: text, and calls as (tool, arguments)."""

    text: str = ""
    calls: Sequence[tuple[str, Mapping[str, Any]]] = ()


class ChatScript:
    """Answers turn by turn; an HTTP status in the script is a failure of that call.

    Which turn is due is seen from the conversation alone, so that a repeated attempt gets the same one.
    """

    def __init__(self, *turns: Calls | int) -> None:
        self._turns = list(turns)
        self.asked: list[list[ModelMessage]] = []
        self.tools: list[list[str]] = []
        self.model = FunctionModel(self._write, stream_function=self._stream, model_name="scripted")

    def _write(self, _messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, {"conversation_summary": SUMMARY})])

    async def _stream(self, messages: list[ModelMessage], info: AgentInfo) -> AsyncIterator[str | DeltaToolCalls]:
        self.asked.append(messages)
        self.tools.append([tool.name for tool in info.function_tools])
        turn = self._turns[len(self.asked) - 1]
        if isinstance(turn, int):
            raise ModelHTTPError(turn, "scripted")
        for word in turn.text.split(" ") if turn.text else []:
            yield f"{word} "
        for index, (name, arguments) in enumerate(turn.calls):
            call_id = f"call-{len(self.asked)}-{index}"
            text = json.dumps(arguments)
            yield {index: DeltaToolCall(name, text[:5], tool_call_id=call_id)}
            yield {index: DeltaToolCall(None, text[5:], tool_call_id=call_id)}
