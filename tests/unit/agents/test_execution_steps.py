"""The steps of executions: what follows from a request alone, and what becomes of the agents' work."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any

import pytest

from app.domain.executions.plans import AUDIT, Member, checked, plan_of
from app.domain.specifications.assembling import assemble
from app.domain.specifications.checking import validation_of
from app.domain.specifications.published_schemas import V1
from app.errors import AgentFailed, BatonError, BudgetExceeded, InvalidRequest, RunTimedOut
from tests.unit.agents.runner import InMemoryContext
from tests.unit.agents.specification.projects import material
from workers.agents.agent import StepOutcome, WaitForChildren
from workers.agents.coordination.agent import ExecutionAgent
from workers.agents.coordination.delegations import carried_out, ready
from workers.agents.coordination.desk import desk_of
from workers.agents.coordination.order import order_of
from workers.agents.coordination.settling import settle
from workers.agents.coordination.step_names import step_of
from workers.agents.specification.sections import assembled
from workers.language_models.offline.model import OfflineModel

PROJECT = "0198c5d0-0000-7000-8000-000000000001"
MATERIAL = material(
    "Tool library",
    "Neighbours lend each other tools",
    audience="tenants, home owners",
    main_tasks="offer a tool, book a tool",
    core_objects="tools, bookings",
)
TWO = ["requirements-compiler", "test-compiler"]


def request(strategy: str, names: Sequence[str] = (*TWO, AUDIT), **options: Any) -> dict[str, Any]:
    members = [{"name": member.name, "role": member.role} for member in plan_of(list(names))]
    return {"projectId": PROJECT, "strategy": strategy, "agents": members, "options": options, "input": {}}


def names_of(strategy: str, **options: Any) -> list[str]:
    return [step.name for step in ExecutionAgent().steps(input=request(strategy, **options), session={})]


def context_of(
    step: str, asked: Mapping[str, Any], outputs: Mapping[str, Any], children: Sequence[Mapping[str, Any]] = ()
) -> InMemoryContext:
    collected = {"collecting": {"material": MATERIAL, "memory": {}}}
    return InMemoryContext(
        step=step,
        language_model=OfflineModel(),
        input=asked,
        session={},
        outputs={**collected, **outputs},
        children=children,
    )


def take(name: str, asked: Mapping[str, Any], outputs: Mapping[str, Any], **more: Any) -> StepOutcome:
    """Execute one step of the execution."""
    step = next(step for step in ExecutionAgent().steps(input=asked, session={}) if step.name == name)
    return asyncio.run(_taken(step.run(context_of(name, asked, outputs, **more))))


async def _taken(outcome: Awaitable[StepOutcome]) -> StepOutcome:
    return await outcome


def child(state: str, **more: Any) -> dict[str, Any]:
    return {"runId": "r", "agent": "praetor.compiler", "state": state, "result": None, "error": None, **more}


def test_the_steps_follow_from_the_request() -> None:
    ends = ["completion-audit", "assembling"]
    assert names_of("sequential") == ["collecting", "requirements-compilation", "test-compilation", *ends]
    assert names_of("parallel") == ["collecting", "delegating", "merging", *ends]
    waves = ["wave-1", "wave-2"]
    assert names_of("hierarchical", rounds=1) == [
        "collecting",
        "planning",
        *waves,
        "reviewing-1",
        "reworking-1",
        *ends,
    ]
    assert names_of("debate")[1:7] == [
        "proposing-1",
        "criticising-1",
        "proposing-2",
        "criticising-2",
        "judging",
        "deciding",
    ]
    assert names_of("debate") == names_of("debate")


def test_without_an_auditor_nobody_audits() -> None:
    asked = request("parallel", TWO)
    assert AUDIT not in [step.name for step in ExecutionAgent().steps(input=asked, session={})]
    assert order_of(asked).supervisor == "supervisor"


def test_steps_are_named_after_what_is_done() -> None:
    assert step_of("architecture-compiler") == "architecture-compilation"
    assert step_of("architecture-compiler", "rework") == "architecture-rework"
    assert step_of("conversation-agent") == "conversation"


@pytest.mark.parametrize("names", [["nobody"], [AUDIT], [], ["api-compiler"] * 2])
def test_a_team_that_cannot_work_is_refused(names: list[str]) -> None:
    with pytest.raises(InvalidRequest):
        plan_of(names)
    with pytest.raises(InvalidRequest):
        checked([Member(name="api-compiler", role="supervisor")])


def test_a_plan_is_carried_out_whatever_the_supervisor_has_written() -> None:
    team = ["a", "b", "c", "d"]
    planned = [
        {"agent": "b", "task": "second", "depends_on": ["a", "b", "nobody"]},
        {"agent": "b", "task": "again", "depends_on": []},
        {"agent": "c", "task": "", "depends_on": ["d"]},
        {"agent": "d", "task": "", "depends_on": ["c"]},
        {"agent": "stranger", "task": "", "depends_on": []},
    ]
    delegations = carried_out(planned, team)

    assert [(each["agent"], each["task"], list(each["needs"])) for each in delegations] == [
        ("a", "", []),
        ("b", "second", ["a"]),
        ("c", "", ["d"]),
        ("d", "", ["c"]),
    ]
    waves = []
    done: list[str] = []
    while len(done) < len(team):
        wave = [each["agent"] for each in ready(delegations, done)]
        waves.append(wave)
        done += wave
    assert waves == [["a"], ["b"], ["c"], ["d"]]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"code": "budget_exceeded", "message": "Too little"}, BudgetExceeded),
        ({"code": "run_timeout", "message": "Too late"}, RunTimedOut),
        ({"code": "agent_error", "message": "Too bad"}, AgentFailed),
        (None, AgentFailed),
    ],
)
def test_an_agent_that_fails_fails_the_execution_in_its_own_words(
    error: dict[str, Any] | None, kind: type[BatonError]
) -> None:
    state = "cancelled" if error is None else "failed"
    with pytest.raises(kind) as raised:
        desk_of(context_of("merging", request("parallel"), {}, [child("completed"), child(state, error=error)]))
    assert raised.value.message == ("One of the agents was stopped" if error is None else error["message"])


def _proposals() -> dict[str, dict[str, Any]]:
    """What the two write when neither sees the other, the tests' references turned around."""
    outputs = {}
    for name in TWO:
        asked = request("sequential", [name])
        works = take(step_of(name), asked, {}).output["works"]
        outputs[name] = works[0]["output"]
    cases = outputs["test-compiler"]["test_cases"]
    ids = [case["requirement_id"] for case in cases]
    for case, id in zip(cases, reversed(ids), strict=True):
        case["requirement_id"] = id
    return outputs


def test_conflicts_of_parts_that_were_written_apart_are_ruled_on() -> None:
    outputs = _proposals()
    context = context_of("merging", request("parallel"), {})

    outcome = asyncio.run(settle(desk_of(context), outputs))

    merged = dict(outcome.events)["merged"]
    assert merged["conflicts"]
    assert all(each["chosen"] == "requirements-compiler" for each in merged["conflicts"])
    assert [event[1]["agent"] for event in context.events] == ["conflict-resolver"]
    assert outcome.output["settled"] == outputs
    spec = assembled(outputs, MATERIAL, rulings=outcome.output["rulings"])
    assert validation_of(assemble(MATERIAL, spec, format=V1, version="1.0.0").spec, format=V1)["passed"]
    titles = {row["id"]: row["title"] for row in spec["requirements"]}
    meant = [case["requirement_title"] for case in outputs["test-compiler"]["test_cases"]]
    assert [titles[case["requirementId"]] for case in spec["testCases"]] == meant


def test_a_wave_with_nothing_left_to_do_waits_for_nobody() -> None:
    asked = request("hierarchical")
    plan = {"planning": {"delegations": carried_out([], TWO), "works": []}}
    first = take("wave-1", asked, plan)
    assert isinstance(first, WaitForChildren)
    assert [each.input["agent"] for each in first.children] == TWO

    works = [{"agent": name, "label": name, "output": {}} for name in TWO]
    second = take(
        "wave-2",
        asked,
        {**plan, "wave-1": first.output},
        children=[child("completed", result=work) for work in works],
    )

    assert not isinstance(second, WaitForChildren)
    assert second.output["works"] == works
