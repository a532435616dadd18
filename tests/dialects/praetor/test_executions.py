"""Executions as their clients see them: started, polled, replayed, resumed, cancelled (rows 001-11 to 001-14)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from app.domain.executions.memories import Memory, remember
from app.domain.executions.plans import AUDIT, COMPILERS, NAMES
from app.storage.database import transaction
from tests.dialects.praetor.flows import PROJECTS, answer_all, make_project, start
from tests.dialects.praetor.people import PraetorClient, data, problem
from tests.dialects.praetor.workshop import Workshop
from tests.dialects.worker_by_hand import WorkerByHand
from workers.agents.specification.catalogue import SPECIALISTS

AGENTS = "/api/agents"
SPEC = {"spec": {"metadata": {}}, "validationPassed": True}


@pytest.fixture
def project(member: PraetorClient) -> str:
    return make_project(member)


def begin(client: PraetorClient, project: str, **options: Any) -> dict[str, Any]:
    body = {"projectId": project, **({"options": options} if options else {})}
    started: dict[str, Any] = data(client.post(f"{AGENTS}/generate-spec", body), 202)
    return started


def status(client: PraetorClient, started: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = data(client.get(started["statusUrl"]))
    return found


def run_path(owner: Engine, started: dict[str, Any]) -> str:
    """Where the worker by hand finds the execution's last run."""
    with transaction(owner) as connection:
        return "/" + str(
            connection.execute(
                text("SELECT id FROM runs WHERE session_id = :id ORDER BY id DESC LIMIT 1"),
                {"id": UUID(started["executionId"])},
            ).scalar_one()
        )


def test_the_names_that_clients_may_use_are_specialists() -> None:
    assert set(NAMES) <= set(SPECIALISTS)
    assert all(SPECIALISTS[name].section for name in NAMES if name != AUDIT)


def test_an_execution_is_started_and_polled_as_documented(
    member: PraetorClient, project: str, worker: WorkerByHand, owner: Engine
) -> None:
    started = begin(member, project)
    assert started["status"] == "running"
    assert started["agents"] == [*COMPILERS, AUDIT]
    assert started["statusUrl"] == f"{AGENTS}/execution/{started['executionId']}/status"
    before = status(member, started)
    assert (before["status"], before["strategy"]) == ("running", "sequential")
    assert before["progress"] == {"completedSteps": 0, "totalSteps": 0, "currentStep": None}
    assert before["budget"]["tokensUsed"] == 0
    assert not {"result", "error"} & set(before)

    worker.complete(run_path(owner, started), "execution_complete", **SPEC)

    after = status(member, started)
    assert (after["status"], after["result"]) == ("completed", SPEC)
    listed = data(member.get(f"{AGENTS}/executions?projectId={project}"))
    assert [(each["executionId"], each["status"]) for each in listed["executions"]] == [
        (started["executionId"], "completed")
    ]
    assert listed["total"] == 1


def test_a_budget_that_nobody_names_grows_with_the_team_and_its_strategy(member: PraetorClient, project: str) -> None:
    def limits(path: str, **body: Any) -> tuple[int, float]:
        budget = status(member, data(member.post(f"{AGENTS}/{path}", {"projectId": project, **body}), 202))["budget"]
        return budget["tokensLimit"], budget["costLimit"]

    debate = {"strategy": "debate"}
    assert limits("generate-spec") == (200_000, 5.0)
    assert limits("generate-spec", options=debate) == (637_500, 5.0)
    assert limits("generate-spec", options={**debate, "rounds": 4}) == (1_162_500, 5.0)
    assert limits("generate-spec", options={**debate, "agents": ["api-compiler"]}) == (200_000, 5.0)
    assert limits("generate-spec", options={**debate, "budget": {"maxCostUSD": 1}}) == (637_500, 1.0)
    assert limits("generate-spec", options={**debate, "budget": {"maxTokens": 9_000}}) == (9_000, 5.0)
    team = [{"name": name, "role": "worker"} for name in COMPILERS]
    assert limits("coordinate", strategy="hierarchical", agents=team, input={}) == (325_000, 5.0)


def test_a_debate_of_all_agents_completes_within_the_budget_that_nobody_named(
    member: PraetorClient, project: str, workshop: Workshop, tenant_id: UUID
) -> None:
    start(member, project)
    answer_all(member, project)
    started = begin(member, project, strategy="debate")

    workshop.work(tenant_id)

    after = status(member, started)
    assert (after["status"], after.get("error")) == ("completed", None)
    assert 200_000 < after["budget"]["tokensUsed"] < after["budget"]["tokensLimit"]


def test_a_failed_execution_tells_its_checkpoint_and_goes_on_from_there(
    member: PraetorClient, project: str, worker: WorkerByHand, owner: Engine
) -> None:
    started = begin(member, project, budget={"maxTokens": 1_000, "maxCostUSD": 2.5})
    assert status(member, started)["budget"] == {
        "tokensUsed": 0,
        "tokensLimit": 1_000,
        "costIncurred": 0.0,
        "costLimit": 2.5,
    }
    path = f"{AGENTS}/execution/{started['executionId']}"
    assert problem(member.post(f"{path}/resume", {})) == (409, "CONFLICT")
    worker.fail(run_path(owner, started), "budget_exceeded")

    failed = status(member, started)
    assert (failed["status"], failed["error"]["code"]) == ("failed", "budget_exceeded")
    assert failed["error"]["checkpoint"] is None
    other = {"checkpoint": started["executionId"]}
    assert problem(member.post(f"{path}/resume", other)) == (409, "CONFLICT")
    for _ in range(2):
        answer = member.post(f"{path}/resume", {"budget": {"maxTokens": 5_000}}, Idempotency_Key="again")
        resumed = data(answer, 202)
        assert (resumed["status"], resumed["budget"]["tokensLimit"]) == ("running", 5_000)
    assert problem(member.post(f"{path}/resume", {})) == (409, "CONFLICT")

    assert data(member.post(f"{path}/cancel"))["error"]["code"] == "cancelled"
    assert data(member.post(f"{path}/cancel"))["status"] == "failed"


def test_one_key_starts_one_execution(member: PraetorClient, project: str) -> None:
    def start(strategy: str = "debate") -> Any:
        body = {"projectId": project, "options": {"strategy": strategy}}
        return member.post(f"{AGENTS}/generate-spec", body, Idempotency_Key="once")

    with ThreadPoolExecutor(4) as pool:
        ids = {data(answer, 202)["executionId"] for answer in pool.map(lambda _: start(), range(4))}
    assert len(ids) == 1
    assert problem(start("parallel")) == (409, "CONFLICT")
    assert data(member.get(f"{AGENTS}/executions?projectId={project}"))["total"] == 1


def test_a_coordination_names_its_agents_and_their_roles(member: PraetorClient, project: str) -> None:
    body = {
        "projectId": project,
        "strategy": "hierarchical",
        "agents": [{"name": "api-compiler", "role": "worker"}, {"name": AUDIT, "role": "supervisor"}],
        "input": {"focus": "the first release"},
        "options": {"timeout": 60, "checkpointInterval": 2, "rounds": 1},
    }
    started = data(member.post(f"{AGENTS}/coordinate", body), 202)
    assert (started["strategy"], started["agents"]) == ("hierarchical", ["api-compiler", AUDIT])


@pytest.mark.parametrize(
    "change",
    [
        {"options": {"agents": ["nobody"]}},
        {"options": {"agents": ["api-compiler", "api-compiler"]}},
        {"options": {"agents": [AUDIT]}},
        {"options": {"agents": []}},
        {"options": {"strategy": "chaotic"}},
        {"options": {"budget": {"maxTokens": 0}}},
        {"options": {"timeout": 0}},
        {"projectId": "proj_abc123"},
    ],
)
def test_what_cannot_be_executed_is_refused(member: PraetorClient, project: str, change: dict[str, Any]) -> None:
    assert problem(member.post(f"{AGENTS}/generate-spec", {"projectId": project, **change}))[0] == 400


def test_the_events_are_replayed_behind_any_cursor(
    member: PraetorClient, project: str, worker: WorkerByHand, owner: Engine
) -> None:
    started = begin(member, project)
    run = run_path(owner, started)
    worker.emit(run, ("agent_started", {"agent": "api-compiler"}), ("agent_completed", {"agent": "api-compiler"}))
    worker.complete(run, "execution_complete", **SPEC)
    path = f"{AGENTS}/execution/{started['executionId']}/events"

    page = member.get(f"{path}?since=1", Accept="application/json").get_json()
    assert [event["type"] for event in page["events"]] == ["agent_completed", "execution_complete", "done"]
    streamed = member.send("GET", path, Last_Event_ID="3")
    assert streamed.data.startswith(b": ok\n\n")
    frames = [frame for frame in streamed.text.split("\n\n") if frame.startswith("data: ")]
    assert len(frames) == 1
    assert frames[0].startswith('data: {"type":"done","cursor":4,')
    assert problem(member.get(f"{path}?since=9", Accept="application/json")) == (409, "CONFLICT")


def _remembered(owner: Engine, tenant_id: UUID, project: str, started: dict[str, Any]) -> None:
    session_id = UUID(started["executionId"])
    with transaction(owner) as connection:
        memories = [
            Memory(run_id=session_id, piece=piece, agent=agent, messages=2, tokens=300, digest={})
            for piece, agent in (("a", "api-compiler"), ("b", "api-compiler"), ("c", AUDIT))
        ]
        remember(connection, tenant_id=tenant_id, project_id=UUID(project), session_id=session_id, memories=memories)


def test_what_agents_keep_is_counted(member: PraetorClient, project: str, owner: Engine, tenant_id: UUID) -> None:
    started = begin(member, project)
    _remembered(owner, tenant_id, project, started)

    told = data(member.get(f"{AGENTS}/memory?sessionId={started['executionId']}"))
    assert {each["agentName"]: (each["messageCount"], each["tokensUsed"]) for each in told["sessions"]} == {
        "api-compiler": (4, 600),
        AUDIT: (2, 300),
    }
    assert told["totals"] == {"totalSessions": 1, "totalMessages": 6, "totalTokens": 900}
    one = data(member.get(f"{AGENTS}/memory?agentName={AUDIT}&projectId={project}"))
    assert [each["agentName"] for each in one["sessions"]] == [AUDIT]
    assert problem(member.get(f"{AGENTS}/memory?sessionId={project}")) == (404, "NOT_FOUND")


def test_a_deleted_project_takes_its_executions_with_it_and_counts_them(
    administrator: PraetorClient, owner: Engine, tenant_id: UUID
) -> None:
    project = make_project(administrator)
    _remembered(owner, tenant_id, project, begin(administrator, project))

    gone = data(administrator.send("DELETE", f"{PROJECTS}/{project}"))

    assert {"executions", "agent_memories", "sessions", "runs", "budgets"} <= set(gone["deletedTables"])
    with transaction(owner) as connection:
        left = connection.execute(text("SELECT count(*) FROM agent_memories WHERE tenant_id = :id"), {"id": tenant_id})
        assert left.scalar_one() == 0


def test_a_used_up_cap_refuses_what_would_run_below_it(
    administrator: PraetorClient, member: PraetorClient, project: str
) -> None:
    stopped = f"{AGENTS}/execution/{begin(member, project)['executionId']}"
    data(member.post(f"{stopped}/cancel"))
    path = f"{PROJECTS}/{project}/budget"
    assert data(member.get(path))["tokensLimit"] is None
    assert problem(member.send("PUT", path, {"maxTokens": 0})) == (403, "FORBIDDEN")

    assert data(administrator.send("PUT", path, {"maxTokens": 0}))["tokensLimit"] == 0
    refused = member.post(f"{AGENTS}/generate-spec", {"projectId": project})
    assert problem(refused) == (402, "BUDGET_EXCEEDED")
    assert refused.get_json()["error"]["details"] == {"scope": "project"}
    assert problem(member.post(f"{stopped}/resume", {})) == (402, "BUDGET_EXCEEDED")
    assert data(administrator.send("PUT", path, {"maxCostUSD": 12.5}))["costLimit"] == 12.5
    begin(member, project)


def test_an_organizations_cap_stands_above_its_projects(administrator: PraetorClient) -> None:
    body = {"name": "Acme", "slug": "acme-caps", "displayName": "Acme"}
    organization = data(administrator.post("/api/organizations", body), 201)["id"]
    project = make_project(administrator, organizationId=organization)
    path = f"/api/organizations/{organization}/budget"
    assert data(administrator.get(path))["tokensUsed"] == 0

    data(administrator.send("PUT", path, {"maxTokens": 0}))

    refused = administrator.post(f"{AGENTS}/generate-spec", {"projectId": project})
    assert problem(refused) == (402, "BUDGET_EXCEEDED")
    assert refused.get_json()["error"]["details"] == {"scope": "organization"}
