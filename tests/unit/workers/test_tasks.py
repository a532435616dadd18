"""The one task: whatever happens inside a run, the worker process goes on."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from celery import signals

from app.settings import read_settings
from tests.support.agents import AGENTS as TEST_AGENTS
from workers import celery_app, run_tasks
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


def test_a_message_for_an_unknown_agent_is_looked_at_and_harms_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def give_up(*_: object, **told: object) -> None:
        seen.append(told)
        raise ConnectionError

    monkeypatch.setattr(run_tasks, "_here", [object()])
    monkeypatch.setattr(run_tasks, "give_up_unknown", give_up)
    run_id = uuid4()
    message = SimpleNamespace(decode=lambda: ([], {"run_id": str(run_id)}, {}))

    sent = signals.task_unknown.send(sender=celery_app.app, message=message, exc=None, name="test.nobody", id="1")

    assert [answer for _, answer in sent] == [None]
    assert seen == [{"run_id": run_id, "agent": "test.nobody"}]


def test_extra_agents_stand_beside_ours_and_over_those_of_the_same_name() -> None:
    extra = read_settings({"BATON_EXTRA_AGENTS": "tests.support.words_agents"}).extra_agents

    found = agents(extra)

    assert set(AGENTS) | set(TEST_AGENTS) == set(found)
    assert agent_named("productos.ideation", extra) is not AGENTS["productos.ideation"]
    assert agent_named("productos.ideation") is AGENTS["productos.ideation"]
