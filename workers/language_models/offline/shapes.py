"""The output types that the offline model can write, as the JSON objects that a schema asks for.

The agents' own types say what a valid value is, and depend on this package; these only name the fields,
so that the dependency has one direction. A test holds the two together.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias, TypedDict


class IdeaBrief(TypedDict):
    summary: str
    audience: str
    problem: str
    solution: str
    assumptions: list[str]


class Theme(TypedDict):
    name: str
    finding: str
    evidence: list[int]


class Synthesis(TypedDict):
    themes: list[Theme]
    competitors: list[str]
    gaps: list[str]


class Scorecard(TypedDict):
    demand: int
    differentiation: int
    feasibility: int
    monetization: int
    overall: float


class Risk(TypedDict):
    description: str
    severity: str
    mitigation: str


class Opportunity(TypedDict):
    title: str
    description: str
    audience: str
    problem: str
    solution: str
    differentiators: list[str]
    scorecard: Scorecard
    risks: list[Risk]
    evidence: list[int]


class Opportunities(TypedDict):
    opportunities: list[Opportunity]


class Validation(TypedDict):
    verdict: str
    scorecard: Scorecard
    arguments_for: list[str]
    arguments_against: list[str]


class BiasCheck(TypedDict):
    biases: list[str]
    adjustments: list[str]


class Framing(TypedDict):
    title: str
    overview: str
    problem: str
    audience: list[str]
    goals: list[str]
    non_goals: list[str]


class UserStory(TypedDict):
    role: str
    want: str
    benefit: str
    acceptance_criteria: list[str]
    priority: str


class Requirement(TypedDict):
    id: str
    title: str
    description: str
    priority: str


class Requirements(TypedDict):
    user_stories: list[UserStory]
    functional: list[Requirement]
    non_functional: list[Requirement]


class Metric(TypedDict):
    name: str
    target: str
    measured_by: str


class Milestone(TypedDict):
    name: str
    weeks: int
    deliverables: list[str]


class ProductRisk(TypedDict):
    description: str
    likelihood: str
    impact: str
    mitigation: str


class Delivery(TypedDict):
    metrics: list[Metric]
    milestones: list[Milestone]
    risks: list[ProductRisk]
    open_questions: list[str]


class Brand(TypedDict):
    mood: str
    primary: str | None
    reason: str


class PlannedScreen(TypedDict):
    id: str
    name: str
    type: str
    description: str


class ScreenPlan(TypedDict):
    product: str
    tagline: str
    language: str
    screens: list[PlannedScreen]
    note: str


class Action(TypedDict):
    label: str
    target: str


Section: TypeAlias = Mapping[str, Any]
"""One of the kinds of ``workers.agents.pages.sections``, complete."""


class Screen(TypedDict):
    title: str
    sections: list[Section]
    note: str


class NamedValue(TypedDict):
    name: str
    value: str | bool | float | list[str]


class TaskAnswer(TypedDict):
    values: list[NamedValue]
    reason: str


class Principle(TypedDict):
    title: str
    text: str


class Wording(TypedDict):
    say: str
    instead_of: str


class BrandDirection(TypedDict):
    product: str
    summary: str
    mood: list[str]
    primary: str | None
    principles: list[Principle]
    voice: str
    wordings: list[Wording]
    dos: list[str]
    donts: list[str]
    note: str


class ComponentNote(TypedDict):
    component: str
    purpose: str
    do: str
    dont: str


class SpecimenEntry(TypedDict):
    title: str
    note: str
    status: str


class Specimens(TypedDict):
    headline: str
    lead: str
    navigation: list[str]
    action: str
    second_action: str
    destructive_action: str
    field_label: str
    field_example: str
    field_hint: str
    field_error: str
    choice_label: str
    choices: list[str]
    consent: str
    preference: str
    entries: list[SpecimenEntry]
    success: str
    failure: str
    dialog_title: str
    dialog_text: str
    empty_title: str
    empty_text: str


class ComponentGuidance(TypedDict):
    components: list[ComponentNote]
    specimens: Specimens
    note: str


class PlannedField(TypedDict):
    label: str
    type: str
    required: bool
    options: list[str]
    unit: str | None
    hint: str | None


class PlannedEntity(TypedDict):
    singular: str
    plural: str
    rhythm: str
    done_label: str
    open_label: str
    fields: list[PlannedField]
    examples: list[list[str]]


class PlannedPage(TypedDict):
    name: str
    description: str


class PlannedFeature(TypedDict):
    title: str
    text: str


class AppPlan(TypedDict):
    name: str
    tagline: str
    summary: str
    mood: str
    entity: PlannedEntity
    pages: list[PlannedPage]
    features: list[PlannedFeature]
    note: str


class AppEdit(TypedDict):
    summary: str
    changes: list[Mapping[str, Any]]
    """Of the kinds of ``workers.agents.code.edits``, complete."""


class ConversationSummary(TypedDict):
    conversation_summary: str


class HeardStatement(TypedDict):
    obligation: str
    kind: str
    statement: str
    confidence: float
    relation: str


class DiscoveryNotes(TypedDict):
    findings: list[HeardStatement]
    research: list[str]
