"""One piece of work: an agent, a task, what it may see; and what comes of it.

It is the same whether a step of the coordinating run does it or a run of its own: it is done by :func:`done`
and leaves a :class:`Work` as JSON, two events and a memory.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, TypedDict
from uuid import UUID

from app.domain.executions.memories import Memory, remember
from workers.agents.agent import DomainWrite, Json, StepContext
from workers.agents.coordination.counting import CountingModel
from workers.agents.specification.catalogue import specialist_named
from workers.agents.specification.specialist import DRAFT, REMARKS, work

TEAM = "team"
CONFLICTS = "conflicts"
CRITIQUES = "critiques"
NO_OUTPUTS = frozenset({TEAM, CONFLICTS, DRAFT, REMARKS})
"""Inputs that are nobody else's output."""
MOST_KEPT = 12
"""Names in a memory."""


class Piece(TypedDict):
    """A piece of work to be done, as JSON: it may be a child run's input."""

    agent: str
    """Of the catalogue of specialists."""
    label: str
    """Names the output among those of others; two pieces of one agent have two labels."""
    role: str
    step: str
    """What clients are told that the execution is at."""
    task: str
    inputs: Mapping[str, Json]


class Work(TypedDict):
    """A piece of work that is done. ``messages`` went to and from the model."""

    agent: str
    label: str
    role: str
    section: str
    step: str
    task: str
    sawOutputsOf: Sequence[str]
    output: Mapping[str, Json]
    tokens: int
    messages: int


def piece(
    agent: str, *, step: str, inputs: Mapping[str, Json], role: str = "worker", task: str = "", label: str = ""
) -> Piece:
    """A piece of work; without a ``label`` its output has the agent's name."""
    return Piece(agent=agent, label=label or agent, role=role, step=step, task=task, inputs=inputs)


async def done(context: StepContext, todo: Piece, *, material: Mapping[str, Json], memory: Sequence[Json]) -> Work:
    """Have the piece of work done by its specialist.

    ``memory`` is what the agent kept of its earlier work for the project.

    Raises:
        BudgetExceeded: it does not fit into the budget.
        AgentFailed: the model failed, or gave no valid answer.
    """
    specialist = specialist_named(todo["agent"])
    saw = [name for name in todo["inputs"] if name not in NO_OUTPUTS]
    told = {"agent": todo["agent"], "label": todo["label"], "role": todo["role"], "sawOutputsOf": saw}
    await context.emit("agent_started", **told, task=todo["task"])
    system = await context.prompt(specialist.prompt_slug)
    model = CountingModel(context.model(prompt=system, specialist=todo["agent"]))
    known = {**material, "memory": list(memory)} if memory else material
    written = await work(
        specialist, model=model, material=known, inputs=todo["inputs"], task=todo["task"], system=system.text
    )
    return Work(
        agent=todo["agent"],
        label=todo["label"],
        role=todo["role"],
        section=specialist.section,
        step=todo["step"],
        task=todo["task"],
        sawOutputsOf=saw,
        output=written.model_dump(mode="json"),
        tokens=model.tokens,
        messages=2 * model.calls,
    )


def completed_event(finished: Work) -> tuple[str, Mapping[str, Json]]:
    """What clients are told of finished work: everything but the output itself."""
    told = {
        name: finished[name] for name in ("agent", "label", "role", "section", "sawOutputsOf", "tokens", "messages")
    }
    return "agent_completed", {**told, "note": finished["output"].get("note", "")}


def kept(context: StepContext, finished: Sequence[Work], *, project_id: UUID) -> Sequence[DomainWrite]:
    """The write by which the agents remember what they have done."""
    memories = [
        Memory(
            run_id=context.run_id,
            piece=f"{each['step']}/{each['label']}",
            agent=each["agent"],
            messages=each["messages"],
            tokens=each["tokens"],
            digest=_digest(each),
        )
        for each in finished
    ]
    write = partial(
        remember,
        tenant_id=context.tenant_id,
        project_id=project_id,
        session_id=context.session_id,
        memories=memories,
    )
    return [write] if memories else []


def _digest(finished: Work) -> dict[str, Any]:
    """What is worth remembering: what was asked, what it was called, and what readers had to know about it."""
    output = finished["output"]
    return {
        "role": finished["role"],
        "task": finished["task"],
        "sawOutputsOf": list(finished["sawOutputsOf"]),
        "wrote": [name for value in output.values() if isinstance(value, list) for name in _names(value)][:MOST_KEPT],
        "note": output.get("note", ""),
    }


def _names(rows: Sequence[Json]) -> Sequence[str]:
    named = [row for row in rows if isinstance(row, Mapping)]
    found = [
        next((str(row[key]) for key in ("title", "name", "summary", "subject") if row.get(key)), "") for row in named
    ]
    return [name for name in found if name]
