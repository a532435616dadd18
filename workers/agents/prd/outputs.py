"""What the PRD agent asks a model for, part by part."""

from pydantic import BaseModel, Field


class Framing(BaseModel):
    """The first part of a PRD."""

    title: str = Field(description="The product's name and what it is, in at most ten words")
    overview: str
    problem: str
    audience: list[str] = Field(description="Each a kind of user with the need that brings them")
    goals: list[str]
    non_goals: list[str]


class UserStory(BaseModel):
    role: str
    want: str
    benefit: str
    acceptance_criteria: list[str] = Field(min_length=2, description="Each testable, as given/when/then")
    priority: str = Field(pattern="^(must|should|could)$")


class Requirement(BaseModel):
    id: str = Field(description="FR-1, FR-2 … or NFR-1, NFR-2 …")
    title: str
    description: str
    priority: str = Field(pattern="^(must|should|could)$")


class Requirements(BaseModel):
    """The second part of a PRD."""

    user_stories: list[UserStory] = Field(min_length=4)
    functional: list[Requirement] = Field(min_length=5)
    non_functional: list[Requirement] = Field(min_length=4)


class Metric(BaseModel):
    name: str
    target: str
    measured_by: str


class Milestone(BaseModel):
    name: str
    weeks: int = Field(ge=1, description="Length in weeks")
    deliverables: list[str]


class ProductRisk(BaseModel):
    description: str
    likelihood: str = Field(pattern="^(low|medium|high)$")
    impact: str = Field(pattern="^(low|medium|high)$")
    mitigation: str


class Delivery(BaseModel):
    """The third part of a PRD."""

    metrics: list[Metric] = Field(min_length=3)
    milestones: list[Milestone] = Field(min_length=3)
    risks: list[ProductRisk] = Field(min_length=3)
    open_questions: list[str]
