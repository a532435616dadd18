"""Starting agents: what is refused before the stream, and what the stream is (rows 000-5 to 000-7)."""

from typing import Any

import pytest

from tests.dialects.clients import Client, frames, problem
from tests.dialects.worker_by_hand import WorkerByHand

HELLO = {"messages": [{"role": "user", "content": "Help me shape this idea"}]}


def test_a_run_is_streamed_from_its_first_event_to_its_done(productos: Client, worker: WorkerByHand) -> None:
    session = productos.session(idea="A habit tracker")

    with productos.post(f"{session}/ideation-agent", HELLO, Accept="text/event-stream") as response:
        assert (response.status_code, response.mimetype) == (200, "text/event-stream")
        run = f"{session}/runs/{response.headers['X-Run-Id']}"
        worker.emit(run, ("phase", {"phase": "ideation"}), ("text_delta", {"delta": "Grüße\n\n—"}))
        worker.complete(run, "ideation_complete", ideaSummary="Sharp.")
        events = frames(response.data)

    assert [event["type"] for event in events] == ["phase", "text_delta", "ideation_complete", "done"]
    assert [event["cursor"] for event in events] == [1, 2, 3, 4]
    assert events[1]["delta"] == "Grüße\n\n—"
    assert events[2]["ideaSummary"] == "Sharp."


def test_each_frame_is_one_data_line_and_nothing_else(productos: Client, worker: WorkerByHand) -> None:
    session = productos.session(idea="x")
    run = productos.start(session)
    worker.emit(run, ("text_delta", {"delta": "a"}))
    worker.complete(run, "ideation_complete", ideaSummary="b")

    stream = productos.get(f"{session}/events").data

    assert stream.startswith(b': ok\n\ndata: {"type":"text_delta","cursor":1,"delta":"a"}\n\ndata: {"type":')
    assert b"\r" not in stream
    assert b"\nid:" not in stream
    assert b"\nevent:" not in stream


def test_a_busy_session_refuses_another_run_before_the_stream(productos: Client) -> None:
    session = productos.session(idea="x")
    productos.start(session)

    assert problem(productos.post(f"{session}/research-agent", {})) == (409, "session_busy")


def test_the_same_idempotency_key_streams_the_same_run_even_while_it_is_busy(
    productos: Client, worker: WorkerByHand
) -> None:
    session = productos.session(idea="x")
    run = productos.start(session, body=HELLO, Idempotency_Key="once")
    worker.emit(run, ("text_delta", {"delta": "a"}))

    assert productos.start(session, body=HELLO, Idempotency_Key="once") == run

    worker.complete(run, "ideation_complete", ideaSummary="b")
    with productos.post(f"{session}/ideation-agent", HELLO, Idempotency_Key="once") as again:
        assert [event["type"] for event in frames(again.data)] == ["text_delta", "ideation_complete", "done"]
    assert len(productos.get(f"{session}/runs").get_json()["runs"]) == 1


def test_the_same_idempotency_key_with_another_request_is_refused(productos: Client) -> None:
    session = productos.session(idea="x")
    productos.start(session, body=HELLO, Idempotency_Key="once")

    other = HELLO | {"budget": {"maxTokens": 5}}
    assert problem(productos.post(f"{session}/ideation-agent", other, Idempotency_Key="once")) == (
        409,
        "idempotency_mismatch",
    )


@pytest.mark.parametrize("key", ["x" * 256, "\u00e4", "a\tb"])
def test_an_idempotency_key_that_is_none_is_refused(productos: Client, key: str) -> None:
    session = productos.session(idea="x")

    assert problem(productos.post(f"{session}/ideation-agent", HELLO, Idempotency_Key=key))[0] == 400


@pytest.mark.parametrize(
    ("agent", "session", "body", "expected"),
    [
        ("ideation", {}, {"messages": []}, 400),
        ("ideation", {}, {}, 400),
        ("ideation", {"idea": "x"}, {}, 400),
        ("research", {}, {}, 400),
        ("research", {}, {"messages": [{"role": "user", "content": "  "}]}, 400),
        ("prd", {}, {}, 409),
        ("prd", {"idea": "x"}, {}, 409),
        ("prd", {"entry": "prd"}, {}, 409),
        ("prd", {"idea": "x", "entry": "prd"}, {"opportunityIndex": 1}, 400),
    ],
)
def test_an_agent_with_nothing_to_work_on_is_refused(
    productos: Client, agent: str, session: dict[str, str], body: dict[str, Any], expected: int
) -> None:
    path = productos.session(**session)

    assert problem(productos.post(f"{path}/{agent}-agent", body))[0] == expected
    assert productos.get(f"{path}/runs").get_json() == {"runs": []}


@pytest.mark.parametrize(
    ("agent", "session", "body"),
    [
        ("ideation", {"idea": "x"}, {"messages": []}),
        ("ideation", {}, {"messages": [{"role": "user", "content": [{"type": "text", "text": "Hello"}]}]}),
        ("ideation", {}, {**HELLO, "phase": "conversation", "unknown": {"a": 1}, "modelId": "offline"}),
        ("research", {"idea": "x"}, {}),
        ("research", {}, {**HELLO, "context": {"searchDepth": "deep", "enableValidation": False, "techStack": ["a"]}}),
        ("prd", {"idea": "x", "entry": "prd"}, {"opportunityIndex": 0.0}),
        ("prd", {"idea": "x", "entry": "prd"}, {"opportunityIndex": None, "budget": {"maxCostUSD": 0.25}}),
    ],
)
def test_an_agent_takes_what_the_document_shows(
    productos: Client, agent: str, session: dict[str, str], body: dict[str, Any]
) -> None:
    run = productos.start(productos.session(**session), agent, body)

    assert productos.get(run).get_json()["agent"] == agent


@pytest.mark.parametrize(
    ("agent", "body"),
    [
        ("ideation", {"messages": "hi"}),
        ("ideation", {"messages": [{"role": "boss", "content": "hi"}]}),
        ("ideation", {"messages": [{"role": "user"}]}),
        ("ideation", {"messages": [{"role": "user", "content": [{"type": "image"}]}]}),
        ("ideation", {"messages": [{"role": "user", "content": "x" * 103_000}]}),
        ("ideation", {**HELLO, "modelId": "gemini:flash"}),
        ("ideation", {**HELLO, "modelId": "anthropic/claude-sonnet-4-6"}),
        ("ideation", {**HELLO, "modelId": "openai:"}),
        ("research", {**HELLO, "context": {"searchDepth": "endless"}}),
        ("research", {**HELLO, "context": {"enableValidation": "yes"}}),
        ("research", {**HELLO, "context": []}),
        ("prd", {"opportunityIndex": -1}),
        ("prd", {"opportunityIndex": "0"}),
        ("prd", {"opportunityIndex": True}),
        ("prd", {"opportunityIndex": 0.5}),
        ("prd", {"budget": {"maxTokens": 0}}),
        ("prd", {"budget": {"maxTokens": "9"}}),
        ("prd", {"budget": {"maxCostUSD": -1}}),
        ("prd", {"budget": {"maxCostUSD": "1"}}),
        ("prd", {"budget": 7}),
    ],
)
def test_what_does_not_fit_the_schema_is_refused_with_400(productos: Client, agent: str, body: dict[str, Any]) -> None:
    session = productos.session(idea="x", entry="prd")

    assert problem(productos.post(f"{session}/{agent}-agent", body))[0] == 400


def test_a_budget_in_the_request_is_the_runs_budget_and_else_the_settings_are(productos: Client) -> None:
    asked = productos.start(productos.session(), body={**HELLO, "budget": {"maxTokens": 1234, "maxCostUSD": 0.5}})
    silent = productos.start(productos.session())

    assert productos.get(asked).get_json()["budget"] == {
        "tokensUsed": 0,
        "tokensLimit": 1234,
        "costIncurred": 0.0,
        "costLimit": 0.5,
    }
    assert productos.get(silent).get_json()["budget"]["tokensLimit"] == 200_000


def test_an_agent_that_does_not_exist_is_not_found(productos: Client) -> None:
    session = productos.session(idea="x")

    assert problem(productos.post(f"{session}/marketing-agent", {})) == (404, "not_found")
