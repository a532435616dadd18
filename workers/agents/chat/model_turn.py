"""One turn of the model: asked with all that was said, streamed, and committed as one.

A call that fails for a reason that may pass is repeated a few times, each after a longer pause; text
that was streamed by then is gone on behind, so that nobody reads it twice.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from typing import Any

from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart
from pydantic_ai.tools import ToolDefinition

from app.errors import AgentFailed
from workers.agents.agent import Json, StepOutcome
from workers.agents.chat.ending import ended
from workers.agents.chat.offered_tools import offered_tools
from workers.agents.chat.plan_review import asked_for_review
from workers.agents.chat.prompts import system_prompt
from workers.agents.chat.talk import Talk
from workers.agents.chat.transcript import added
from workers.language_models.failures import transient_kind
from workers.language_models.turns import CallPiece, TextPiece, stream_turn

MOST_REPETITIONS = 3
MOST_TOKENS = 16_000
"""Output tokens of a turn at most: a call may carry a whole file."""
LEAST_TOKENS = 256
"""The fewest output tokens with which a turn can be whole."""


async def model_turn(talk: Talk) -> StepOutcome:
    """Ask the model for its next turn. Text without calls is the answer, and ends the run."""
    response = await answered(talk, messages=talk.transcript.messages, tools=await offered_tools(talk))
    output = turn_output(response)
    events = turn_events(talk, response)
    if response.tool_calls:
        return StepOutcome(output=output, events=events)
    if talk.plans_first:
        return asked_for_review(talk, plan=response.text or "", output=output, events=events)
    return await ended(talk, "end_turn", output=output, events=events)


async def answered(talk: Talk, *, messages: Sequence[ModelMessage], tools: Sequence[ToolDefinition]) -> ModelResponse:
    """The model's next turn, streamed to the client as it comes.

    Raises:
        BudgetExceeded: the call does not fit into the run's budget.
        AgentFailed: the model failed, each time.
    """
    said = _Said(talk, talk.context.partial_text)
    for repetition in range(1, MOST_REPETITIONS + 1):
        try:
            return await said.through(messages, tools)
        except AgentFailed as error:
            kind = transient_kind(error)
            if kind is None:
                raise
            await _announce(talk, error, kind=kind, repetition=repetition)
            await asyncio.sleep(talk.composition.backoff_seconds * 2 ** (repetition - 1))
    return await said.through(messages, tools)


def turn_output(response: ModelResponse) -> dict[str, Any]:
    """What a step that got this turn leaves."""
    return {**added(response), "usage": _usage(response)}


def turn_events(talk: Talk, response: ModelResponse) -> Sequence[tuple[str, Mapping[str, Json]]]:
    """The events that appear with the turn: its content as a whole, its calls, and what it has cost."""
    about: Mapping[str, Json] = {"agent": talk.speaker, "turn": talk.transcript.turns + 1}
    calls = [
        ("tool_call", {"callId": call.tool_call_id, "name": call.tool_name, "arguments": arguments, **about})
        for call in response.tool_calls
        for arguments in [call.args_as_dict()]
    ]
    if not talk.composition.is_root:
        return calls
    content: list[Json] = [
        {"type": "text", "text": part.content} for part in response.parts if isinstance(part, TextPart)
    ]
    content += [
        {"type": "tool_use", "id": call.tool_call_id, "name": call.tool_name, "input": call.args_as_dict()}
        for call in response.tool_calls
    ]
    return [("assistant_message", {"content": content}), *calls, ("usage", talk.usage_with(_usage(response)))]


class _Said:
    """What one turn has streamed so far, over all its repetitions."""

    def __init__(self, talk: Talk, partial: str) -> None:
        self._talk = talk
        self._text = partial
        self._turn = talk.transcript.turns + 1

    async def through(self, messages: Sequence[ModelMessage], tools: Sequence[ToolDefinition]) -> ModelResponse:
        """Ask, tell the pieces, and return the whole turn."""
        talk = self._talk
        system, role = await system_prompt(talk)
        pieces = stream_turn(
            model=talk.context.model(talk.input.get("modelId"), prompt=role),
            system=system,
            messages=messages,
            tools=tools,
            partial=self._text,
            max_tokens=MOST_TOKENS,
            least_output_tokens=LEAST_TOKENS,
        )
        async with aclosing(pieces):
            async for piece in pieces:
                if isinstance(piece, ModelResponse):
                    return piece
                if talk.composition.is_root:
                    await self._tell(piece)
        raise AgentFailed("The language model's turn has no end.")

    async def _tell(self, piece: TextPiece | CallPiece) -> None:
        if isinstance(piece, TextPiece):
            self._text += piece.text
            await self._talk.context.emit("text_delta", delta=piece.text, turn=self._turn)
        else:
            await self._talk.context.emit(
                "tool_call_delta",
                callId=piece.call_id,
                name=piece.name,
                arguments=piece.arguments,
                index=piece.index,
                turn=self._turn,
            )


async def _announce(talk: Talk, error: AgentFailed, *, kind: str, repetition: int) -> None:
    await talk.context.emit(
        "retry",
        message=f"{error.message} Trying again ({repetition} of {MOST_REPETITIONS}).",
        retryCount=repetition,
        maxRetries=MOST_REPETITIONS,
        errorType=kind,
        errorClass=str(error.details.get("error", "ModelHTTPError")),
    )


def _usage(response: ModelResponse) -> dict[str, int]:
    return {"inputTokens": response.usage.input_tokens, "outputTokens": response.usage.output_tokens}
