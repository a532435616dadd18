"""Executing runs: steps, checkpoints, ends of every kind, and what the log and the status row say of them."""

import json
from contextlib import ExitStack
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, text

from app.engine import run_claims, snapshots
from app.engine.budgets import Limits
from app.engine.resumption import resume_run
from app.engine.run_claims import ClaimedRun
from app.engine.waiting import answer_run
from app.storage.identifiers import new_id
from tests.integration.rig import NO_LIMITS, is_dense
from tests.integration.workers.bench import PATIENCE, Bench
from tests.support.agents import word
from tests.support.stack import until
from workers.execution import run_executor
from workers.execution.stop_reasons import DeadlinePassed, Draining


def words(steps: int, count: int) -> str:
    return "".join(word(step, index) for step in range(1, steps + 1) for index in range(count))


def test_a_run_goes_through_its_steps_to_its_end(bench: Bench) -> None:
    run = bench.run("test.words", words=10, steps=3)

    assert (run.state, run.step, run.total_steps, run.current_step) == ("completed", 3, 3, None)
    assert run.result == {"text": words(3, 10)}
    assert bench.text(run) == words(3, 10)
    assert bench.types(run)[-2:] == ["words_complete", "done"]
    assert is_dense(bench.rig.events(run.session_id))


def test_a_first_step_that_takes_its_time_is_named_while_it_runs(bench: Bench) -> None:
    run_id = bench.accept("test.words", words=2, steps=2, pause=60)
    bench.start(run_id)

    until(lambda: bench.rig.status(run_id).total_steps, what="the steps are noted")

    noted = bench.rig.status(run_id)
    assert (noted.step, noted.total_steps, noted.current_step) == (0, 2, "words-1")
    bench.cancel(run_id)


def test_what_steps_write_to_the_session_is_there_with_their_checkpoints(bench: Bench) -> None:
    run = bench.run("test.words", words=4, steps=3)

    checkpoints = bench.rig.rows(
        "SELECT step, name, cursor FROM checkpoints WHERE run_id = :id ORDER BY step", id=run.id
    )
    assert [tuple(row) for row in checkpoints] == [(1, "words-1", 4), (2, "words-2", 8), (3, "words-3", 14)]
    assert bench.rig.row("SELECT state FROM sessions WHERE id = :id", id=run.session_id).state == {
        "step1": 4,
        "step2": 4,
    }


@pytest.mark.parametrize(
    ("agent", "input", "state"),
    [
        ("test.words", {"words": 5}, "completed"),
        ("test.rewinding", {"words": 5}, "completed"),
        ("test.calls", {"steps": 2, "parallel": 3}, "completed"),
        ("test.memory", {}, "failed"),
        ("test.raises", {}, "failed"),
        ("test.bad_write", {}, "failed"),
        ("test.unheard_of", {}, "failed"),
    ],
)
def test_the_events_of_every_agent_fold_to_its_status_row(
    bench: Bench, agent: str, input: dict[str, int], state: str
) -> None:
    run = bench.run(agent, **input)

    told = snapshots.status_of(bench.rig.events(run.session_id), run_id=run.id)
    assert told == {"state": run.state, "result": run.result, "error": run.error}
    assert run.state == state
    assert bench.types(run).count("done") == 1


def test_a_family_runs_and_its_parent_takes_no_place_while_it_waits(bench: Bench) -> None:
    run_id = bench.accept("test.family", children=5, words=3)
    waiting = bench.execute(run_id)
    assert (waiting.state, waiting.waiting_for) == ("waiting", "children")

    bench.execute_queued()

    run = bench.rig.status(run_id)
    assert run.state == "completed"
    assert run.result == {"states": ["completed"] * 5, "texts": [words(1, 3)] * 5}
    assert bench.types(run).count("child_run_ended") == 5
    assert bench.types(run).count("done") == 1
    assert is_dense(bench.rig.events(run.session_id))


def test_a_parent_hears_of_children_that_failed(bench: Bench) -> None:
    run_id = bench.accept("test.family", children=2, childAgent="test.raises")
    bench.execute(run_id)
    bench.execute_queued()

    assert bench.rig.status(run_id).result == {"states": ["failed"] * 2, "texts": [None, None]}


def test_a_run_waits_for_a_person_and_goes_on_with_the_answer(bench: Bench) -> None:
    run = bench.run("test.person")
    assert (run.state, run.waiting_for, run.question) == ("waiting", "person", {"text": "Go on?"})

    with bench.rig.transaction() as connection:
        answer_run(
            connection,
            queue=bench.rig.queue,
            live_channel=bench.rig.live_channel,
            tenant_id=bench.rig.tenant_id,
            run_id=run.id,
            answer="yes",
        )
    run = bench.execute(run.id)

    assert (run.state, run.result) == ("completed", {"answer": "yes"})
    assert bench.types(run) == ["waiting", "answered", "person_complete", "done"]


def test_an_answer_stands_though_the_step_behind_it_is_started_over(bench: Bench) -> None:
    run = bench.run("test.person")
    with bench.rig.transaction() as connection:
        answer_run(
            connection,
            queue=bench.rig.queue,
            live_channel=bench.rig.live_channel,
            tenant_id=bench.rig.tenant_id,
            run_id=run.id,
            answer="yes",
        )
    broken = bench.rig.claim(run.id, key=1)
    assert broken is not None
    bench.rig.say(broken, "half a sen")
    bench.rig.die(broken)

    bench.execute(run.id)

    events = bench.rig.events(run.session_id)
    assert [event.type for event in events][2:4] == ["text_delta", "rewind"]
    assert [event.type for event in snapshots.folded(events)] == ["waiting", "answered", "person_complete", "done"]


@pytest.mark.parametrize("agent", ["test.raises", "test.memory", "test.bad_write", "test.unheard_of"])
def test_a_failure_is_told_in_our_words_and_not_in_the_errors_own(bench: Bench, agent: str) -> None:
    run = bench.run(agent)

    assert run.state == "failed"
    assert run.error is not None
    assert "secret" not in str(run.error)
    assert "division" not in str(run.error)
    assert {"code", "message", "checkpoint"} <= set(run.error)


def test_nothing_of_a_step_whose_write_is_refused_is_kept(bench: Bench) -> None:
    run = bench.run("test.bad_write")

    assert (run.step, run.result, run.checkpoint_id) == (0, None, None)
    assert bench.types(run) == ["error", "done"]


def test_a_running_run_is_cancelled_and_keeps_what_it_wrote(bench: Bench) -> None:
    run_id = bench.accept("test.sleeper")
    execution = bench.start(run_id)
    session_id = bench.rig.run_row(run_id).session_id
    bench.until_spoken(session_id, 1)

    bench.cancel(run_id)
    execution.result(PATIENCE)

    assert bench.rig.status(run_id).state == "cancelled"
    assert bench.rig.types(session_id) == ["phase", "cancelled", "done"]


def test_a_run_that_takes_too_long_fails_and_says_so(bench: Bench) -> None:
    run_id = bench.accept("test.sleeper")
    execution = bench.start(run_id)
    bench.until_spoken(bench.rig.run_row(run_id).session_id, 1)

    bench.stop(run_id, DeadlinePassed())
    execution.result(PATIENCE)

    run = bench.rig.status(run_id)
    assert (run.state, run.error and run.error["code"]) == ("failed", "run_timeout")
    assert "longer" in str(run.error)


def test_time_spent_by_earlier_attempts_counts_towards_the_deadline(bench: Bench) -> None:
    run_id = bench.accept("test.sleeper")
    bench.rig.execute("UPDATE runs SET active_seconds = 1000000 WHERE id = :id", id=run_id)

    assert "longer" in str(bench.execute(run_id).error)


def test_a_run_that_is_handed_back_goes_on_behind_what_it_had_said(bench: Bench) -> None:
    run_id = bench.accept("test.words", words=40, steps=2, pause=0.01)
    execution = bench.start(run_id)
    session_id = bench.rig.run_row(run_id).session_id
    bench.until_spoken(session_id, 50)
    bench.stop(run_id, Draining())
    execution.result(PATIENCE)
    row = bench.rig.run_row(run_id)
    assert (row.state, row.deaths, row.step) == ("queued", 0, 1)

    bench.rig.execute("UPDATE runs SET input = jsonb_set(input, '{pause}', '0') WHERE id = :id", id=run_id)
    run = bench.execute(run_id)

    assert (run.state, run.attempt) == ("completed", 2)
    assert bench.text(run) == words(2, 40)
    assert "rewind" not in bench.types(run)


def test_a_step_that_cannot_go_on_takes_back_what_it_had_said(bench: Bench) -> None:
    run_id = bench.accept("test.rewinding", words=40, steps=2, pause=0.01)
    execution = bench.start(run_id)
    session_id = bench.rig.run_row(run_id).session_id
    bench.until_spoken(session_id, 50)
    bench.stop(run_id, Draining())
    execution.result(PATIENCE)

    bench.rig.execute("UPDATE runs SET input = jsonb_set(input, '{pause}', '0') WHERE id = :id", id=run_id)
    run = bench.execute(run_id)

    assert bench.types(run).count("rewind") == 1
    assert bench.folded_text(run) == words(2, 40) == (run.result or {})["text"]
    rewind = next(event for event in bench.rig.events(session_id) if event.type == "rewind")
    assert b'"toCursor":40' in rewind.data


def test_an_execution_that_lost_its_run_writes_nothing_more(bench: Bench) -> None:
    run_id = bench.accept("test.sleeper")
    execution = bench.start(run_id)
    session_id = bench.rig.run_row(run_id).session_id
    bench.until_spoken(session_id, 1)
    bench.rig.execute("UPDATE runs SET attempt = attempt + 1, worker_key = 1 WHERE id = :id", id=run_id)

    bench.stop(run_id, Draining())
    execution.result(PATIENCE)

    row = bench.rig.run_row(run_id)
    assert (row.state, row.worker_key) == ("running", 1)
    assert bench.rig.types(session_id) == ["phase"]


def test_a_run_whose_session_is_deleted_ends_by_itself(bench: Bench) -> None:
    run_id = bench.accept("test.words", words=10_000, pause=0.001)
    execution = bench.start(run_id)
    session_id = bench.rig.run_row(run_id).session_id
    bench.until_spoken(session_id, 5)

    bench.rig.execute("DELETE FROM sessions WHERE id = :id", id=session_id)
    execution.result(PATIENCE)

    assert bench.process.executing == []


@pytest.mark.parametrize("state", ["completed", "unknown", "claimed"])
def test_a_message_for_a_run_that_is_not_to_be_had_does_nothing(bench: Bench, state: str) -> None:
    if state == "completed":
        run_id = bench.run("test.words", words=1).id
    elif state == "claimed":
        run_id = bench.rig.running(key=1).id
    else:
        run_id = new_id()

    bench.start(run_id).result(PATIENCE)

    assert len(bench.rig.rows("SELECT 1 FROM runs WHERE attempt > 1")) == 0


def test_a_message_that_comes_twice_runs_once(bench: Bench) -> None:
    run_id = bench.accept("test.words", words=30, pause=0.005)

    for future in [bench.start(run_id) for _ in range(6)]:
        future.result(PATIENCE)

    run = bench.rig.status(run_id)
    assert (run.state, run.attempt) == ("completed", 1)
    assert bench.text(run) == words(3, 30)


def test_claims_whose_connections_have_all_died_fail_once_and_are_made_anew(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = bench.accept("test.words", words=2)
    with ExitStack() as opened:
        for _ in range(3):
            opened.enter_context(bench.process.hasty.connect()).exec_driver_sql("SELECT 1")
    bench.rig.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'baton-worker-hasty'"
    )
    tried: list[UUID] = []

    def claim(connection: Connection, *, run_id: UUID, **how: Any) -> ClaimedRun | None:
        tried.append(run_id)
        return run_claims.claim(connection, run_id=run_id, **how)

    monkeypatch.setattr(run_executor, "claim", claim)

    assert bench.execute(run_id).state == "completed"
    assert tried == [run_id] * 2


def test_a_stray_claim_is_given_back(bench: Bench) -> None:
    """The answer to a claim was lost: the run carries our key, and nobody executes it."""
    run_id = bench.rig.running(key=bench.process.key, input={"words": 2}).id

    until(lambda: bench.rig.status(run_id).state == "queued", what="the run is given back")
    assert bench.execute(run_id).state == "completed"


def test_a_run_stopped_by_its_budget_resumes_without_repeating_a_finished_step(bench: Bench) -> None:
    limit = bench.run("test.calls", steps=6).tokens_used // 2
    stopped = bench.run("test.calls", steps=6, limits=Limits(limit, None))
    assert (stopped.state, stopped.error and stopped.error["code"]) == ("failed", "budget_exceeded")
    assert 0 < stopped.step < 6
    assert stopped.tokens_used <= limit

    with bench.rig.transaction() as connection:
        resumed = resume_run(
            connection,
            queue=bench.rig.queue,
            tenant_id=bench.rig.tenant_id,
            run_id=stopped.id,
            limits=NO_LIMITS,
        )
    run = bench.execute(resumed.id)

    assert (run.state, run.step) == ("completed", 6)
    lines = bench.rig.rows("SELECT step, kind FROM budget_lines WHERE run_id = :id ORDER BY id", id=run.id)
    assert [line.step for line in lines if line.kind == "used"] == list(range(stopped.step + 1, 7))
    assert run.tokens_used == sum(
        tokens for run_id in (stopped.id, run.id) for kind, tokens, _ in bench.rig.lines(run_id) if kind != "carried"
    )


def test_parallel_calls_under_one_budget_never_exceed_it(bench: Bench) -> None:
    run = bench.run("test.calls", steps=1, parallel=20, limits=Limits(1_500, None))

    assert (run.state, run.error and run.error["code"]) == ("failed", "budget_exceeded")
    assert run.tokens_used <= 1_500
    assert run.tokens_held == 0
    assert sum(tokens for _, tokens, _ in bench.rig.lines(run.id)) == run.tokens_used


def test_a_runs_lines_in_the_ledger_add_up_to_what_it_used(bench: Bench) -> None:
    run = bench.run("test.calls", steps=3, parallel=4)

    lines = bench.rig.lines(run.id)
    assert [kind for kind, *_ in lines] == ["used"] * 3
    assert (sum(tokens for _, tokens, _ in lines), sum(cost for *_, cost in lines)) == (run.tokens_used, Decimal(0))
    assert run.tokens_used > 0


def test_the_stream_is_told_when_half_and_more_of_the_budget_is_used(bench: Bench) -> None:
    limit = bench.run("test.calls", steps=8).tokens_used * 2 // 3

    run = bench.run("test.calls", steps=8, limits=Limits(limit, None))

    told = [json.loads(event.data)["percent"] for event in bench.rig.events(run.session_id) if event.type == "budget"]
    assert told[0] == 50
    assert told == sorted(set(told))


def test_a_suspect_run_is_executed_alone(bench: Bench) -> None:
    companions = [bench.accept("test.words", words=30, pause=0.01) for _ in range(3)]
    others = [bench.start(run_id) for run_id in companions]
    for run_id in companions:
        bench.until_spoken(bench.rig.run_row(run_id).session_id, 1)
    suspect = bench.accept("test.words", words=2)
    bench.rig.execute("UPDATE runs SET deaths = 2 WHERE id = :id", id=suspect)

    assert bench.execute(suspect).state == "completed"

    for other in others:
        other.result(PATIENCE)
    with bench.rig.transaction() as connection:
        overlapping = connection.execute(
            text(
                """SELECT count(*) FROM runs s JOIN runs o ON o.id <> s.id
                    WHERE s.id = :id AND o.finished_at > s.started_at"""
            ),
            {"id": suspect},
        ).scalar_one()
    assert overlapping == 0
