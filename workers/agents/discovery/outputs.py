"""What the discovery agent asks a model for."""

from pydantic import BaseModel, Field


class HeardStatement(BaseModel):
    """One statement of the user's latest message about one obligation."""

    obligation: str = Field(description="The key of the obligation that it is about")
    kind: str = Field(
        pattern="^(fact|decision|inference)$",
        description="fact: the user says how it is; decision: what he has settled; inference: it only follows",
    )
    statement: str = Field(description="What he says about it, short and in his own words")
    confidence: float = Field(ge=0, le=1, description="How surely it answers the obligation; vague or hedged is low")
    relation: str = Field(
        pattern="^(new|revises|contradicts)$",
        description="To the known statements: new beside them, revises if he says so, contradicts if both cannot hold",
    )


class DiscoveryNotes(BaseModel):
    """What the latest message tells."""

    findings: list[HeardStatement]
    research: list[str] = Field(description="Types of research that the user asks for; mostly none")
