"""Cancelling runs in every state, also in a race with their end; and the housekeeper's succession."""

import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.engine.run_acceptance import AcceptedRun
from tests.faults.runs import Runs
from tests.support.stack import Stack, StackProcess, until


def _assert_cancelled(runs: Runs, run: AcceptedRun) -> None:
    assert runs.ended(run).state == "cancelled"
    types = [event.type for event in runs.events(run.session_id) if event.run_id == run.id]
    assert types[-2:] == ["cancelled", "done"]
    runs.cancel(run.id)  # again: nothing changes
    assert len([event for event in runs.events(run.session_id) if event.run_id == run.id]) == len(types)


def test_a_queued_run_is_cancelled_while_no_worker_lives(house: Stack, runs: Runs) -> None:
    for worker in house.workers:
        worker.kill()
    run = runs.start("test.words")
    runs.cancel(run.id)
    _assert_cancelled(runs, run)


def test_a_running_run_is_cancelled_and_keeps_what_it_has_written(runs: Runs) -> None:
    run = runs.start("test.words", {"words": 2_000, "pause": 0.02})
    runs.said(run, 10)
    runs.cancel(run.id)
    _assert_cancelled(runs, run)
    assert len(runs.events(run.session_id)) > 10


def test_a_run_that_waits_for_its_children_is_cancelled_with_them(runs: Runs) -> None:
    run = runs.start("test.family", {"children": 4, "childAgent": "test.words", "words": 2_000, "pause": 0.02})
    runs.reach(run, "waiting")
    runs.said(run, 10)
    runs.cancel(run.id)
    _assert_cancelled(runs, run)
    children = "SELECT count(*) FROM runs WHERE parent_run_id = %s AND state = 'cancelled'"
    assert runs.value(children, run.id) == 4
    assert runs.events(run.session_id)[-1].type == "done"


def test_a_run_that_waits_for_a_person_is_cancelled_and_another_is_answered(runs: Runs) -> None:
    left, answered = runs.start("test.person"), runs.start("test.person")
    runs.reach(left, "waiting")
    runs.cancel(left.id)
    _assert_cancelled(runs, left)

    runs.reach(answered, "waiting")
    runs.answer(answered.id, "Yes, go on")
    assert runs.ended(answered).result == {"answer": "Yes, go on"}


def test_cancels_that_race_with_the_end_leave_each_run_with_one_terminal_event(runs: Runs) -> None:
    racing = [runs.start("test.words", {"words": 10, "steps": 1, "pause": 0.002 * number}) for number in range(30)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda run: runs.cancel(run.id), racing))
    for run in racing:
        assert runs.ended(run).state in ("completed", "cancelled")  # the rest is the checker's, after each test


def test_a_cancelled_run_whose_worker_dies_before_it_hears_of_it_ends_cancelled(house: Stack, runs: Runs) -> None:
    run = runs.start("test.sleeper")
    runs.said(run, 1)
    for worker in house.workers:
        worker.signal(signal.SIGSTOP)
    runs.cancel(run.id)
    for worker in house.workers:
        worker.kill()
    _assert_cancelled(runs, run)


@pytest.fixture
def heir(house: Stack) -> Iterator[StackProcess]:
    """A second housekeeper, which waits for the first one's end."""
    first = house.processes["housekeeper"]
    second = StackProcess(first.part, house.folder / "housekeeper-2.log")
    second.start()
    yield second
    second.kill()


def test_when_the_housekeeper_dies_another_one_reaps_in_its_place(house: Stack, runs: Runs, heir: StackProcess) -> None:
    house.processes["housekeeper"].kill()
    until(lambda: "housekeeper_leads" in heir.logged(), what="the second housekeeper to lead")
    run = runs.start("test.words", {"words": 60, "steps": 2, "pause": 0.03})
    runs.said(run, 5)
    for worker in house.workers:
        worker.kill()
        worker.start()

    ended = runs.ended(run)
    assert (ended.state, ended.attempt) == ("completed", 2)
