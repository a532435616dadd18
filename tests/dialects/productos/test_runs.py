"""Status, cancel and resume of runs."""

import threading

import pytest

from tests.dialects.clients import Client, frames, problem
from tests.dialects.worker_by_hand import WorkerByHand


def test_a_run_shows_state_progress_and_budget(productos: Client) -> None:
    session = productos.session(idea="x")
    run = productos.start(session)

    shown = productos.get(run).get_json()

    assert f"{session}/runs/{shown['runId']}" == run
    assert (shown["agent"], shown["state"]) == ("ideation", "queued")
    assert shown["progress"] == {"completedSteps": 0, "totalSteps": None, "currentStep": None}
    assert (shown["result"], shown["error"], shown["finishedAt"], shown["resumedFrom"]) == (None, None, None, None)


def test_a_finished_run_shows_its_result_and_a_failed_one_its_error(productos: Client, worker: WorkerByHand) -> None:
    session = productos.session(idea="x")
    first = productos.start(session)
    worker.complete(first, "ideation_complete", ideaSummary="Sharp.")
    second = productos.start(session)
    worker.fail(second, "budget_exceeded")

    assert productos.get(first).get_json()["result"] == {"ideaSummary": "Sharp."}
    error = productos.get(second).get_json()["error"]
    assert error == {"code": "budget_exceeded", "message": "It did not work.", "checkpoint": None}


def test_runs_are_listed_newest_first(productos: Client, worker: WorkerByHand) -> None:
    session = productos.session(idea="x")
    paths = []
    for _ in range(3):
        paths.append(productos.start(session))
        worker.complete(paths[-1], "ideation_complete", ideaSummary="x")

    listed = productos.get(f"{session}/runs").get_json()["runs"]
    second = productos.get(f"{session}/runs?limit=1&offset=1").get_json()["runs"]

    assert [f"{session}/runs/{run['runId']}" for run in listed] == paths[::-1]
    assert second == listed[1:2]


def test_waiting_for_a_run_ends_with_the_run(productos: Client, worker: WorkerByHand) -> None:
    run = productos.start(productos.session(idea="x"))
    ending = threading.Timer(0.2, worker.complete, (run, "ideation_complete"), {"ideaSummary": "x"})
    ending.start()

    assert productos.get(f"{run}?wait=60").get_json()["state"] == "completed"
    ending.join()


def test_waiting_for_a_run_ends_with_the_time(productos: Client) -> None:
    run = productos.start(productos.session(idea="x"))

    assert productos.get(f"{run}?wait=0.2").get_json()["state"] == "queued"


@pytest.mark.parametrize("wait", ["-1", "61", "nan", "inf", "x"])
def test_a_wait_that_is_none_is_refused(productos: Client, wait: str) -> None:
    run = productos.start(productos.session(idea="x"))

    assert problem(productos.get(f"{run}?wait={wait}"))[0] == 400


def test_a_cancelled_run_ends_its_stream_and_cancelling_again_changes_nothing(productos: Client) -> None:
    session = productos.session(idea="x")
    with productos.post(f"{session}/ideation-agent", {"messages": []}) as response:
        run = f"{session}/runs/{response.headers['X-Run-Id']}"
        cancelled = productos.post(f"{run}/cancel")
        assert [event["type"] for event in frames(response.data)] == ["cancelled", "done"]

    assert (cancelled.status_code, cancelled.get_json()["state"]) == (200, "cancelled")
    assert productos.post(f"{run}/cancel").get_json() == cancelled.get_json()
    assert len(frames(productos.get(f"{session}/events").data)) == 2


def test_a_stopped_run_is_resumed_with_a_larger_budget(productos: Client, worker: WorkerByHand) -> None:
    session = productos.session(idea="x")
    run = productos.start(session, body={"messages": [], "budget": {"maxTokens": 10, "maxCostUSD": 2}})
    worker.fail(run, "budget_exceeded")

    resumed = productos.post(f"{run}/resume", {"budget": {"maxTokens": 500}})

    assert resumed.status_code == 202
    body = resumed.get_json()
    assert resumed.headers["X-Run-Id"] == body["runId"]
    assert f"{session}/runs/{body['resumedFrom']}" == run
    assert (body["budget"]["tokensLimit"], body["budget"]["costLimit"]) == (500, 2.0)


def test_a_resumed_run_is_streamed_where_a_stream_is_accepted(productos: Client, worker: WorkerByHand) -> None:
    session = productos.session(idea="x")
    run = productos.start(session)
    productos.post(f"{run}/cancel")

    with productos.post(f"{run}/resume", {}, Accept="text/event-stream") as response:
        worker.complete(f"{session}/runs/{response.headers['X-Run-Id']}", "ideation_complete", ideaSummary="x")
        assert [event["type"] for event in frames(response.data)] == ["ideation_complete", "done"]


def test_a_run_that_was_not_stopped_is_not_resumed(productos: Client, worker: WorkerByHand) -> None:
    run = productos.start(productos.session(idea="x"))
    worker.complete(run, "ideation_complete", ideaSummary="x")

    assert problem(productos.post(f"{run}/resume", {})) == (409, "conflict")


def test_resuming_twice_with_one_idempotency_key_makes_one_run(productos: Client) -> None:
    run = productos.start(productos.session(idea="x"))
    productos.post(f"{run}/cancel")

    first = productos.post(f"{run}/resume", {}, Idempotency_Key="again")
    second = productos.post(f"{run}/resume", {}, Idempotency_Key="again")

    assert first.get_json()["runId"] == second.get_json()["runId"]


def test_a_run_is_found_in_its_own_session_only(productos: Client) -> None:
    run = productos.start(productos.session(idea="x"))
    elsewhere = f"{productos.session(idea='y')}/runs/{run.rsplit('/', 1)[1]}"

    for path in (elsewhere, f"{run[:-4]}0000", f"{run}x"):
        assert problem(productos.get(path)) == (404, "not_found")
        assert problem(productos.post(f"{path}/cancel")) == (404, "not_found")
        assert problem(productos.post(f"{path}/resume", {})) == (404, "not_found")
