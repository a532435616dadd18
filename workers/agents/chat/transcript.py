"""A conversation as it stands in the middle of a run: folded from what the run's finished steps have left.

Each step's output is a JSON object with what that step added, and nothing else:

    earlier    [message]   what the run began with (the opening step alone)
    messages   [message]   messages to append: the request, a model's turn, tools' results
    condensed  [message]   messages that stand for all so far, after a summary
    usage      {inputTokens, outputTokens}   of a model's turn
    prepared   {…}         a tool's result whose files are still to be written
    delegated  [call id]   calls that child runs answer
    asks       {…}         a plan that a person was asked to review
    approved   true        the person said yes
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    ToolCallPart,
    ToolReturnPart,
)

from workers.agents.chat.message_json import loaded, stored


@dataclass(slots=True)
class Usage:
    """Tokens of a run's model calls."""

    input: int = 0
    output: int = 0

    def add(self, told: Mapping[str, Any]) -> None:
        self.input += int(told.get("inputTokens", 0))
        self.output += int(told.get("outputTokens", 0))

    def as_json(self) -> dict[str, int]:
        return {"inputTokens": self.input, "outputTokens": self.output, "totalTokens": self.input + self.output}


@dataclass(slots=True)
class Transcript:
    """The conversation as a language model is shown it, and what is still open in it."""

    messages: list[ModelMessage] = field(default_factory=list)
    own: list[ModelMessage] = field(default_factory=list)
    """This run's part of it, whole: never condensed."""
    condensed: bool = False
    """Whether ``messages`` are no longer just the turns' messages in their order."""
    usage: Usage = field(default_factory=Usage)
    approved: bool = False
    last: Mapping[str, Any] = field(default_factory=dict)
    """The output of the step before."""
    completed_tasks: list[str] = field(default_factory=list)

    @property
    def pending(self) -> list[ToolCallPart]:
        """The last turn's calls that have no result yet, in order."""
        answered: set[str] = set()
        for message in reversed(self.messages):
            if isinstance(message, ModelResponse):
                return [call for call in message.tool_calls if call.tool_call_id not in answered]
            answered |= {part.tool_call_id for part in message.parts if isinstance(part, ToolReturnPart)}
        return []

    @property
    def was_cut(self) -> bool:
        """Whether the model's last turn ended at the limit of its length, perhaps in the middle of a call."""
        turns = [message for message in self.messages if isinstance(message, ModelResponse)]
        return bool(turns) and turns[-1].finish_reason == "length"

    @property
    def turns(self) -> int:
        """How many turns the model has had in this run."""
        return sum(isinstance(message, ModelResponse) for message in self.own)

    @property
    def text(self) -> str:
        """What the model said last in this run."""
        texts = [message.text for message in self.own if isinstance(message, ModelResponse) and message.text]
        return str(texts[-1]) if texts else ""

    def fold(self, output: Mapping[str, Any]) -> None:
        """Take in what one step has left."""
        self.last = output
        if "earlier" in output:
            self.messages += loaded(output["earlier"])
            self.condensed = bool(output.get("branched"))
        if "condensed" in output:
            self.messages, self.condensed = loaded(output["condensed"]), True
        for message in loaded(output.get("messages", ())):
            self.add(message)
        self.usage.add(output.get("usage", {}))
        self.approved = self.approved or bool(output.get("approved"))
        self.completed_tasks += output.get("completedTasks", ())

    def add(self, message: ModelMessage) -> None:
        """Append a message; the results of one turn's calls become one message."""
        for messages in (self.messages, self.own):
            last = messages[-1] if messages else None
            if isinstance(message, ModelRequest) and _is_results(last) and _is_results(message):
                messages[-1] = ModelRequest(parts=[*last.parts, *message.parts])  # type: ignore[union-attr]
            else:
                messages.append(message)

    def closed(self) -> list[ModelMessage]:
        """The messages, with a result for each call that has none: providers refuse calls without results."""
        return [*self.messages, *unanswered(self.pending, "The call was not carried out.")]

    def closed_own(self) -> list[ModelMessage]:
        """This run's messages, closed in the same way."""
        return [*self.own, *unanswered(self.pending, "The call was not carried out.")]


def transcript_of(outputs: Mapping[str, Any]) -> Transcript:
    """The conversation after these steps (the outputs of a run's steps, in their order)."""
    made = Transcript()
    for output in outputs.values():
        made.fold(output or {})
    return made


def result_of(call: ToolCallPart, text: str, *, failed: bool = False) -> ModelRequest:
    """The message that carries a call's result."""
    part = ToolReturnPart(call.tool_name, text, call.tool_call_id, outcome="failed" if failed else "success")
    return ModelRequest(parts=[part])


def unanswered(calls: Sequence[ToolCallPart], text: str) -> list[ModelMessage]:
    """One message with ``text`` as the failed result of each of the calls; none without calls."""
    if not calls:
        return []
    parts = [ToolReturnPart(call.tool_name, text, call.tool_call_id, outcome="failed") for call in calls]
    return [ModelRequest(parts=parts)]


def added(*messages: ModelMessage) -> dict[str, Any]:
    """The output of a step that added these messages."""
    return {"messages": stored(messages)}


def _is_results(message: ModelMessage | None) -> bool:
    return isinstance(message, ModelRequest) and all(isinstance(part, ToolReturnPart) for part in message.parts)
