"""The one task: whatever happens inside a run, the worker process goes on."""

from uuid import uuid4

import pytest

from app.settings import read_settings
from tests.support.agents import AGENTS as TEST_AGENTS
from workers import run_tasks
from workers.agents.catalogue import AGENTS, agent_named, agents


@pytest.mark.parametrize("trouble", [MemoryError, SystemExit, KeyboardInterrupt, RecursionError, ValueError])
def test_no_trouble_in_a_run_reaches_celery(monkeypatch: pytest.MonkeyPatch, trouble: type[BaseException]) -> None:
    def execute(*_: object) -> None:
        raise trouble

    monkeypatch.setattr(run_tasks, "_here", [object()])
    monkeypatch.setattr(run_tasks, "execute", execute)

    run_tasks.execute_run(run_id=str(uuid4()))


def test_a_task_takes_fields_that_it_does_not_know_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(run_tasks, "_here", ["process"])
    monkeypatch.setattr(run_tasks, "execute", lambda *arguments: seen.append(arguments))
    run_id = uuid4()

    run_tasks.execute_run(run_id=str(run_id), of_tomorrow=1)

    assert seen == [("process", run_id)]


def test_extra_agents_stand_beside_ours_and_over_those_of_the_same_name() -> None:
    extra = read_settings({"BATON_EXTRA_AGENTS": "tests.support.words_agents"}).extra_agents

    found = agents(extra)

    assert set(AGENTS) | set(TEST_AGENTS) == set(found)
    assert agent_named("productos.ideation", extra) is not AGENTS["productos.ideation"]
    assert agent_named("productos.ideation") is AGENTS["productos.ideation"]
