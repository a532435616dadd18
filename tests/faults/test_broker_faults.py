"""Valkey freezes, forgets and dies, and messages get lost or come often: runs and viewers never need it."""

import os
import signal
from collections.abc import Callable
from uuid import UUID

import pytest

from tests.faults.runs import Runs
from tests.faults.watchers import Watcher
from tests.support.productos import ProductOS
from tests.support.stack import Stack, until

FREEZE_SECONDS = 4.0
SLOW = {"words": 40, "steps": 3, "pause": 0.04}


def _freeze(house: Stack, during: Callable[[], None]) -> None:
    os.kill(house.services.valkey_pid, signal.SIGSTOP)
    try:
        during()
    finally:
        os.kill(house.services.valkey_pid, signal.SIGCONT)


def _flush(house: Stack, during: Callable[[], None]) -> None:
    Runs(house).redis.flushall()
    during()


def _kill(house: Stack, during: Callable[[], None]) -> None:
    house.services.stop_valkey(kill=True)
    during()
    house.services.restart_valkey(kill=True)


@pytest.mark.parametrize("strike", [_freeze, _flush, _kill], ids=["frozen", "flushed", "killed and empty"])
def test_runs_from_before_during_and_after_a_fault_of_the_broker_complete_and_workers_live(
    house: Stack, runs: Runs, strike: Callable[[Stack, Callable[[], None]], None]
) -> None:
    processes = [worker.pid for worker in house.workers]
    before = _watched(house, runs)  # one run in twenty slots: most are free
    until(lambda: len(before.frames) > 10, what="the first words")
    during: list[Watcher] = []

    def go_on() -> None:
        during.append(_watched(house, runs))
        frames = len(before.frames)
        until(lambda: len(before.frames) > frames + 40, what="words without the broker")

    strike(house, go_on)
    after = _watched(house, runs)

    with house.client() as client:
        for watcher in (before, *during, after):
            assert watcher.finish() == ProductOS(client).replay(watcher.session_id)
            assert ProductOS(client).status(watcher.session_id, watcher.run_id or "")["state"] == "completed"
    assert before.connections == 1
    assert all(worker.alive for worker in house.workers)
    assert [worker.pid for worker in house.workers] == processes
    crowd = [runs.start("test.words") for _ in range(20)]
    assert {runs.ended(run).state for run in crowd} == {"completed"}


def test_a_message_that_the_broker_lost_is_sent_again(house: Stack, runs: Runs) -> None:
    for worker in house.workers:
        worker.kill()
    waiting = [runs.start("test.words") for _ in range(5)]
    until(lambda: runs.redis.llen("runs") >= 5, what="the messages to be queued")
    runs.redis.flushall()
    for worker in house.workers:
        worker.start()

    assert {runs.ended(run).state for run in waiting} == {"completed"}


def test_processes_started_while_the_broker_is_down_serve_as_soon_as_it_is_up(house: Stack, runs: Runs) -> None:
    for process in house.processes.values():
        process.kill()
    house.services.stop_valkey(kill=True)
    for process in house.processes.values():
        process.start()
    watcher = _watched(house, runs)  # accepted without a broker
    until(lambda: watcher.run_id, what="the API to accept a run")
    house.services.restart_valkey()

    watcher.finish()
    assert runs.status(UUID(watcher.run_id or "")).state == "completed"


def test_a_message_that_comes_six_times_is_executed_once(house: Stack, runs: Runs) -> None:
    run = runs.start("test.words", {"words": 30, "steps": 2, "pause": 0.03})
    for _ in range(5):
        runs.queue.send(run_id=run.id, agent="test.words")
    runs.said(run, 5)
    for _ in range(5):
        runs.queue.send(run_id=run.id, agent="test.words")

    ended = runs.ended(run)
    assert (ended.state, ended.attempt) == ("completed", 1)
    assert len(runs.events(run.session_id)) == 62


def test_a_duplicate_does_not_keep_its_run_from_being_cancelled(house: Stack, runs: Runs) -> None:
    run = runs.start("test.sleeper")
    runs.said(run, 1)
    for _ in range(20):
        runs.queue.send(run_id=run.id, agent="test.sleeper")
    until(lambda: runs.redis.llen("runs") == 0, what="the duplicates to be delivered")

    runs.cancel(run.id)

    ended = runs.ended(run)
    assert (ended.state, ended.attempt) == ("cancelled", 1)


def _watched(house: Stack, runs: Runs) -> Watcher:
    session_id = str(runs.session())
    watcher = Watcher(house, session_id, agent="ideation-agent", parameters=SLOW, key=session_id)
    watcher.start()
    return watcher
