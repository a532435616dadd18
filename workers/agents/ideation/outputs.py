"""What the ideation agent asks a model for."""

from pydantic import BaseModel, Field


class IdeaBrief(BaseModel):
    """The idea, sharpened: made from the conversation and the streamed critique."""

    summary: str = Field(description="Two to four sentences: who it is for, what hurts, what it does, why it differs")
    audience: str = Field(description="The people it is for, as precisely as the conversation allows")
    problem: str = Field(description="What hurts them today, in one sentence")
    solution: str = Field(description="What the product does about it, in one sentence")
    assumptions: list[str] = Field(description="What must be true for it to work, riskiest first")
