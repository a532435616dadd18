"""A model whose turns follow from the conversation alone, so that any attempt of any worker gets the same ones."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, TypeAlias

from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, UserPromptPart
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel

from workers.language_models.briefs import CONTINUE

Call: TypeAlias = tuple[str, Mapping[str, Any]]
Turn: TypeAlias = str | Call | Sequence[Call]
"""The answer, or one or several calls as (tool, arguments)."""


class Plot:
    """``turns`` by the user's message; ``asked`` keeps every conversation that the model was shown."""

    def __init__(self, **turns: Sequence[Turn]) -> None:
        self._turns = turns
        self.asked: list[list[ModelMessage]] = []
        self.model = FunctionModel(stream_function=self._stream, model_name="offline")

    async def _stream(self, messages: list[ModelMessage], _info: AgentInfo) -> AsyncIterator[str | DeltaToolCalls]:
        self.asked.append(messages)
        message, number = _place(messages)
        turn = self._turns[message][number]
        if isinstance(turn, str):
            for word in turn.split()[_begun(messages) :]:
                yield f"{word} "
            return
        calls = [turn] if isinstance(turn[0], str) else turn
        for index, (name, arguments) in enumerate(calls):  # type: ignore[str-unpack]
            yield {index: DeltaToolCall(str(name), json.dumps(arguments), tool_call_id=f"{message}-{number}-{index}")}


def said(messages: Sequence[ModelMessage]) -> list[str]:
    """What the user said, oldest first."""
    requests = [message for message in messages if isinstance(message, ModelRequest)]
    return [str(part.content) for each in requests for part in each.parts if isinstance(part, UserPromptPart)]


def _begun(messages: Sequence[ModelMessage]) -> int:
    """How many words of the answer are there already, from an attempt that broke off."""
    return len((messages[-2].text or "").split()) if _is_continued(messages) else 0  # type: ignore[union-attr]


def _is_continued(messages: Sequence[ModelMessage]) -> bool:
    return said(messages[-1:]) == [CONTINUE]


def _place(messages: Sequence[ModelMessage]) -> tuple[str, int]:
    """The user's last message that begins a plot, and how many turns the model has taken since."""
    turns = -1 if _is_continued(messages) else 0
    for message in reversed(messages):
        if isinstance(message, ModelResponse):
            turns += 1
        elif prompts := said([message]):
            first = prompts[-1].split()[0].strip(".,:")
            if first.islower():
                return first, turns
    raise AssertionError("nobody said anything")
