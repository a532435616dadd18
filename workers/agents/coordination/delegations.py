"""Who can begin when: a supervisor's plan, made such that it can be carried out whatever the model has written."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypedDict


class Delegation(TypedDict):
    """What one of the team is to do, and whose output it needs first."""

    agent: str
    task: str
    needs: Sequence[str]


def carried_out(planned: Sequence[Mapping[str, Any]], team: Sequence[str]) -> list[Delegation]:
    """One delegation for each of the team: of those planned twice the first counts, who was forgotten has no task."""
    told: dict[str, Mapping[str, Any]] = {}
    for each in planned:
        told.setdefault(each["agent"], each)
    return [_delegation(member, told.get(member, {}), team) for member in team]


def ready(delegations: Sequence[Delegation], done: Collection[str]) -> list[Delegation]:
    """Those that can begin when the work of ``done`` is there; in a circle of needs, whoever comes first in it."""
    left = [each for each in delegations if each["agent"] not in done]
    free = [each for each in left if all(need in done for need in each["needs"])]
    return free or left[:1]


def _delegation(member: str, told: Mapping[str, Any], team: Sequence[str]) -> Delegation:
    wanted = told.get("depends_on", ())
    needs = [other for other in team if other in wanted and other != member]
    return Delegation(agent=member, task=told.get("task", ""), needs=needs)
