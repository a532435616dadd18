"""How specialists work together: who does what, what is missing, who is right."""

from typing import Literal

from pydantic import BaseModel, Field

from workers.agents.specification.outputs.words import Line, Name, Note, Prose


class Finding(BaseModel):
    code: str = Field(pattern=r"^[a-z_]{3,60}$", description="Such as requirement_without_test")
    section: Name = Field(description="The section of the specification that has to change")
    subject: Line = Field(description="The id or name of what the finding is about")
    message: Prose
    severity: Literal["gap", "warning"]


class CompletionAudit(BaseModel):
    """The completion-audit's word on all parts together."""

    findings: list[Finding] = Field(max_length=200)
    completeness: float = Field(ge=0, le=1)
    passed: bool = Field(description="No finding is a gap")
    note: Note


class Delegation(BaseModel):
    agent: Name = Field(description="One of the team")
    task: Prose = Field(description="What it is to do for this project, in the supervisor's words")
    depends_on: list[Name] = Field(max_length=12, description="Agents whose output it needs")


class DelegationPlan(BaseModel):
    """What a supervisor has the team do."""

    delegations: list[Delegation] = Field(min_length=1, max_length=20)
    note: Note


class Remarked(BaseModel):
    agent: Name
    accepted: bool
    remarks: list[Prose] = Field(max_length=30, description="What to change; none where the work is accepted")


class SupervisorReview(BaseModel):
    """What a supervisor says to the work that came back."""

    verdicts: list[Remarked] = Field(min_length=1, max_length=20)
    accepted: bool = Field(description="Whether every verdict accepts")
    note: Note


class Assessment(BaseModel):
    proposal: Line = Field(description="Its label among the inputs")
    strengths: list[Prose] = Field(max_length=10)
    weaknesses: list[Prose] = Field(max_length=10)
    score: int = Field(ge=1, le=10)


class Critique(BaseModel):
    """What a critic says to competing proposals."""

    assessments: list[Assessment] = Field(min_length=1, max_length=12)
    comparison: Prose = Field(description="Where the proposals differ, by name")
    note: Note


class Adopted(BaseModel):
    """Something that the chosen proposal takes over from another one."""

    proposal: Line
    item: Line = Field(description="The title or name that it has there")
    reason: Prose


class Verdict(BaseModel):
    """What a judge decides between proposals."""

    chosen: Line = Field(description="Label of one of the proposals")
    reasons: list[Prose] = Field(min_length=1, max_length=10)
    adopted: list[Adopted] = Field(max_length=20)
    rejected: list[Line] = Field(max_length=12, description="Labels of the others")
    note: Note


class Ruling(BaseModel):
    conflict: str = Field(min_length=1, max_length=700, description="Its id")
    chosen: Name = Field(description="Whose option holds: a name among the conflict's options")
    reason: Prose


class Resolution(BaseModel):
    """What a conflict-resolver decides, one ruling for each conflict."""

    rulings: list[Ruling] = Field(max_length=240)
    note: Note
