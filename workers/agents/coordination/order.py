"""What an execution was asked for, out of its run's input. Its steps follow from this alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.domain.executions.plans import AUDIT, ROUNDS, SUPERVISOR, WORKER
from workers.agents.specification.catalogue import SPECIALISTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """``writers`` write sections, in this order; ``auditor`` ('' for nobody) has the last look at them."""

    project_id: UUID
    strategy: str
    writers: Sequence[str]
    supervisor: str
    auditor: str
    rounds: int
    interval: int
    """Steps between two ``checkpoint`` events."""
    reviewed: bool
    """Whether a person has the last word, in a REVIEW task."""
    input: Mapping[str, Any]


def order_of(input: Mapping[str, Any]) -> Order:
    """The order in a run's input; see ``app.domain.executions.operations``."""
    members, options = input["agents"], input.get("options") or {}
    supervisors = [member["name"] for member in members if member["role"] == SUPERVISOR]
    audits = [member["name"] for member in members if member["name"] == AUDIT]
    return Order(
        project_id=UUID(input["projectId"]),
        strategy=input["strategy"],
        writers=[member["name"] for member in members if member["role"] == WORKER and _writes(member["name"])],
        supervisor=next(iter(supervisors), "supervisor"),
        auditor=next(iter([*audits, *supervisors]), ""),
        rounds=int(options.get("rounds", ROUNDS)),
        interval=int(options.get("checkpointInterval", 1)),
        reviewed=bool(options.get("review", False)),
        input=input.get("input") or {},
    )


def _writes(name: str) -> bool:
    return bool(SPECIALISTS[name].section)
