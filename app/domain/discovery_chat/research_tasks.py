"""When a research task is worth while."""

from collections.abc import Collection

from app.domain.discovery_chat.objectives import Inquiry
from app.domain.discovery_chat.standing import Standing


def due_research(standing: Standing, *, wished: Collection[str], begun: Collection[str]) -> list[str]:
    """The types of the tasks to start now: what they need is known, or the user ``wished`` for them.

    Each is done once in a talk, and none before anything is known at all.
    """
    if not any(each.statements for each in standing.obligations):
        return []
    return [
        inquiry.type
        for inquiry in standing.objective.research
        if inquiry.type not in begun and (inquiry.type in wished or _has_its_needs(inquiry, standing))
    ]


def topic_of(standing: Standing) -> str:
    """What is known, in the user's words: what research is about."""
    told = [statement for each in standing.obligations for statement in each.statements]
    return ". ".join(dict.fromkeys(statement.rstrip(".") for statement in told))


def _has_its_needs(inquiry: Inquiry, standing: Standing) -> bool:
    return all(standing.of(key).statements for key in inquiry.needs)
