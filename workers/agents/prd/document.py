"""The three parts as one document: the JSON object that clients read, Markdown included."""

from collections.abc import Mapping, Sequence
from typing import Any

from workers.agents.camel_case import camel_cased
from workers.agents.plain_text import one_line
from workers.agents.prd.markdown import prd_markdown
from workers.agents.prd.outputs import Delivery, Framing, Requirement, Requirements

TITLE_LIMIT = 200


def prd_document(
    *, index: int, opportunity: Mapping[str, Any], framing: Framing, requirements: Requirements, delivery: Delivery
) -> dict[str, Any]:
    """The PRD as a JSON object in camelCase; ``markdown`` is the whole document as text."""
    framed, required, planned = camel_cased(framing), camel_cased(requirements), camel_cased(delivery)
    prd = {
        **framed,
        "title": one_line(framing.title, TITLE_LIMIT) or one_line(opportunity.get("title"), TITLE_LIMIT) or "Untitled",
        "opportunity": {"index": index, **_brief(opportunity)},
        "userStories": required["userStories"],
        "functionalRequirements": required["functional"],
        "nonFunctionalRequirements": required["nonFunctional"],
        **planned,
    }
    return {**prd, "markdown": prd_markdown(prd)}


def numbered(requirements: Requirements) -> Requirements:
    """``requirements`` with ids that are there and unique; ids that already are stay, since texts may cite them."""
    return requirements.model_copy(
        update={
            "functional": _numbered(requirements.functional, "FR"),
            "non_functional": _numbered(requirements.non_functional, "NFR"),
        }
    )


def _numbered(requirements: Sequence[Requirement], prefix: str) -> list[Requirement]:
    ids = [requirement.id.strip() for requirement in requirements]
    if len(set(ids)) == len(ids) and all(id.startswith(f"{prefix}-") for id in ids):
        return list(requirements)
    return [
        requirement.model_copy(update={"id": f"{prefix}-{number}"})
        for number, requirement in enumerate(requirements, start=1)
    ]


def _brief(opportunity: Mapping[str, Any]) -> dict[str, Any]:
    scorecard = opportunity.get("scorecard") or {}
    return {
        "title": opportunity.get("title"),
        "description": opportunity.get("description"),
        "overall": scorecard.get("overall"),
    }
