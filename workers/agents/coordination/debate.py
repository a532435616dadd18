"""Proposals against each other: each section is proposed under two stances, criticised, proposed again, and judged.

In the first round nobody sees anybody. From the second on, each proposal sees its rival and what the critic said.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from workers.agents.agent import Json, Step, StepContext, StepOutcome
from workers.agents.coordination.desk import Desk, Events, desk_of
from workers.agents.coordination.order import Order
from workers.agents.coordination.settling import settle
from workers.agents.coordination.step_names import step_of
from workers.agents.coordination.work import CRITIQUES, Piece, piece
from workers.agents.specification.catalogue import STANCES
from workers.agents.specification.debates import judged
from workers.agents.specification.specialist import DRAFT, REMARKS

CONTENDERS = ("lean", "thorough")
"""The stances that compete; see ``STANCES``."""
CRITIC, JUDGE = "critic", "judge"


def steps(order: Order) -> Sequence[Step]:
    """Two steps for each round, then the judges, and what they decided put together."""
    rounds = [step for number in range(1, order.rounds + 1) for step in _round(number)]
    judging = Step(name="judging", run=partial(_send_judges, number=order.rounds))
    return [*rounds, judging, Step(name="deciding", run=_decide)]


def _round(number: int) -> Sequence[Step]:
    return (
        Step(name=f"proposing-{number}", run=partial(_send_proposers, number=number)),
        Step(name=f"criticising-{number}", run=partial(_send_critics, number=number)),
    )


async def _send_proposers(context: StepContext, *, number: int) -> StepOutcome:
    desk = desk_of(context)
    return desk.delegate(
        [_proposal(desk, writer, stance, number) for writer in desk.order.writers for stance in CONTENDERS],
        events=_critiques(desk),
    )


def _proposal(desk: Desk, writer: str, stance: str, number: int) -> Piece:
    label = f"{writer}/{stance}"
    inputs: dict[str, Json] = {}
    if number > 1:
        rivals = {other: output for other, output in _proposals(desk, writer).items() if other != label}
        inputs = {**rivals, DRAFT: desk.works[label]["output"], REMARKS: _weaknesses(desk, writer, label)}
    return piece(writer, step=step_of(writer, "proposal"), task=STANCES[stance], inputs=inputs, label=label)


async def _send_critics(context: StepContext, *, number: int) -> StepOutcome:
    desk = desk_of(context)
    return desk.delegate(
        [
            piece(
                CRITIC,
                role="critic",
                step=step_of(writer, "critique"),
                task=f"The proposals are for the work of the {writer}; this is round {number}.",
                inputs=_proposals(desk, writer),
                label=f"{CRITIC}/{writer}",
            )
            for writer in desk.order.writers
        ],
        round=number,
    )


async def _send_judges(context: StepContext, *, number: int) -> StepOutcome:
    desk = desk_of(context)
    return desk.delegate(
        [
            piece(
                JUDGE,
                role="judge",
                step=step_of(writer, "verdict"),
                task=f"The proposals are for the work of the {writer}; there were {number} rounds.",
                inputs={**_proposals(desk, writer), CRITIQUES: [desk.works[f"{CRITIC}/{writer}"]["output"]]},
                label=f"{JUDGE}/{writer}",
            )
            for writer in desk.order.writers
        ],
        events=_critiques(desk),
    )


async def _decide(context: StepContext) -> StepOutcome:
    desk = desk_of(context)
    verdicts = {writer: desk.works[f"{JUDGE}/{writer}"]["output"] for writer in desk.order.writers}
    outputs = {writer: judged(_proposals(desk, writer), verdict) for writer, verdict in verdicts.items()}
    events = [("verdict", _told(desk, writer, verdict)) for writer, verdict in verdicts.items()]
    return await settle(desk, outputs, events=events)


def _proposals(desk: Desk, writer: str) -> dict[str, Json]:
    labels = [f"{writer}/{stance}" for stance in CONTENDERS]
    return {label: desk.works[label]["output"] for label in labels}


def _weaknesses(desk: Desk, writer: str, label: str) -> list[str]:
    critique = desk.works[f"{CRITIC}/{writer}"]["output"]
    return [said for each in critique["assessments"] if each["proposal"] == label for said in each["weaknesses"]]


def _critiques(desk: Desk) -> Events:
    """What the critics have just said, for viewers."""
    return [
        (
            "critique",
            {
                "about": work["label"].partition("/")[2],
                "scores": {each["proposal"]: each["score"] for each in work["output"]["assessments"]},
                "comparison": work["output"]["comparison"],
            },
        )
        for work in desk.found
        if work["agent"] == CRITIC
    ]


def _told(desk: Desk, writer: str, verdict: Mapping[str, Any]) -> dict[str, Any]:
    section = desk.works[f"{writer}/{CONTENDERS[0]}"]["section"]
    return {
        "about": writer,
        "section": section,
        **{name: verdict[name] for name in ("chosen", "rejected", "reasons", "adopted")},
    }
