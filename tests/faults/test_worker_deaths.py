"""Workers die, freeze and are told to go, in the middle of runs that somebody watches."""

import os
import signal

import pytest

from tests.faults.runs import Runs
from tests.faults.watchers import Watcher
from tests.support.productos import ProductOS, text_of
from tests.support.stack import Stack, StackProcess, until

SLOW = {"words": 40, "steps": 3, "pause": 0.02}


def _watched(house: Stack, agent: str) -> tuple[Watcher, Watcher]:
    """A run in its middle, seen by one viewer who stays and by one who leaves every few frames."""
    with house.client() as client:
        session_id = ProductOS(client).create(idea="bikes")
    staying = Watcher(house, session_id, agent=agent, parameters=SLOW)
    staying.start()
    until(lambda: len(staying.frames) > 10, what="the first words")
    returning = Watcher(house, session_id, run_id=staying.run_id, stay=lambda: 7)
    returning.start()
    until(lambda: returning.connections > 1, what="a viewer who came back")
    return staying, returning


def _worker_of(house: Stack, runs: Runs, run_id: str | None) -> StackProcess:
    key = "SELECT w.pid FROM runs r JOIN workers w ON w.key = r.worker_key WHERE r.id = %s"
    pid = until(lambda: runs.value(key, run_id), what="a worker to hold the run")
    return next(worker for worker in house.workers if os.getpgid(pid) == worker.pid)


def _replay(house: Stack, session_id: str) -> list[bytes]:
    with house.client() as client:
        return ProductOS(client).replay(session_id)


@pytest.mark.parametrize("agent", ["ideation-agent", "research-agent"], ids=["continued", "rewound"])
def test_a_killed_workers_run_goes_on_and_every_viewer_sees_what_a_replay_shows(
    house: Stack, runs: Runs, agent: str
) -> None:
    staying, returning = _watched(house, agent)
    _worker_of(house, runs, staying.run_id).kill()

    seen = staying.finish()
    assert seen == returning.finish() == _replay(house, staying.session_id)
    assert staying.connections == 1
    assert runs.value("SELECT state FROM runs WHERE id = %s", staying.run_id) == "completed"
    assert int(runs.value("SELECT attempt FROM runs WHERE id = %s", staying.run_id)) == 2
    assert any(b'"type":"rewind"' in frame for frame in seen) == (agent == "research-agent")
    if agent == "ideation-agent":
        expected = "".join(f"s{step}w{index} " for step in (1, 2, 3) for index in range(40))
        assert text_of(seen) == expected


def test_a_frozen_workers_run_is_taken_over_and_the_worker_that_wakes_up_writes_nothing(
    house: Stack, runs: Runs
) -> None:
    run = runs.start("test.words", {"words": 40, "steps": 2, "pause": 0.05})
    runs.said(run, 5)
    frozen = _worker_of(house, runs, str(run.id))
    frozen.signal(signal.SIGSTOP)
    try:
        until(lambda: runs.status(run.id).attempt == 2, what="the other worker to take over")
    finally:
        frozen.signal(signal.SIGCONT)

    assert runs.ended(run).state == "completed"
    assert frozen.alive


def test_a_worker_told_to_stop_hands_its_run_back_without_counting_a_death(house: Stack, runs: Runs) -> None:
    run = runs.start("test.words", {"words": 60, "steps": 2, "pause": 0.03})
    runs.said(run, 5)

    assert _worker_of(house, runs, str(run.id)).stop() == 0

    assert runs.value("SELECT deaths FROM runs WHERE id = %s", run.id) == 0
    ended = runs.ended(run)
    assert (ended.state, ended.attempt) == ("completed", 2)


def test_a_run_that_kills_its_worker_fails_after_three_deaths_and_the_others_complete(house: Stack, runs: Runs) -> None:
    others = [runs.start("test.words", {"words": 30, "steps": 2, "pause": 0.05}) for _ in range(6)]
    poison = runs.start("test.poison")

    def restarted_and_ended() -> bool:
        for worker in house.workers:
            if not worker.alive:
                worker.start()
        return runs.status(poison.id).ended

    until(restarted_and_ended, what="the end of the poison", seconds=90)
    ended = runs.status(poison.id)
    assert (ended.state, ended.attempt) == ("failed", 3)
    assert ended.error is not None
    assert ended.error["code"] == "worker_died"
    assert {runs.ended(run).state for run in others} == {"completed"}


def test_a_run_out_of_memory_fails_and_its_worker_goes_on(house: Stack, runs: Runs) -> None:
    processes = [worker.pid for worker in house.workers]
    hungry = [runs.start("test.memory") for _ in range(4)]

    assert {runs.ended(run).state for run in hungry} == {"failed"}
    assert runs.ended(runs.start("test.words")).state == "completed"
    assert all(worker.alive for worker in house.workers)
    assert [worker.pid for worker in house.workers] == processes
