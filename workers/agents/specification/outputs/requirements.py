"""What the product must do, and how that is proved."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from workers.agents.specification.outputs.words import Line, Note, Prose

RequirementId = Annotated[str, Field(pattern=r"^REQ-[0-9]{3}$", description="REQ-001, REQ-002 …")]


class CompiledRequirement(BaseModel):
    id: RequirementId
    title: Line
    description: Prose
    priority: Literal["must", "should", "could"]
    type: Literal["functional", "non_functional"]
    acceptance_criteria: list[Prose] = Field(min_length=1, max_length=8, description="Each testable")
    source: Line = Field(description="The answer, feature or remark that it follows from")


class CompiledRequirements(BaseModel):
    """The requirements-compiler's part."""

    requirements: list[CompiledRequirement] = Field(min_length=1, max_length=80)
    open_questions: list[Line] = Field(max_length=12, description="Those whose answer would change a requirement")
    note: Note


class TestCase(BaseModel):
    id: str = Field(pattern=r"^TC-[0-9]{3}$", description="TC-001, TC-002 …")
    title: Line
    requirement_id: RequirementId
    requirement_title: Line = Field(description="What the requirement is called, so that a wrong id is noticed")
    type: Literal["unit", "integration", "end_to_end", "performance", "security", "accessibility"]
    given: Prose
    when: Prose
    then: Prose


class TestPlan(BaseModel):
    """The test-compiler's part."""

    test_cases: list[TestCase] = Field(min_length=1, max_length=240)
    requirements_seen: bool = Field(description="Whether the requirements themselves were among the inputs")
    note: Note
