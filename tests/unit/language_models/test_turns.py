"""Turns of a conversation with tools: one that broke off goes on to the very same calls."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, UserPromptPart
from pydantic_ai.tools import ToolDefinition

from tests.unit.agents.chat_script import Calls, ChatScript
from workers.agents.chat.message_json import stored
from workers.agents.chat.offered_tools import offered_tools
from workers.agents.chat.talk import Talk
from workers.agents.ptc.agents import CHAT_AGENT
from workers.language_models.offline.model import OfflineModel
from workers.language_models.turns import CallPiece, Piece, TextPiece, stream_turn

REQUESTS = ["Create a Python script that prints Hello World", "Run hello.py", "What can you do?"]
CONTEXT: Any = SimpleNamespace(input={"workspaceId": None}, outputs={})


def turn(message: str, partial: str = "") -> list[Piece]:
    messages: list[ModelMessage] = [ModelRequest(parts=[UserPromptPart(message)])]

    async def pieces() -> list[Piece]:
        tools = await offered_tools(Talk(CHAT_AGENT, CONTEXT))
        streamed = stream_turn(model=OfflineModel(), system="Work.", messages=messages, tools=tools, partial=partial)
        return [piece async for piece in streamed]

    return asyncio.run(pieces())


def text_of(pieces: list[Piece]) -> str:
    return "".join(piece.text for piece in pieces if isinstance(piece, TextPiece))


@pytest.mark.parametrize("message", REQUESTS)
def test_a_broken_turn_of_the_offline_model_ends_as_if_it_had_not_broken(message: str) -> None:
    whole = turn(message)
    text = text_of(whole)

    for place in range(1, len(text) + 1, 7):
        continued = turn(message, text[:place])
        assert text[:place] + text_of(continued) == text
        assert parts_of(continued) == parts_of(whole)


def parts_of(pieces: list[Piece]) -> list[Any]:
    assert isinstance(pieces[-1], ModelResponse)
    return list(stored([pieces[-1]])[0]["parts"])


def test_the_pieces_of_a_call_are_its_arguments() -> None:
    script = ChatScript(Calls("Now", [("list_files", {"path": "a"}), ("list_files", {"path": "b"})]))

    async def pieces() -> list[Piece]:
        tool = ToolDefinition(name="list_files")
        return [piece async for piece in stream_turn(model=script.model, system="", messages=[], tools=[tool])]

    streamed = asyncio.run(pieces())

    told = [piece for piece in streamed if isinstance(piece, CallPiece)]
    assert "".join(piece.arguments for piece in told if piece.index == 0) == '{"path": "a"}'
    assert {(piece.index, piece.name) for piece in told} == {(0, "list_files"), (1, "list_files")}
