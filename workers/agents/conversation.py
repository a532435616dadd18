"""A request's messages as the agents read them: clean, bounded, the newest kept.

A role that a client made up is a user's: nothing in a request body may speak as the system.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from workers.agents.plain_text import plain

Message: TypeAlias = dict[str, str]
"""{role: "user" | "assistant", content}."""

MESSAGE_LIMIT = 16_000
"""Characters of one message that agents read."""
CONVERSATION_LIMIT = 32_000
"""Characters of all messages together that agents read; older ones are left out first."""


def conversation(input: Mapping[str, Any]) -> list[Message]:
    """The messages of a request, oldest first, without empty ones."""
    kept: list[Message] = []
    room = CONVERSATION_LIMIT
    for message in reversed(_messages(input)):
        content = plain(message.get("content"), min(MESSAGE_LIMIT, room))
        if content:
            kept.append({"role": _role(message), "content": content})
            room -= len(content)
        if room <= 1:
            break
    return kept[::-1]


def user_text(messages: Sequence[Message]) -> str:
    """What the user said in all of them, in order."""
    return "\n\n".join(message["content"] for message in messages if message["role"] == "user")


def _messages(input: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    messages = input.get("messages") or []
    return [message for message in messages if isinstance(message, Mapping)]


def _role(message: Mapping[str, Any]) -> str:
    return "assistant" if message.get("role") == "assistant" else "user"
