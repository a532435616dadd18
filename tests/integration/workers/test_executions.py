"""Executions on a real worker: who does what when, who sees what, what it costs, and what is done when it stops."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from app.domain.executions.memories import count_memories
from app.domain.executions.plans import AUDIT, COMPILERS
from app.domain.projects.caps import cap_of_project, set_limits
from app.domain.projects.queries import ProjectRecord
from app.engine.budgets import Limits, status_of
from app.engine.cancellation import cancel_run
from app.engine.resumption import resume_run
from app.engine.runs import RunStatus, list_runs
from tests.integration.rig import NO_LIMITS
from tests.integration.workers.bench import Bench
from tests.support.projects import discovered_project, start
from workers.execution import step_context
from workers.language_models.offline.model import OfflineModel

SOME = ["requirements-compiler", "data-model-compiler", "test-compiler", AUDIT]
WRITERS = SOME[:-1]


class Client:
    """Somebody who has executions done for one project."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.rig = bench, bench.rig
        self.project = self.make_project()

    def make_project(self) -> ProjectRecord:
        with self.rig.transaction() as connection:
            return discovered_project(connection, tenant_id=self.rig.tenant_id)

    def begin(self, strategy: str, **more: Any) -> UUID:
        with self.rig.transaction() as connection:
            more = {"agents": SOME, "project": self.project, **more}
            return start(connection, queue=self.rig.queue, strategy=strategy, **more).id

    def have(self, strategy: str, **more: Any) -> RunStatus:
        """An execution, at its end."""
        return self.finish(self.begin(strategy, **more))

    def finish(self, execution_id: UUID) -> RunStatus:
        self.bench.execute_queued()
        return self.run_of(execution_id)

    def run_of(self, execution_id: UUID) -> RunStatus:
        with self.rig.transaction() as connection:
            return list_runs(connection, tenant_id=self.rig.tenant_id, session_id=execution_id, limit=1)[0]

    def resume(self, run: RunStatus, limits: Limits = NO_LIMITS) -> RunStatus:
        with self.rig.transaction() as connection:
            resume_run(connection, queue=self.rig.queue, tenant_id=self.rig.tenant_id, run_id=run.id, limits=limits)
        return self.finish(run.session_id)

    def told(self, run: RunStatus, type_: str) -> list[dict[str, Any]]:
        return [json.loads(event.data) for event in self.rig.events(run.session_id) if event.type == type_]

    def saw(self, run: RunStatus) -> dict[str, list[str]]:
        """Whose work each piece of work has seen, by label."""
        return {each["label"]: each["sawOutputsOf"] for each in self.told(run, "agent_completed")}

    def used_lines(self, execution_id: UUID) -> list[tuple[str, int, int]]:
        """(step or piece, number of the step, tokens) of each step that was charged, over all runs."""
        rows = self.rig.rows(
            """SELECT coalesce(r.input ->> 'label', r.agent) AS what, l.step, l.tokens FROM budget_lines l
                 JOIN runs r ON r.id = l.run_id WHERE r.session_id = :id AND l.kind = 'used' ORDER BY l.id""",
            id=execution_id,
        )
        return [(row.what, row.step, row.tokens) for row in rows]

    def children(self, run: RunStatus) -> int:
        return len(
            self.rig.rows("SELECT id FROM runs WHERE root_run_id = :id AND parent_run_id IS NOT NULL", id=run.id)
        )


@pytest.fixture
def client(bench: Bench) -> Client:
    return Client(bench)


def spec_of(run: RunStatus) -> dict[str, Any]:
    """The result's specification, without what differs from project to project."""
    assert run.state == "completed", run.error
    assert run.result["validationPassed"], run.result["warnings"]
    spec: dict[str, Any] = json.loads(json.dumps(run.result["spec"]))
    del spec["metadata"]["projectId"]
    return spec


def roles_of(events: Sequence[dict[str, Any]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for event in events:
        counts[event["role"]] = counts.get(event["role"], 0) + 1
    return counts


def test_the_strategies_are_different_executions_of_the_same_project(client: Client) -> None:
    runs = {name: client.have(name) for name in ("sequential", "parallel", "hierarchical", "debate")}
    completed = {name: client.told(run, "agent_completed") for name, run in runs.items()}
    saw = {name: client.saw(run) for name, run in runs.items()}
    for run in runs.values():
        spec = spec_of(run)
        assert spec["requirements"]
        assert spec["entities"]
        assert spec["testCases"]
        assert run.result["audit"]["findings"] is not None

    assert saw["sequential"] == {**{each: WRITERS[:place] for place, each in enumerate(WRITERS)}, AUDIT: WRITERS}
    assert client.children(runs["sequential"]) == 0

    assert all(saw["parallel"][each] == [] for each in WRITERS)
    assert client.children(runs["parallel"]) == len(WRITERS)
    assert set(client.told(runs["parallel"], "merged")[0]["sections"]) >= {"requirements", "testCases"}
    assert roles_of(completed["parallel"])["worker"] == len(WRITERS)

    planned = client.told(runs["hierarchical"], "planned")[0]["delegations"]
    for each in planned:
        assert each["task"]
        assert list(saw["hierarchical"][each["agent"]])[: len(each["needs"])] == each["needs"]
    assert len(client.told(runs["hierarchical"], "delegated")) > 1
    assert client.told(runs["hierarchical"], "review")

    assert roles_of(completed["debate"]) == {
        "worker": 2 * 2 * len(WRITERS),
        "critic": 2 * len(WRITERS),
        "judge": len(WRITERS),
        "supervisor": 1,
        **({"resolver": 1} if client.told(runs["debate"], "merged")[0]["conflicts"] else {}),
    }
    verdicts = {each["about"]: each["chosen"] for each in client.told(runs["debate"], "verdict")}
    assert set(verdicts) == set(WRITERS)
    assert all(chosen.partition("/")[0] == about for about, chosen in verdicts.items())
    assert len({run.result["spec"]["metadata"]["strategy"] for run in runs.values()}) == 4
    assert len({len(client.rig.events(run.session_id)) for run in runs.values()}) == 4
    assert len({run.total_steps for run in runs.values()}) == 4


def test_all_compilers_write_a_whole_specification(client: Client) -> None:
    run = client.have("parallel", agents=None, checkpointInterval=2)

    spec = spec_of(run)
    assert all(spec[section] for section in spec)
    assert [each["name"] for each in run.result["agents"]][: len(COMPILERS)] == list(COMPILERS)
    assert [each["step"] for each in client.told(run, "checkpoint")] == ["delegating", "completion-audit"]


def test_agents_remember_what_they_did_for_the_project(client: Client) -> None:
    first = client.have("sequential", agents=WRITERS[:1])
    second = client.have("parallel", agents=WRITERS[:1])

    assert client.told(first, "collected")[0]["remembering"] == []
    assert client.told(second, "collected")[0]["remembering"] == WRITERS[:1]
    child = client.rig.row("SELECT input FROM runs WHERE parent_run_id = :id", id=second.id)
    assert child.input["memory"][0]["wrote"]
    with client.rig.transaction() as connection:
        counts = count_memories(connection, tenant_id=client.rig.tenant_id, agent=WRITERS[0])
    assert [(each.session_id, each.messages) for each in counts] == [(second.session_id, 2), (first.session_id, 2)]
    assert counts[1].tokens == client.told(first, "agent_completed")[0]["tokens"] == first.tokens_used


@pytest.mark.parametrize("strategy", ["sequential", "parallel", "hierarchical", "debate"])
def test_a_stopped_execution_goes_on_without_doing_anything_again(client: Client, strategy: str) -> None:
    whole = client.have(strategy, rounds=1)
    client.project = client.make_project()
    limits = Limits(whole.tokens_used * 3 // 5, None)

    stopped = client.have(strategy, limits=limits, rounds=1)
    assert (stopped.state, (stopped.error or {})["code"]) == ("failed", "budget_exceeded")
    assert stopped.checkpoint_id is not None
    assert 0 < stopped.tokens_used <= (limits.tokens or 0)
    resumed = client.resume(stopped)

    assert spec_of(resumed) == spec_of(whole)
    lines = client.used_lines(resumed.session_id)
    assert sum(tokens for _, _, tokens in lines) <= resumed.tokens_used
    assert sorted(lines) == sorted(client.used_lines(whole.session_id))


def test_executions_at_once_stay_below_the_cap_of_their_project(client: Client) -> None:
    one = client.have("parallel")
    with client.rig.transaction() as connection:
        cap = cap_of_project(connection, project=client.project)
        used = status_of(connection, budget_id=cap).tokens_used
        set_limits(connection, cap_id=cap, limits=Limits(used + one.tokens_used * 5 // 2, None))

    begun = [client.begin("parallel") for _ in range(10)]
    client.bench.execute_queued()

    ended = [client.run_of(each) for each in begun]
    assert {run.state for run in ended} >= {"failed"}
    assert {(run.error or {})["code"] for run in ended if run.state == "failed"} == {"budget_exceeded"}
    with client.rig.transaction() as connection:
        status = status_of(connection, budget_id=cap)
    assert status.tokens_held == 0
    assert status.tokens_limit is not None
    assert one.tokens_used < status.tokens_used <= status.tokens_limit


def test_a_cancelled_execution_takes_its_agents_with_it_and_can_go_on(client: Client) -> None:
    execution = client.begin("parallel")
    run = client.run_of(execution)
    client.bench.execute(run.id)
    with client.rig.transaction() as connection:
        cancel_run(
            connection,
            queue=client.rig.queue,
            live_channel=client.rig.live_channel,
            tenant_id=client.rig.tenant_id,
            run_id=run.id,
        )
    cancelled = client.finish(execution)

    assert cancelled.state == "cancelled"
    assert spec_of(client.resume(cancelled))["requirements"]


def test_an_execution_whose_time_is_up_fails_with_its_agents(client: Client) -> None:
    with client.rig.transaction() as connection:
        run = start(
            connection, queue=client.rig.queue, project=client.project, strategy="parallel", agents=SOME, timeout=1
        )
    client.rig.execute("UPDATE runs SET deadline_at = now() - interval '1 second' WHERE session_id = :id", id=run.id)

    ended = client.finish(run.id)

    assert (ended.state, (ended.error or {})["code"]) == ("failed", "run_timeout")


def test_each_specialist_may_have_a_model_of_its_own(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def model_named(name: str, *_: Any) -> OfflineModel:
        asked.append(name)
        return OfflineModel()

    own = {"compiler": "openai:all", "test-compiler": "openai:tests", AUDIT: "openai:audit"}
    settings = replace(client.bench.process.settings, agent_models=own, free_models=("all", "tests", "audit"))
    monkeypatch.setattr(client.bench.process, "settings", settings)
    monkeypatch.setattr(step_context, "model_named", model_named)

    assert client.have("parallel").state == "completed"

    # The writers are runs of their own, the audit is a step of the coordinating run; so is what resolves conflicts.
    assert sorted(set(asked) - {"offline"}) == ["openai:all", "openai:audit", "openai:tests"]
    assert asked.count("openai:all") == len(WRITERS) - 1
