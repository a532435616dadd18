"""What a model is asked for when a conversation has become too long."""

from pydantic import BaseModel, Field


class ConversationSummary(BaseModel):
    """What the agent has to know of the conversation to go on without it."""

    conversation_summary: str = Field(description="The summary, as plain text or Markdown")
