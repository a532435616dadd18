"""Budgets with many calls at once, with processes that die in the middle of calls, and with a larger one afterwards."""

from decimal import Decimal

import orjson

from app.engine.budgets import Limits
from app.engine.run_acceptance import AcceptedRun
from tests.faults.runs import Runs
from tests.support.stack import Stack, until

AT_ONCE = 20


def _limit(tokens: int) -> Limits:
    return Limits(tokens, Decimal(1))


def _reported(runs: Runs, run: AcceptedRun) -> list[tuple[int, int]]:
    """What the model said of each finished call, as (step, tokens)."""
    told = [orjson.loads(event.data) for event in runs.events(run.session_id) if event.type == "usage"]
    return [(usage["step"], usage["tokens"]) for usage in told]


def _cost_of_one_call(runs: Runs) -> int:
    run = runs.start("test.paying")
    assert runs.ended(run).state == "completed"
    return _reported(runs, run)[0][1]


def _never_overdrawn_until_end(runs: Runs, run: AcceptedRun) -> None:
    def looked() -> bool:
        status = runs.status(run.id)
        assert status.tokens_limit is not None
        assert status.tokens_used + status.tokens_held <= status.tokens_limit
        return status.ended

    until(looked, what="the end of the run")


def test_twenty_calls_at_once_in_one_run_stay_inside_its_budget(runs: Runs) -> None:
    limit = _cost_of_one_call(runs) * AT_ONCE // 2
    run = runs.start("test.paying", {"parallel": AT_ONCE, "pause": 0.01}, limits=_limit(limit))
    _never_overdrawn_until_end(runs, run)

    ended = runs.status(run.id)
    assert ended.error is not None
    assert ended.error["code"] == "budget_exceeded"
    reported = sum(tokens for _, tokens in _reported(runs, run))
    assert 0 < reported <= ended.tokens_used <= limit


def test_twenty_runs_at_once_in_two_processes_stay_inside_the_budget_they_share(runs: Runs) -> None:
    limit = _cost_of_one_call(runs) * AT_ONCE // 2
    family = {"children": AT_ONCE, "childAgent": "test.paying", "pause": 0.01}
    run = runs.start("test.family", family, limits=_limit(limit))
    _never_overdrawn_until_end(runs, run)

    ended = runs.status(run.id)
    assert ended.state == "completed"
    assert set(ended.result["states"]) == {"completed", "failed"}
    reported = sum(tokens for _, tokens in _reported(runs, run))
    assert 0 < reported <= ended.tokens_used <= limit


def test_a_run_stopped_by_its_budget_resumes_with_a_larger_one_and_repeats_no_finished_step(runs: Runs) -> None:
    one = _cost_of_one_call(runs)
    stopped = runs.start("test.paying", {"steps": 4}, limits=_limit(one * 2 + one // 2))
    ended = runs.ended(stopped)
    assert ended.error is not None
    assert ended.error["code"] == "budget_exceeded"
    finished = ended.step
    assert 0 < finished < 4

    resumed = runs.resume(stopped.id, _limit(one * 40))
    again = runs.ended(resumed)

    assert again.state == "completed"
    steps = [step for step, _ in _reported(runs, stopped)]
    assert steps[:finished] == list(range(1, finished + 1))
    assert steps[-(4 - finished) :] == list(range(finished + 1, 5))
    assert len([step for step in steps if step <= finished]) == finished
    assert again.tokens_used >= ended.tokens_used
    assert runs.value("SELECT sum(tokens) FROM budget_lines WHERE budget_id = %s", again.budget_id) == again.tokens_used


def test_calls_that_die_with_their_process_leave_no_holds_and_a_true_ledger(house: Stack, runs: Runs) -> None:
    limits = _limit(1_000_000)
    running = [runs.start("test.paying", {"steps": 3, "parallel": 4, "pause": 0.01}, limits=limits) for _ in range(6)]
    until(lambda: runs.value("SELECT count(*) FROM budget_holds") > 4, what="calls under way")
    for worker in house.workers:
        worker.kill()
        worker.start()

    assert {runs.ended(run).state for run in running} == {"completed"}
    assert runs.value("SELECT count(*) FROM budget_holds") == 0
    for run in running:
        assert {step for step, _ in _reported(runs, run)} == {1, 2, 3}
        used = "SELECT count(*) FROM budget_lines WHERE run_id = %s AND kind = 'used'"
        assert runs.value(used, run.id) == 3
