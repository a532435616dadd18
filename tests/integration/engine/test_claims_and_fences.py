"""One worker at a time owns a run: claims by compare-and-set, and a fence that every write carries."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError

from app.engine import run_endings
from app.engine.checkpoints import step_write
from app.engine.event_log import Entry
from app.engine.run_claims import hand_back_write, is_suspect
from app.engine.sessions import merge_state
from tests.integration.rig import Rig, deltas, ending_entry


def test_of_many_claimers_one_wins(rig: Rig, session_id: UUID) -> None:
    run = rig.accept(session_id)

    with ThreadPoolExecutor(10) as pool:
        claims = list(pool.map(lambda key: rig.claim(run.id, key=key), range(1, 11)))

    winners = [claim for claim in claims if claim is not None]
    assert len(winners) == 1
    assert (winners[0].attempt, rig.status(run.id).state) == (1, "running")
    assert rig.run_row(run.id).worker_key == winners[0].worker_key


def test_a_claim_brings_everything_that_a_worker_needs(rig: Rig) -> None:
    session = rig.session(idea="bicycles")
    rig.complete(rig.running(session))
    run = rig.running(session, input={"words": 2}, key=9)

    assert (run.session_state, run.input, run.head) == ({"idea": "bicycles"}, {"words": 2}, 2)
    assert (run.step, run.step_cursor, run.worker_key) == (0, 2, 9)
    assert run.budget_chain == [run.budget_id]


def test_an_ended_run_cannot_be_claimed(rig: Rig) -> None:
    run = rig.running()
    rig.complete(run)

    assert rig.claim(run.id) is None


@pytest.mark.parametrize("change", [{"attempt": 2}, {"attempt": 0}, {"worker_key": 77}])
def test_a_write_whose_fence_does_not_hold_changes_nothing(rig: Rig, change: dict[str, Any]) -> None:
    run = rig.running()
    fence = replace(run.fence, **change)
    stale = Entry(fence, deltas("late"), [merge_state(run.session_id, {"late": True})])

    appended = rig.write(stale)

    assert appended.lost == [stale]
    assert rig.events(run.session_id) == []
    assert rig.row("SELECT state FROM sessions WHERE id = :id", id=run.session_id).state == {}


def test_a_zombie_neither_ends_nor_checkpoints_a_run_that_was_taken_over(rig: Rig) -> None:
    zombie = rig.running(key=1)
    rig.die(zombie)
    successor = rig.claim(zombie.id, key=2)
    assert successor is not None

    rig.write(Entry(zombie.fence, (), [step_write(zombie.fence, step=1, name="a", output=1, next_step=None)]))
    rig.complete(zombie)

    assert rig.status(zombie.id).state == "running"
    assert (successor.attempt, rig.status(zombie.id).step) == (2, 0)
    assert rig.types(zombie.session_id) == []


def test_one_stale_entry_in_a_batch_does_not_touch_its_neighbours(rig: Rig) -> None:
    zombie, living = rig.running(key=1), rig.running(key=1)
    stale = replace(zombie.fence, attempt=9)

    appended = rig.write(Entry(stale, deltas("x")), Entry(living.fence, deltas("y")))

    assert [entry.fence for entry in appended.lost] == [stale]
    assert rig.types(living.session_id) == ["text_delta"]
    assert rig.types(zombie.session_id) == []


def test_a_write_after_the_end_is_lost(rig: Rig) -> None:
    run = rig.running()
    rig.complete(run)

    assert len(rig.say(run, "late").lost) == 1
    assert rig.types(run.session_id) == ["words_complete", "done"]


def test_a_run_that_is_handed_back_counts_no_death(rig: Rig) -> None:
    run = rig.running()
    rig.write(Entry(run.fence, (), [hand_back_write(run_id=run.id)], budgets=run.budget_chain))

    row = rig.run_row(run.id)

    assert (row.state, row.deaths, row.worker_key, row.attempt) == ("queued", 0, None, 1)
    assert row.active_seconds > 0


def test_after_two_deaths_a_run_is_claimed_alone_only(rig: Rig) -> None:
    run = rig.running()
    rig.die(run)
    again = rig.claim(run.id)
    assert again is not None
    rig.die(again)

    with rig.transaction() as connection:
        assert is_suspect(connection, run_id=run.id)

    assert rig.claim(run.id) is None
    assert rig.claim(run.id, alone=True) is not None


def test_a_finished_step_forgives_deaths(rig: Rig) -> None:
    run = rig.running()
    rig.die(run)
    again = rig.claim(run.id)
    assert again is not None

    rig.write(Entry(again.fence, (), [step_write(again.fence, step=1, name="a", output=1, next_step="b")]))

    row = rig.run_row(run.id)
    assert (row.deaths, row.step, row.current_step) == (0, 1, "b")


def test_an_end_and_a_takeover_at_the_same_moment_leave_one_of_them(rig: Rig) -> None:
    for _ in range(5):
        run = rig.running()

        with ThreadPoolExecutor(2) as pool:
            ended, taken = pool.submit(rig.complete, run), pool.submit(rig.die, run)
            lost = ended.result().lost
            taken.result()

        status = rig.status(run.id)
        assert (status.state, bool(lost)) in {("completed", False), ("queued", True)}
        assert rig.types(run.session_id) == (["words_complete", "done"] if status.state == "completed" else [])


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("run_states", "state = 'paused'"),
        ("finished_means_terminal", "state = 'completed', worker_key = NULL"),
        ("running_has_a_worker", "worker_key = NULL"),
        ("waiting_says_for_what", "state = 'waiting', worker_key = NULL"),
        ("what_runs_wait_for", "state = 'waiting', worker_key = NULL, waiting_for = 'godot'"),
        ("failed_says_why", "state = 'failed', worker_key = NULL, finished_at = now()"),
        ("only_queued_roots_stand_behind", "behind = true"),
        ("run_counts_from_zero", "attempt = -1"),
        ("roots_have_no_parent", "root_run_id = session_id"),
    ],
)
def test_the_database_refuses_a_state_that_no_run_can_be_in(rig: Rig, constraint: str, change: str) -> None:
    run = rig.running()

    with pytest.raises(IntegrityError, match=constraint):
        rig.execute(f"UPDATE runs SET {change} WHERE id = :id", id=run.id)


def test_the_database_refuses_a_second_active_run_in_a_session(rig: Rig, session_id: UUID) -> None:
    ended = rig.running(session_id)
    rig.complete(ended)
    rig.accept(session_id)

    with pytest.raises(IntegrityError, match="runs_one_active_per_session"):
        rig.execute("UPDATE runs SET state = 'queued', finished_at = NULL WHERE id = :id", id=ended.id)


def test_ending_a_run_twice_leaves_one_terminal_event_and_one_done(rig: Rig) -> None:
    run = rig.running()
    ending = run_endings.completed(terminal="words_complete", result={})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: rig.write(ending_entry(run, ending, queue=rig.queue)), range(4)))

    assert rig.types(run.session_id) == ["words_complete", "done"]
