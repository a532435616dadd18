"""Which specialists there are. They hold no state, so one object each serves every execution."""

from collections.abc import Mapping
from types import MappingProxyType

from app.errors import NotFound
from workers.agents.specification.outputs.appearance import DesignOutline, ProjectOverview
from workers.agents.specification.outputs.coordination import (
    CompletionAudit,
    Critique,
    DelegationPlan,
    Resolution,
    SupervisorReview,
    Verdict,
)
from workers.agents.specification.outputs.requirements import CompiledRequirements, TestPlan
from workers.agents.specification.outputs.structure import ApiDesign, ArchitectureDesign, DataModel, WorkflowSet
from workers.agents.specification.specialist import Specialist

REVIEW = "supervisor-review"
"""The supervisor again, on the work that came back."""

STANCES: Mapping[str, str] = MappingProxyType(
    {
        "lean": "Take the lean stance: the least that is whole, musts first, nothing for later.",
        "thorough": "Take the thorough stance: every case that the material names, the rare ones too.",
        "cautious": "Take the cautious stance: what can fail, leak or be misused is settled first.",
    }
)
"""What is added to a task so that several proposals of one specialist differ, by the stance's name."""

_COMPILERS = (
    Specialist(
        name="requirements-compiler",
        section="requirements",
        output_type=CompiledRequirements,
        assignment="Write the requirements of this project, functional and non-functional.",
        least_output_tokens=600,
    ),
    Specialist(
        name="architecture-compiler",
        section="architecture",
        output_type=ArchitectureDesign,
        assignment="Design the architecture of this project: style, components, decisions, risks.",
        least_output_tokens=500,
    ),
    Specialist(
        name="data-model-compiler",
        section="entities",
        output_type=DataModel,
        assignment="Write the data model of this project: entities with their attributes and relations.",
        least_output_tokens=500,
    ),
    Specialist(
        name="api-compiler",
        section="endpoints",
        output_type=ApiDesign,
        assignment="Design the API of this project, call by call.",
        least_output_tokens=600,
    ),
    Specialist(
        name="workflow-compiler",
        section="workflows",
        output_type=WorkflowSet,
        assignment="Write the workflows of this project, from what sets them off to their end.",
        least_output_tokens=500,
    ),
    Specialist(
        name="design-compiler",
        section="designSystem",
        output_type=DesignOutline,
        assignment="Outline the design of this project: principles, colours, typography, components, screens.",
        least_output_tokens=400,
    ),
    Specialist(
        name="test-compiler",
        section="testCases",
        output_type=TestPlan,
        assignment="Write the test cases of this project, at least one for each requirement.",
        least_output_tokens=600,
    ),
    Specialist(
        name="conversation-agent",
        section="overview",
        output_type=ProjectOverview,
        assignment="Sum up what the talks about this project have settled, and ask what they have not.",
        least_output_tokens=300,
    ),
)
_COORDINATORS = (
    Specialist(
        name="completion-audit",
        section="",
        output_type=CompletionAudit,
        assignment="Audit the parts of this specification: what is missing, what contradicts what.",
        least_output_tokens=200,
    ),
    Specialist(
        name="conflict-resolver",
        section="",
        output_type=Resolution,
        assignment="Rule on each of the conflicts between the parts, by its id.",
        least_output_tokens=200,
    ),
    Specialist(
        name="supervisor",
        section="",
        output_type=DelegationPlan,
        assignment="Plan the work of the team: who writes what, and whose output each needs first.",
        least_output_tokens=300,
    ),
    Specialist(
        name=REVIEW,
        section="",
        output_type=SupervisorReview,
        assignment="Review the work of the team: accept it, or send it back with remarks that can be acted on.",
        least_output_tokens=200,
    ),
    Specialist(
        name="critic",
        section="",
        output_type=Critique,
        assignment="Criticise the proposals one by one and against each other.",
        least_output_tokens=300,
    ),
    Specialist(
        name="judge",
        section="",
        output_type=Verdict,
        assignment="Decide between the proposals, with reasons.",
        least_output_tokens=200,
    ),
)

SPECIALISTS: Mapping[str, Specialist] = MappingProxyType(
    {specialist.name: specialist for specialist in (*_COMPILERS, *_COORDINATORS)}
)
"""All of them by name: first those who write a section, then those who have them work together."""


def specialist_named(name: str) -> Specialist:
    """The specialist called ``name``; a proposal's label, ``<name>/<stance>``, names its writer.

    Raises:
        NotFound: nobody has this name.
    """
    try:
        return SPECIALISTS[writer_of(name)]
    except KeyError:
        raise NotFound(f"There is no specialist called {name!r}.") from None


def writer_of(label: str) -> str:
    """The name in a proposal's label."""
    return label.partition("/")[0]
