"""A supervisor plans who does what with which task, reviews the work that comes back, and sends some of it back.

Each wave holds the writers whose needs are met; a writer sees the outputs that the plan gives it, and no others.
"""

from collections.abc import Mapping, Sequence
from functools import partial

from workers.agents.agent import Json, Step, StepContext, StepOutcome
from workers.agents.coordination.delegations import Delegation, carried_out, ready
from workers.agents.coordination.desk import Desk, Events, desk_of
from workers.agents.coordination.order import Order
from workers.agents.coordination.step_names import step_of
from workers.agents.coordination.work import TEAM, Piece, piece
from workers.agents.specification.catalogue import REVIEW
from workers.agents.specification.specialist import DRAFT, REMARKS

SUPERVISOR = "supervisor"


def steps(order: Order) -> Sequence[Step]:
    """The plan, as many waves as it can have at most, and the rounds of review. What is not needed does nothing."""
    waves = [Step(name=f"wave-{number}", run=_send_wave) for number in range(1, len(order.writers) + 1)]
    rounds = [step for number in range(1, order.rounds + 1) for step in _round(number)]
    return [Step(name="planning", run=_plan), *waves, *rounds]


def _round(number: int) -> Sequence[Step]:
    return (
        Step(name=f"reviewing-{number}", run=partial(_review, number=number)),
        Step(name=f"reworking-{number}", run=partial(_send_back, number=number)),
    )


async def _plan(context: StepContext) -> StepOutcome:
    desk = desk_of(context)
    team = list(desk.order.writers)
    plan = await desk.do(
        piece(SUPERVISOR, role="supervisor", step="planning", inputs={TEAM: team}, label=desk.order.supervisor)
    )
    delegations = carried_out(plan["output"]["delegations"], team)
    return desk.outcome(delegations=delegations, events=[("planned", {"delegations": delegations})])


async def _send_wave(context: StepContext) -> StepOutcome:
    desk = desk_of(context)
    done = [name for name in desk.order.writers if name in desk.works]
    if len(done) == len(desk.order.writers):
        return desk.outcome()
    wave = ready(_delegations(desk), done)
    todos = [
        piece(each["agent"], step=step_of(each["agent"]), task=each["task"], inputs=_needed(desk, each))
        for each in wave
    ]
    return desk.delegate(todos, events=[("delegated", {"agents": [each["agent"] for each in wave]})])


async def _review(context: StepContext, *, number: int) -> StepOutcome:
    desk = desk_of(context)
    if number > 1 and not desk.found:
        return desk.outcome(sentBack={})
    label = f"{desk.order.supervisor}/review-{number}"
    review = await desk.do(piece(REVIEW, role="supervisor", step="review", inputs=desk.outputs(), label=label))
    remarks = {
        verdict["agent"]: verdict["remarks"]
        for verdict in review["output"]["verdicts"]
        if not verdict["accepted"] and verdict["agent"] in desk.order.writers
    }
    return desk.outcome(sentBack=remarks, events=_reviewed(desk, remarks, number))


def _reviewed(desk: Desk, remarks: Mapping[str, Sequence[str]], number: int) -> Events:
    accepted = [name for name in desk.order.writers if name not in remarks]
    told = {"agent": desk.order.supervisor, "round": number, "accepted": accepted, "sentBack": list(remarks)}
    back = [("sent_back", {"agent": name, "round": number, "remarks": said}) for name, said in remarks.items()]
    return [("review", told), *back]


async def _send_back(context: StepContext, *, number: int) -> StepOutcome:
    desk = desk_of(context)
    remarks = context.outputs[f"reviewing-{number}"]["sentBack"]
    return desk.delegate(
        [_again(desk, each, remarks[each["agent"]]) for each in _delegations(desk) if each["agent"] in remarks]
    )


def _again(desk: Desk, delegation: Delegation, remarks: Sequence[str]) -> Piece:
    name = delegation["agent"]
    inputs = {**_needed(desk, delegation), DRAFT: desk.works[name]["output"], REMARKS: list(remarks)}
    return piece(name, step=step_of(name, "rework"), task=delegation["task"], inputs=inputs)


def _needed(desk: Desk, delegation: Delegation) -> dict[str, Json]:
    return {name: desk.works[name]["output"] for name in delegation["needs"] if name in desk.works}


def _delegations(desk: Desk) -> Sequence[Delegation]:
    found: Sequence[Delegation] = desk.context.outputs["planning"]["delegations"]
    return found
