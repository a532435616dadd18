"""Small valid outputs for scripted models."""

from typing import Any

from workers.agents.ideation.outputs import IdeaBrief
from workers.agents.prd.outputs import (
    Delivery,
    Framing,
    Metric,
    Milestone,
    ProductRisk,
    Requirement,
    Requirements,
    UserStory,
)
from workers.agents.research.outputs import (
    BiasCheck,
    Opportunities,
    Opportunity,
    Risk,
    Scorecard,
    Synthesis,
    Theme,
    Validation,
)


def brief(**changes: Any) -> IdeaBrief:
    parts = {
        "summary": "A habit tracker for remote workers.",
        "audience": "Remote workers",
        "problem": "Days without edges",
        "solution": "Habits tied to the calendar",
        "assumptions": ["They keep a calendar"],
    }
    return IdeaBrief(**{**parts, **changes})


def scorecard(demand: int, rest: int = 5, overall: float = 9.9) -> Scorecard:
    return Scorecard(demand=demand, differentiation=rest, feasibility=rest, monetization=rest, overall=overall)


def opportunity(title: str, demand: int, evidence: list[int] | None = None) -> Opportunity:
    return Opportunity(
        title=title,
        description=f"{title} described",
        audience="Remote workers",
        problem="Days without edges",
        solution="Habits tied to the calendar",
        differentiators=["Calendar first"],
        scorecard=scorecard(demand),
        risks=[Risk(description="Nobody switches", severity="high", mitigation="Ask ten people")],
        evidence=evidence or [],
    )


def opportunities(*demands: int) -> Opportunities:
    return Opportunities(opportunities=[opportunity(f"Bet {number}", demand) for number, demand in enumerate(demands)])


def synthesis() -> Synthesis:
    return Synthesis(themes=[Theme(name="Edges", finding="Days blur", evidence=[0])], competitors=["Paper"], gaps=["x"])


def validation(demand: int = 6) -> Validation:
    return Validation(
        verdict="promising",
        scorecard=scorecard(demand),
        arguments_for=["Pain"],
        arguments_against=["Habit apps abound"],
    )


def bias_check() -> BiasCheck:
    return BiasCheck(biases=["Only the founder speaks"], adjustments=["Ask strangers"])


def framing(**changes: Any) -> Framing:
    parts = {
        "title": "Edgewise, habits for remote workers",
        "overview": "An overview.",
        "problem": "Days without edges.",
        "audience": ["Remote workers who lose track"],
        "goals": ["Twenty habits kept"],
        "non_goals": ["Medical advice"],
    }
    return Framing(**{**parts, **changes})


def requirements(ids: tuple[str, ...] = ("FR-1", "FR-2", "FR-3", "FR-4", "FR-5")) -> Requirements:
    story = UserStory(
        role="a remote worker",
        want="to end my day",
        benefit="I rest",
        acceptance_criteria=["Given a day, when it ends, then I am told", "Given no day, then nothing happens"],
        priority="must",
    )
    return Requirements(
        user_stories=[story] * 4,
        functional=[Requirement(id=id, title="T", description="D", priority="must") for id in ids],
        non_functional=[
            Requirement(id=f"NFR-{number}", title="T", description="D", priority="should") for number in range(1, 5)
        ],
    )


def delivery() -> Delivery:
    return Delivery(
        metrics=[Metric(name="Kept habits", target="3 a week", measured_by="the log")] * 3,
        milestones=[Milestone(name="First slice", weeks=1, deliverables=["A list"])] * 3,
        risks=[ProductRisk(description="R", likelihood="low", impact="high", mitigation="M")] * 3,
        open_questions=["Who pays?"],
    )
