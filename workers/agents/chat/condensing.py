"""Summaries of long conversations: a model sees a summary of what lies far back, and the rest as it was.

The turns themselves keep all their messages; only what stands for them in later requests becomes shorter.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)

from app.errors import AgentFailed
from app.storage.json import dumps
from workers.agents.agent import StepContext, StepOutcome
from workers.agents.chat.message_json import stored
from workers.agents.chat.summary import ConversationSummary
from workers.agents.chat.talk import Talk
from workers.language_models.briefs import SUMMARY_HEADING, render_brief
from workers.language_models.texts import write

KEPT_MESSAGES = 6
BYTES_PER_TOKEN = 4
"""What one token is at least in the languages and programs that models read, roughly."""
LONGEST_MESSAGE = 4_000
"""Characters of one message that the summary is made from."""

SUMMARY = "baton-chat-summary"
"""Slug of the system prompt."""
TASK = "Summarise this conversation."
LEAST_TOKENS = 300


def is_too_long(talk: Talk) -> bool:
    """Whether the conversation should be condensed before the model's next turn."""
    last = talk.transcript.last
    if "condensed" in last or "notCondensed" in last or not talk.composition.is_root:
        return False
    limit = talk.composition.read_settings().chat_history_tokens
    messages = talk.transcript.messages
    return weight(messages) > limit and cut(messages, KEPT_MESSAGES) > 0


def weight(messages: Sequence[ModelMessage]) -> int:
    """About how many tokens the messages are."""
    return len(dumps(stored(messages))) // BYTES_PER_TOKEN


def cut(messages: Sequence[ModelMessage], keep: int) -> int:
    """How many of the oldest messages a summary may replace so that at least the last ``keep`` stay.

    What stays never begins with results whose calls would be gone; 0 means that nothing can go.
    """
    for count in range(len(messages) - keep, 1, -1):
        if not _has_results(messages[count]):
            return count
    return 0


async def condensed(talk: Talk) -> StepOutcome:
    """Replace the older messages by a summary. A summary that fails leaves the conversation as it is."""
    messages = talk.transcript.messages
    await talk.context.emit("summarization", signal="start")
    try:
        shorter, summary = await shortened(talk.context, messages, keep=KEPT_MESSAGES)
    except AgentFailed as error:
        told = {"signal": "error", "error": error.message}
        return StepOutcome(output={"notCondensed": True}, events=[("summarization", told)])
    done = {"signal": "complete", "summaryLength": len(summary)}
    return StepOutcome(output={"condensed": stored(shorter)}, events=[("summarization", done)])


async def shortened(
    context: StepContext, messages: Sequence[ModelMessage], *, keep: int
) -> tuple[list[ModelMessage], str]:
    """The conversation with a summary in place of its older messages, and the summary's text.

    Raises:
        BudgetExceeded: the call does not fit into the run's budget.
        AgentFailed: the model failed, or wrote nothing.
    """
    count = cut(messages, keep)
    system = await context.prompt(SUMMARY)
    written = await write(
        model=context.model(context.input.get("modelId"), prompt=system),
        output_type=ConversationSummary,
        system=system.text,
        prompt=render_brief(TASK, {"messages": [told for each in messages[:count] if (told := _told(each))]}),
        least_output_tokens=LEAST_TOKENS,
    )
    summary = written.conversation_summary.strip()
    if not summary:
        raise AgentFailed("The model wrote an empty summary.")
    request = _last_request(messages[:count])
    parts = [UserPromptPart(f"{SUMMARY_HEADING}\n{summary}")]
    if request is not None and not any(_is_request(message) for message in messages[count:]):
        parts.append(request)  # what is being worked on stays in the user's own words
    return [ModelRequest(parts=parts), *messages[count:]], summary


def _told(message: ModelMessage) -> Mapping[str, Any] | None:
    if isinstance(message, ModelResponse):
        pieces = [_of_response(part) for part in message.parts]
        content = "\n".join(piece for piece in pieces if piece)
        return {"role": "assistant", "content": content[:LONGEST_MESSAGE]} if content else None
    results = [
        f"[result of {part.tool_name}] {part.content}" for part in message.parts if isinstance(part, ToolReturnPart)
    ]
    asked = [str(part.content) for part in message.parts if isinstance(part, UserPromptPart)]
    if asked:
        return {"role": "user", "content": "\n".join(asked)[:LONGEST_MESSAGE]}
    return {"role": "assistant", "content": "\n".join(results)[:LONGEST_MESSAGE]} if results else None


def _of_response(part: object) -> str:
    if isinstance(part, TextPart):
        return part.content
    return f"[{part.tool_name}] {part.args_as_json_str()}" if isinstance(part, ToolCallPart) else ""


def _last_request(messages: Sequence[ModelMessage]) -> UserPromptPart | None:
    asked = [part for message in messages for part in message.parts if isinstance(part, UserPromptPart)]
    return asked[-1] if asked else None


def _is_request(message: ModelMessage) -> bool:
    return any(isinstance(part, UserPromptPart) for part in message.parts)


def _has_results(message: ModelMessage) -> bool:
    return any(isinstance(part, ToolReturnPart) for part in message.parts)
