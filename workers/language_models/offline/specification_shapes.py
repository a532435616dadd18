"""The parts of a specification that the offline model can write; what ``shapes`` is for the other agents."""

from typing import TypedDict


class CompiledRequirement(TypedDict):
    id: str
    title: str
    description: str
    priority: str
    type: str
    acceptance_criteria: list[str]
    source: str


class CompiledRequirements(TypedDict):
    requirements: list[CompiledRequirement]
    open_questions: list[str]
    note: str


class TestCase(TypedDict):
    id: str
    title: str
    requirement_id: str
    requirement_title: str
    type: str
    given: str
    when: str
    then: str


class TestPlan(TypedDict):
    test_cases: list[TestCase]
    requirements_seen: bool
    note: str


class Attribute(TypedDict):
    name: str
    type: str
    required: bool
    description: str


class Relation(TypedDict):
    to: str
    kind: str
    description: str


class Entity(TypedDict):
    name: str
    description: str
    attributes: list[Attribute]
    relations: list[Relation]


class DataModel(TypedDict):
    entities: list[Entity]
    note: str


class Answered(TypedDict):
    status: int
    description: str


class Endpoint(TypedDict):
    id: str
    method: str
    path: str
    summary: str
    entity: str
    request_body: dict[str, str] | None
    responses: list[Answered]
    auth: str


class ApiDesign(TypedDict):
    endpoints: list[Endpoint]
    assumed_entities: list[str]
    note: str


class WorkflowStep(TypedDict):
    id: str
    name: str
    description: str
    next: list[str]


class Workflow(TypedDict):
    id: str
    name: str
    trigger: str
    actor: str
    steps: list[WorkflowStep]


class WorkflowSet(TypedDict):
    workflows: list[Workflow]
    note: str


class Component(TypedDict):
    name: str
    responsibility: str
    technology: str
    depends_on: list[str]


class Decision(TypedDict):
    title: str
    choice: str
    reason: str


class ArchitectureDesign(TypedDict):
    style: str
    components: list[Component]
    decisions: list[Decision]
    risks: list[str]
    note: str


class ProjectOverview(TypedDict):
    summary: str
    problem: str
    users: list[str]
    goals: list[str]
    non_goals: list[str]
    questions: list[str]
    note: str


class BrandColor(TypedDict):
    name: str
    value: str
    use: str


class Typography(TypedDict):
    heading: str
    body: str
    base_size: int
    scale: float


class OutlinedScreen(TypedDict):
    name: str
    purpose: str
    elements: list[str]


class DesignOutline(TypedDict):
    principles: list[str]
    colors: list[BrandColor]
    typography: Typography
    components: list[str]
    screens: list[OutlinedScreen]
    note: str


class Finding(TypedDict):
    code: str
    section: str
    subject: str
    message: str
    severity: str


class CompletionAudit(TypedDict):
    findings: list[Finding]
    completeness: float
    passed: bool
    note: str


class Delegation(TypedDict):
    agent: str
    task: str
    depends_on: list[str]


class DelegationPlan(TypedDict):
    delegations: list[Delegation]
    note: str


class Remarked(TypedDict):
    agent: str
    accepted: bool
    remarks: list[str]


class SupervisorReview(TypedDict):
    verdicts: list[Remarked]
    accepted: bool
    note: str


class Assessment(TypedDict):
    proposal: str
    strengths: list[str]
    weaknesses: list[str]
    score: int


class Critique(TypedDict):
    assessments: list[Assessment]
    comparison: str
    note: str


class Adopted(TypedDict):
    proposal: str
    item: str
    reason: str


class Verdict(TypedDict):
    chosen: str
    reasons: list[str]
    adopted: list[Adopted]
    rejected: list[str]
    note: str


class Ruling(TypedDict):
    conflict: str
    chosen: str
    reason: str


class Resolution(TypedDict):
    rulings: list[Ruling]
    note: str
