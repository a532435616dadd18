"""What the research agent asks a model for. Scores are whole numbers from 1 (poor) to 10 (excellent)."""

from pydantic import BaseModel, Field


class Theme(BaseModel):
    """Something that several signals say."""

    name: str
    finding: str = Field(description="What the signals say, in one sentence")
    evidence: list[int] = Field(description="Numbers of the signals that say it, counted from 0")


class Synthesis(BaseModel):
    """What all signals together say."""

    themes: list[Theme]
    competitors: list[str] = Field(description="Named or described alternatives that people use today")
    gaps: list[str] = Field(description="What nobody offers yet")


class Scorecard(BaseModel):
    """How good an opportunity is; ``overall`` is the weighted mean, rounded to one digit."""

    demand: int = Field(ge=1, le=10)
    differentiation: int = Field(ge=1, le=10)
    feasibility: int = Field(ge=1, le=10)
    monetization: int = Field(ge=1, le=10)
    overall: float = Field(ge=1, le=10)


class Risk(BaseModel):
    description: str
    severity: str = Field(pattern="^(low|medium|high)$")
    mitigation: str


class Opportunity(BaseModel):
    """One product opportunity."""

    title: str
    description: str
    audience: str
    problem: str
    solution: str
    differentiators: list[str]
    scorecard: Scorecard
    risks: list[Risk]
    evidence: list[int] = Field(description="Numbers of the signals behind it, counted from 0; empty if none")


class Opportunities(BaseModel):
    """Three or four opportunities, best first."""

    opportunities: list[Opportunity] = Field(min_length=3, max_length=4)


class Validation(BaseModel):
    """A second look at one opportunity."""

    verdict: str = Field(pattern="^(validated|promising|weak)$")
    scorecard: Scorecard
    arguments_for: list[str]
    arguments_against: list[str]


class BiasCheck(BaseModel):
    """What may have bent the result."""

    biases: list[str] = Field(description="Biases found, each with where it shows")
    adjustments: list[str] = Field(description="What a reader should correct for")
