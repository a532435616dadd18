"""What a step of an execution has before it: the order, the material, and all the work that is done so far.

A step that comes behind child runs finds their work in its context, and puts it into its own output: from then on
it stands in a checkpoint. So every step begins with :func:`desk_of` and ends with :meth:`Desk.outcome`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.engine.agent_names import COMPILER
from app.errors import AgentFailed, BatonError, BudgetExceeded, RunTimedOut
from workers.agents.agent import Child, Json, StepContext, StepOutcome, WaitForChildren
from workers.agents.coordination.order import Order, order_of
from workers.agents.coordination.work import Piece, Work, completed_event, done, kept

Events = Sequence[tuple[str, Mapping[str, Json]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """``found`` is the work of the runs that the step before has started, ``works`` all of it, by label."""

    context: StepContext
    order: Order
    material: Mapping[str, Json]
    memory: Mapping[str, Sequence[Json]]
    works: Mapping[str, Work]
    found: Sequence[Work]
    own: list[Work] = field(default_factory=list)

    async def do(self, todo: Piece) -> Work:
        """Do a piece of work within this step."""
        finished = await done(self.context, todo, material=self.material, memory=self.memory.get(todo["agent"], ()))
        self.own.append(finished)
        return finished

    def outcome(self, *, events: Events = (), **output: Json) -> StepOutcome:
        """What this step leaves: the work found and done, and whatever else is to be kept."""
        return StepOutcome(
            output=self._output(output),
            events=[*map(completed_event, self.own), *events],
            writes=kept(self.context, self.own, project_id=self.order.project_id),
        )

    def delegate(self, todos: Sequence[Piece], *, events: Events = (), **output: Json) -> StepOutcome:
        """Have runs of their own do this work, at once; the next step finds it. Nothing to do is no reason to wait."""
        if not todos:
            return self.outcome(events=events, **output)
        return WaitForChildren(
            output=self._output(output),
            events=[*map(completed_event, self.own), *events],
            writes=kept(self.context, self.own, project_id=self.order.project_id),
            children=[Child(agent=COMPILER, input=self._given(todo)) for todo in todos],
        )

    def outputs(self) -> dict[str, Json]:
        """What the writers have written, by their names: what was decided or merged last, else each one's own."""
        settled = [output["settled"] for output in self.context.outputs.values() if output.get("settled") is not None]
        if settled:
            return dict(settled[-1])
        return {name: self.works[name]["output"] for name in self.order.writers if name in self.works}

    def _given(self, todo: Piece) -> dict[str, Any]:
        return {
            **todo,
            "projectId": str(self.order.project_id),
            "material": self.material,
            "memory": list(self.memory.get(todo["agent"], ())),
        }

    def _output(self, more: Mapping[str, Json]) -> dict[str, Json]:
        return {"works": [*self.found, *self.own], **more}


def desk_of(context: StepContext) -> Desk:
    """The desk of this step.

    Raises:
        BudgetExceeded, RunTimedOut, AgentFailed: a run that the step before has started did not complete; in its words.
    """
    collected = context.outputs["collecting"]
    found = _gathered(context.children)
    earlier: list[Work] = [each for output in context.outputs.values() for each in output.get("works", ())]
    return Desk(
        context=context,
        order=order_of(context.input),
        material=collected["material"],
        memory=collected["memory"],
        works={each["label"]: each for each in (*earlier, *found)},
        found=found,
    )


def _gathered(children: Sequence[Mapping[str, Json]]) -> list[Work]:
    for child in children:
        if child["state"] != "completed":
            raise _failure(child)
    return [child["result"] for child in children]


def _failure(child: Mapping[str, Json]) -> BatonError:
    error = child.get("error") or {}
    kind = {"budget_exceeded": BudgetExceeded, "run_timeout": RunTimedOut}.get(error.get("code", ""), AgentFailed)
    return kind(error.get("message") or "One of the agents was stopped")
