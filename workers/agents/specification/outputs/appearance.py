"""How the product is told of, and how it looks."""

from pydantic import BaseModel, Field

from workers.agents.specification.outputs.words import Line, Name, Note, Prose


class ProjectOverview(BaseModel):
    """The conversation-agent's part: what the talk with the project's people has settled."""

    summary: Prose
    problem: Prose
    users: list[Line] = Field(min_length=1, max_length=20)
    goals: list[Line] = Field(min_length=1, max_length=20, description="Outcomes, not features")
    non_goals: list[Line] = Field(max_length=20)
    questions: list[Line] = Field(max_length=12, description="What the project's people should be asked next")
    note: Note


class BrandColor(BaseModel):
    name: Name
    value: str = Field(pattern=r"^#[0-9a-f]{6}$")
    use: Line


class Typography(BaseModel):
    heading: Name
    body: Name
    base_size: int = Field(ge=10, le=24, description="CSS pixels")
    scale: float = Field(ge=1.05, le=1.7, description="From one size to the next")


class OutlinedScreen(BaseModel):
    name: Line
    purpose: Prose
    elements: list[Line] = Field(min_length=1, max_length=20)


class DesignOutline(BaseModel):
    """The design-compiler's part."""

    principles: list[Prose] = Field(min_length=2, max_length=10)
    colors: list[BrandColor] = Field(min_length=3, max_length=12)
    typography: Typography
    components: list[Line] = Field(min_length=1, max_length=40)
    screens: list[OutlinedScreen] = Field(min_length=1, max_length=40)
    note: Note
