"""Runs as a client of the public API meets them, on real processes."""

import json
import threading
from itertools import islice
from typing import Any

import pytest
from sqlalchemy import text

from tests.support.productos import Frames, ProductOS, parsed, text_of
from tests.support.stack import Stack

PATIENCE = 60


def asking(**parameters: Any) -> dict[str, Any]:
    """A body that tells the agent of the told stack what to do."""
    return {"messages": [{"role": "user", "content": json.dumps(parameters)}]}


SHAPE_IT = {"messages": [{"role": "user", "content": "Help me shape this idea"}]}


def types(frames: list[bytes]) -> list[str]:
    return [parsed(frame)["type"] for frame in frames]


def test_a_replay_returns_the_bytes_that_were_streamed(productos: ProductOS) -> None:
    session_id = productos.create(idea="A tool library for a neighbourhood – with “quotes”, ünïcode and 🚲")
    streamed = productos.run(session_id, "ideation-agent", SHAPE_IT)
    for agent in ("research", "prd"):
        streamed += productos.run(session_id, f"{agent}-agent", {})

    assert productos.replay(session_id) == streamed
    assert productos.replay(session_id, since=17) == streamed[17:]
    paged = productos.client.get(
        f"/api/v1/sessions/{session_id}/events", params={"limit": 2000}, headers={"Accept": "application/json"}
    )
    assert paged.json()["events"] == [parsed(frame) for frame in streamed]


def test_a_viewer_that_comes_late_and_one_that_stays_see_the_same(told: ProductOS) -> None:
    session_id = told.create()
    with told.agent(session_id, "ideation-agent", asking(words=60, steps=2, pause=0.01)) as frames:
        first = list(islice(frames, 20))
        late = told.replay(session_id, since=10)
        rest = list(frames)

    assert late == (first + rest)[10:]
    assert types(rest)[-2:] == ["words_complete", "done"]


def test_repeating_a_request_while_it_runs_streams_the_same_run_from_its_first_event(told: ProductOS) -> None:
    session_id = told.create()
    body, key = asking(words=60, steps=2, pause=0.01), {"Idempotency-Key": "once"}
    with told.agent(session_id, "ideation-agent", body, **key) as frames:
        first = list(islice(frames, 10))
        with told.agent(session_id, "ideation-agent", body, **key) as again:
            assert again.response.headers["X-Run-Id"] == frames.response.headers["X-Run-Id"]
            repeated = list(again)
        streamed = first + list(frames)

    assert repeated == streamed
    assert told.run(session_id, "ideation-agent", body, **key) == streamed


def test_another_request_with_the_same_key_and_a_busy_session_are_told_apart(told: ProductOS) -> None:
    session_id = told.create()
    path = f"/api/v1/sessions/{session_id}/ideation-agent"
    body = asking(words=200, steps=1, pause=0.01)
    with told.agent(session_id, "ideation-agent", body, **{"Idempotency-Key": "once"}) as frames:
        next(iter(frames))
        other = told.client.post(path, json=asking(words=1), headers={"Idempotency-Key": "once"})
        busy = told.client.post(path, json=asking(words=1))
        run_id = frames.response.headers["X-Run-Id"]
        told.client.post(f"/api/v1/sessions/{session_id}/runs/{run_id}/cancel")
        assert types(list(frames))[-2:] == ["cancelled", "done"]

    assert (other.status_code, other.json()["error"]["code"]) == (409, "idempotency_mismatch")
    assert (busy.status_code, busy.json()["error"]["code"]) == (409, "session_busy")


def test_a_long_poll_answers_when_the_run_has_ended(told: ProductOS) -> None:
    session_id = told.create()
    with told.agent(session_id, "ideation-agent", asking(words=30, steps=2, pause=0.01)) as frames:
        run_id = frames.response.headers["X-Run-Id"]
        early = told.status(session_id, run_id)
        ended = told.status(session_id, run_id, wait=PATIENCE)
        list(frames)

    assert early["state"] in ("queued", "running")
    assert (ended["state"], ended["progress"]) == (
        "completed",
        {"completedSteps": 2, "totalSteps": 2, "currentStep": None},
    )


@pytest.mark.parametrize("accept", ["text/event-stream", "application/json"])
def test_a_cursor_beyond_the_last_event_is_refused_at_once(told: ProductOS, accept: str) -> None:
    session_id = told.create()
    frames = told.run(session_id, "ideation-agent", asking(words=3, steps=1))

    answer = told.client.get(
        f"/api/v1/sessions/{session_id}/events", params={"since": len(frames) + 1}, headers={"Accept": accept}
    )

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "cursor_ahead")
    assert told.replay(session_id, since=len(frames)) == []


def test_deleting_a_session_ends_its_run_and_every_stream_of_it(told: ProductOS, told_stack: Stack) -> None:
    session_id = told.create()
    watching = threading.Event()

    def watch() -> None:
        path = f"/api/v1/sessions/{session_id}/events"
        with told_stack.client() as client, client.stream("GET", path) as response:
            for _ in Frames(response):
                watching.set()

    with told.agent(session_id, "ideation-agent", asking(words=100_000, steps=1, pause=0.005)) as frames:
        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        assert watching.wait(PATIENCE)
        deleted = told.client.delete(f"/api/v1/sessions/{session_id}")
        seen = list(frames)

    assert deleted.status_code == 204
    assert "done" not in types(seen)
    watcher.join(PATIENCE)
    assert not watcher.is_alive()
    assert told.client.get(f"/api/v1/sessions/{session_id}").status_code == 404
    with told_stack.engine.connect() as connection:
        left = connection.execute(
            text("SELECT count(*) FROM run_events WHERE session_id = :id"), {"id": session_id}
        ).scalar_one()
    assert left == 0


def test_a_viewers_disconnect_stops_no_run(told: ProductOS) -> None:
    session_id = told.create()
    with told.agent(session_id, "ideation-agent", asking(words=40, steps=1, pause=0.01)) as frames:
        run_id = frames.response.headers["X-Run-Id"]
        next(iter(frames))

    assert told.status(session_id, run_id, wait=PATIENCE)["state"] == "completed"
    assert len(text_of(told.replay(session_id)).split()) == 40


def test_a_run_stopped_by_its_budget_resumes_over_http_and_repeats_no_finished_step(
    productos: ProductOS, stack: Stack
) -> None:
    idea = "A shared calendar for amateur choirs"
    whole = productos.create(idea=idea)
    productos.run(whole, "research-agent", {})
    (full,) = productos.client.get(f"/api/v1/sessions/{whole}/runs").json()["runs"]
    session_id = productos.create(idea=idea)
    budget = {"maxTokens": full["budget"]["tokensUsed"] * 2 // 3}

    stopped_frames = productos.run(session_id, "research-agent", {"budget": budget})
    (stopped,) = productos.client.get(f"/api/v1/sessions/{session_id}/runs").json()["runs"]
    answer = productos.client.post(
        f"/api/v1/sessions/{session_id}/runs/{stopped['runId']}/resume", json={"budget": {"maxTokens": 400_000}}
    )
    resumed = productos.status(session_id, answer.json()["runId"], wait=PATIENCE)

    assert types(stopped_frames)[-2:] == ["error", "done"]
    assert stopped["error"]["code"] == "budget_exceeded"
    assert stopped["budget"]["tokensUsed"] <= budget["maxTokens"]
    finished = stopped["progress"]["completedSteps"]
    assert 0 < finished < full["progress"]["completedSteps"]
    assert answer.status_code == 202
    assert (resumed["state"], resumed["resumedFrom"]) == ("completed", stopped["runId"])
    assert min(_steps_paid_by(stack, resumed["runId"])) > finished
    assert types(productos.replay(session_id))[-2:] == ["discover_complete", "done"]


def _steps_paid_by(stack: Stack, run_id: str) -> list[int]:
    with stack.engine.connect() as connection:
        return list(
            connection.execute(
                text("SELECT step FROM budget_lines WHERE run_id = :id AND kind = 'used'"), {"id": run_id}
            ).scalars()
        )
